import { openaiSamples } from './openai';
import type { StreamSample } from './sample';

const chunk = { id: 'chatcmpl-S', object: 'chat.completion.chunk', model: 'gpt-4o', service_tier: 'default' };
const delta = (content: string, finish_reason: string | null = null, index = 0): object => ({
  ...chunk,
  choices: [{ index, delta: { content }, finish_reason }],
  usage: null,
});
const head = { model: 'gpt-4o', responseId: 'chatcmpl-S', serviceTier: 'default' };

export const openaiStreamSamples: Record<string, StreamSample> = {
  'a chat with its usage': {
    parts: [
      delta('Y'),
      delta('es'),
      delta('', 'stop'),
      { ...chunk, choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
    ],
    read: { ...head, finishReasons: ['stop'], usage: { inputTokens: 9, outputTokens: 2 } },
  },
  'a chat without usage': {
    parts: [delta('Yes', 'length')],
    read: { ...head, finishReasons: ['length'], usage: {} },
  },
  'a chat whose choices end in another order': {
    parts: [delta('a', 'length', 1), delta('b', 'stop', 0)],
    read: { ...head, finishReasons: ['stop', 'length'], usage: {} },
  },
  'a chat of Azure, whose first chunk is about the prompt': {
    parts: [{ ...chunk, id: '', model: '', choices: [], prompt_filter_results: [] }, delta('Yes', 'stop')],
    read: { ...head, finishReasons: ['stop'], usage: {} },
  },
  'a chat whose chunks all carry the usage so far': {
    parts: [1, 2, 3].map((completion_tokens) => ({
      ...delta('x'),
      usage: { prompt_tokens: 5, completion_tokens },
    })),
    read: { ...head, usage: { inputTokens: 5, outputTokens: 3 } },
  },
  'a chat of Groq': {
    parts: [
      { ...delta('Yes'), x_groq: { id: 'req_1' } },
      { ...delta('', 'stop'), x_groq: { id: 'req_1', usage: { prompt_tokens: 7, completion_tokens: 3 } } },
    ],
    read: {
      ...head,
      requestId: 'req_1',
      finishReasons: ['stop'],
      usage: { inputTokens: 7, outputTokens: 3 },
    },
  },
  'a completion of text': {
    parts: [
      {
        id: 'cmpl-1',
        object: 'text_completion',
        model: 'instruct',
        choices: [{ text: 'a', finish_reason: null }],
      },
      {
        id: 'cmpl-1',
        object: 'text_completion',
        model: 'instruct',
        choices: [{ text: '', finish_reason: 'stop' }],
      },
    ],
    read: { model: 'instruct', responseId: 'cmpl-1', finishReasons: ['stop'], usage: {} },
  },
  'a response': {
    parts: [
      {
        type: 'response.created',
        response: { ...openaiSamples['a response that still runs']!.response, id: 'resp_1' },
      },
      { type: 'response.output_text.delta', delta: 'Ra' },
      { type: 'response.incomplete', response: openaiSamples['a response']!.response },
    ],
    read: openaiSamples['a response']!.read,
  },
  'an image': {
    parts: [
      { type: 'image_generation.partial_image', b64_json: 'aGk=' },
      {
        type: 'image_generation.completed',
        b64_json: 'aGk=',
        usage: { input_tokens: 50, output_tokens: 1_056 },
      },
    ],
    read: { usage: { inputTokens: 50, outputTokens: 1_056, outputImageTokens: 1_056 } },
  },
  'a transcription': {
    parts: [
      { type: 'transcript.text.delta', delta: 'Good' },
      {
        type: 'transcript.text.done',
        text: 'Good.',
        usage: {
          type: 'tokens',
          input_tokens: 14,
          input_token_details: { audio_tokens: 10 },
          output_tokens: 4,
        },
      },
    ],
    read: { usage: { inputTokens: 14, outputTokens: 4, inputAudioTokens: 10 } },
  },
};
