import type { Sample } from './sample';

export const chat = {
  id: 'chatcmpl-B1',
  object: 'chat.completion',
  created: 1_760_000_000,
  model: 'gpt-4o-2024-08-06',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'Yes.' }, logprobs: null, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
};

const embedding = { object: 'embedding', index: 0, embedding: [0.1, -0.2] };

const requestId = (response: object, id: string): object =>
  Object.defineProperty(response, '_request_id', { value: id, enumerable: false });

export const openaiSamples: Record<string, Sample> = {
  'a chat completion': {
    response: requestId(
      {
        ...chat,
        service_tier: 'priority',
        choices: [...chat.choices, { index: 1, message: {}, finish_reason: 'length' }],
        usage: {
          prompt_tokens: 1_000,
          completion_tokens: 200,
          total_tokens: 1_200,
          prompt_tokens_details: { cached_tokens: 400, cache_write_tokens: 10, audio_tokens: 30 },
          completion_tokens_details: {
            reasoning_tokens: 150,
            audio_tokens: 20,
            accepted_prediction_tokens: 5,
            rejected_prediction_tokens: 6,
          },
        },
      },
      'req_1',
    ),
    read: {
      model: 'gpt-4o-2024-08-06',
      responseId: 'chatcmpl-B1',
      requestId: 'req_1',
      finishReasons: ['stop', 'length'],
      serviceTier: 'priority',
      usage: {
        inputTokens: 1_000,
        outputTokens: 200,
        cacheReadTokens: 400,
        cacheWriteTokens: 10,
        inputAudioTokens: 30,
        reasoningTokens: 150,
        outputAudioTokens: 20,
        acceptedPredictionTokens: 5,
        rejectedPredictionTokens: 6,
      },
    },
  },
  'a completion of text': {
    response: {
      id: 'cmpl-7',
      object: 'text_completion',
      created: 1_760_000_000,
      model: 'gpt-3.5-turbo-instruct',
      choices: [{ text: 'joke', index: 0, logprobs: null, finish_reason: 'length' }],
      usage: { prompt_tokens: 8, completion_tokens: 16, total_tokens: 24 },
    },
    read: {
      model: 'gpt-3.5-turbo-instruct',
      responseId: 'cmpl-7',
      finishReasons: ['length'],
      usage: { inputTokens: 8, outputTokens: 16 },
    },
  },
  'a response': {
    response: {
      id: 'resp_1',
      object: 'response',
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      model: 'gpt-5-2025-08-07',
      service_tier: 'flex',
      output: [
        { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'weather' } },
        {
          type: 'web_search_call',
          status: 'completed',
          action: { type: 'open_page', url: 'https://x.test' },
        },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Rain.' }] },
      ],
      usage: {
        input_tokens: 330,
        input_tokens_details: { cached_tokens: 128, cache_write_tokens: 64 },
        output_tokens: 90,
        output_tokens_details: { reasoning_tokens: 64 },
        total_tokens: 420,
      },
    },
    read: {
      model: 'gpt-5-2025-08-07',
      responseId: 'resp_1',
      finishReasons: ['max_output_tokens'],
      serviceTier: 'flex',
      usage: {
        inputTokens: 330,
        outputTokens: 90,
        cacheReadTokens: 128,
        cacheWriteTokens: 64,
        reasoningTokens: 64,
        webSearches: 1,
      },
    },
  },
  'a response that still runs': {
    response: {
      id: 'resp_2',
      object: 'response',
      status: 'in_progress',
      model: 'gpt-5',
      output: [],
      usage: null,
    },
    read: { model: 'gpt-5', responseId: 'resp_2', usage: {} },
  },
  embeddings: {
    response: {
      object: 'list',
      data: [embedding],
      model: 'text-embedding-3-small',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    },
    read: { model: 'text-embedding-3-small', usage: { inputTokens: 8 } },
  },
  'generated images': {
    response: {
      created: 1_760_000_000,
      data: [{ b64_json: 'aGk=' }],
      output_format: 'png',
      usage: {
        input_tokens: 50,
        input_tokens_details: { image_tokens: 40, text_tokens: 10 },
        output_tokens: 1_056,
        output_tokens_details: { image_tokens: 1_056, text_tokens: 0 },
        total_tokens: 1_106,
      },
    },
    read: { usage: { inputTokens: 50, inputImageTokens: 40, outputTokens: 1_056, outputImageTokens: 1_056 } },
  },
  'images of a model that counts no tokens': {
    response: requestId({ created: 1_760_000_000, data: [{ url: 'https://images.test/1.png' }] }, 'req_9'),
    read: { requestId: 'req_9', usage: {} },
  },
  'a transcription counted in tokens': {
    response: {
      text: 'Good morning.',
      usage: {
        type: 'tokens',
        input_tokens: 14,
        input_token_details: { text_tokens: 4, audio_tokens: 10 },
        output_tokens: 45,
        total_tokens: 59,
      },
    },
    read: { usage: { inputTokens: 14, outputTokens: 45, inputAudioTokens: 10 } },
  },
  'a transcription counted in seconds': {
    response: { text: 'Good morning.', usage: { type: 'duration', seconds: 7 } },
    read: { usage: { audioSeconds: 7 } },
  },
  'a verbose transcription': {
    response: {
      task: 'transcribe',
      language: 'english',
      duration: 7.47,
      text: 'Good morning.',
      segments: [],
    },
    read: { usage: { audioSeconds: 7.47 } },
  },
};
