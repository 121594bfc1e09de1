import type { Sample, StreamSample } from './sample';

interface Step {
  readonly usage: object;
  readonly finishReason?: string;
  readonly providerMetadata?: object;
}

/** As the AI SDK's results of generateText: data of their own is `steps`, all else they look up there. */
class GenerateTextResult {
  constructor(readonly steps: readonly Step[]) {}

  get usage(): object {
    return this.steps.at(-1)!.usage;
  }

  get response(): object {
    return response;
  }

  get finishReason(): string | undefined {
    return this.steps.at(-1)!.finishReason;
  }
}

const response = {
  id: 'chatcmpl-1',
  modelId: 'gpt-4o',
  timestamp: new Date(0),
  headers: { 'x-request-id': 'req_1' },
};
const head = { model: 'gpt-4o', responseId: 'chatcmpl-1', requestId: 'req_1', finishReasons: ['stop'] };
const step = (usage: object, more: Partial<Step> = {}): Step & { readonly response: object } => ({
  usage,
  finishReason: 'stop',
  response,
  ...more,
});
const v5 = (inputTokens: number, outputTokens: number, more = {}): object => ({
  inputTokens,
  outputTokens,
  totalTokens: inputTokens + outputTokens,
  ...more,
});
const v6 = { noCacheTokens: 20, cacheReadTokens: 70, cacheWriteTokens: 10 };

export const aiSdkSamples: Record<string, Sample> = {
  'generateText of version 5, in two steps': {
    response: new GenerateTextResult([
      step(v5(100, 20, { cachedInputTokens: 60, reasoningTokens: 5 }), { finishReason: 'tool-calls' }),
      step(v5(130, 30)),
    ]),
    read: { ...head, usage: { inputTokens: 230, outputTokens: 50, cacheReadTokens: 60, reasoningTokens: 5 } },
  },
  'generateText of version 5 with Anthropic, which counts cached tokens apart': {
    response: new GenerateTextResult([
      step(v5(6, 489, { cachedInputTokens: 20_443 }), {
        providerMetadata: {
          anthropic: {
            cacheCreationInputTokens: 574,
            usage: {
              cache_creation: { ephemeral_5m_input_tokens: 500, ephemeral_1h_input_tokens: 74 },
              server_tool_use: { web_search_requests: 2 },
            },
          },
        },
      }),
    ]),
    read: {
      ...head,
      usage: {
        inputTokens: 21_023,
        outputTokens: 489,
        cacheReadTokens: 20_443,
        cacheWriteTokens: 574,
        cacheWrite5mTokens: 500,
        cacheWrite1hTokens: 74,
        webSearches: 2,
      },
    },
  },
  'generateText of version 5 with Bedrock, which does, too': {
    response: new GenerateTextResult([
      step(v5(4, 5, { cachedInputTokens: 6 }), {
        providerMetadata: { bedrock: { usage: { cacheWriteInputTokens: 7 } } },
      }),
    ]),
    read: { ...head, usage: { inputTokens: 17, outputTokens: 5, cacheReadTokens: 6, cacheWriteTokens: 7 } },
  },
  'generateText of versions 6 and 7': {
    response: Object.assign(
      new GenerateTextResult([
        step(
          {
            ...v5(100, 20),
            inputTokenDetails: v6,
            outputTokenDetails: { textTokens: 5, reasoningTokens: 15 },
            cachedInputTokens: 70,
          },
          { providerMetadata: { anthropic: { cacheCreationInputTokens: 10 } } },
        ),
      ]),
      { totalUsage: v5(100, 20) },
    ),
    read: {
      ...head,
      usage: {
        inputTokens: 100,
        outputTokens: 20,
        cacheReadTokens: 70,
        cacheWriteTokens: 10,
        reasoningTokens: 15,
      },
    },
  },
  generateObject: {
    response: {
      object: { city: 'Rome' },
      finishReason: 'stop',
      usage: v5(10, 4),
      warnings: [],
      response: { ...response, headers: new Headers({ 'X-Request-Id': 'req_1' }) },
      request: {},
      providerMetadata: {
        openai: { serviceTier: 'flex', acceptedPredictionTokens: 2, rejectedPredictionTokens: 1 },
      },
    },
    read: {
      ...head,
      serviceTier: 'flex',
      usage: {
        inputTokens: 10,
        outputTokens: 4,
        acceptedPredictionTokens: 2,
        rejectedPredictionTokens: 1,
      },
    },
  },
  embed: {
    response: {
      value: 'hi',
      embedding: [0.1],
      usage: { tokens: 3 },
      response: { headers: { 'x-request-id': 'r' } },
    },
    read: { requestId: 'r', usage: { inputTokens: 3 } },
  },
  'embedMany, of a model that does not count': {
    response: { values: ['hi'], embeddings: [[0.1]], usage: { tokens: NaN }, responses: [undefined] },
    read: { usage: {} },
  },
  generateImage: {
    response: { images: [{}], warnings: [], responses: [{ modelId: 'gpt-image-1' }], usage: v5(5, 6) },
    read: { model: 'gpt-image-1', usage: { inputTokens: 5, outputTokens: 6 } },
  },
  transcribe: {
    response: { text: 'Hi.', segments: [], durationInSeconds: 2.5, responses: [{ modelId: 'whisper-1' }] },
    read: { model: 'whisper-1', usage: { audioSeconds: 2.5 } },
  },
};

export const aiSdkStreamSamples: Record<string, StreamSample> = {
  'a text in two steps': {
    parts: [
      { type: 'start' },
      { type: 'start-step', request: {}, warnings: [] },
      { type: 'text-delta', id: '1', text: 'Y' },
      { type: 'finish-step', ...step(v5(10, 2), { finishReason: 'tool-calls' }) },
      { type: 'start-step', request: {}, warnings: [] },
      { type: 'finish-step', ...step(v5(13, 3)) },
      { type: 'finish', finishReason: 'stop', totalUsage: v5(23, 5) },
    ],
    read: { ...head, usage: { inputTokens: 23, outputTokens: 5 } },
  },
};

const message = (usage_metadata?: object, response_metadata: object = {}): object => ({
  lc_serializable: true,
  lc_namespace: ['langchain_core', 'messages'],
  id: 'chatcmpl-1',
  content: 'Yes.',
  type: 'ai',
  tool_calls: [],
  additional_kwargs: {},
  response_metadata,
  usage_metadata,
});
const metadata = { model_name: 'gpt-4o', model_provider: 'openai', finish_reason: 'stop' };
const usage = {
  input_tokens: 100,
  output_tokens: 20,
  total_tokens: 120,
  input_token_details: { cache_read: 70, cache_creation: 10, audio: 5 },
  output_token_details: { reasoning: 15, audio: 2 },
};
const langchainRead = {
  provider: 'openai',
  model: 'gpt-4o',
  responseId: 'chatcmpl-1',
  finishReasons: ['stop'],
  usage: {
    inputTokens: 100,
    outputTokens: 20,
    cacheReadTokens: 70,
    cacheWriteTokens: 10,
    inputAudioTokens: 5,
    reasoningTokens: 15,
    outputAudioTokens: 2,
  },
};

/** As `@langchain/anthropic` 1.5 has it, for a message and for the first chunk of one. */
const anthropicUsage = {
  cache_read_input_tokens: 700,
  cache_creation_input_tokens: 100,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 100 },
  service_tier: 'standard',
};
const anthropicRead = {
  model: 'claude-sonnet-4-5',
  responseId: 'msg_1',
  finishReasons: ['end_turn'],
  serviceTier: 'standard',
  usage: {
    inputTokens: 1_000,
    outputTokens: 50,
    cacheReadTokens: 700,
    cacheWriteTokens: 100,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 100,
  },
};
const anthropicStart = {
  id: 'msg_1',
  tool_calls: [],
  additional_kwargs: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5' },
  usage_metadata: {
    input_tokens: 1_000,
    output_tokens: 8,
    total_tokens: 1_008,
    input_token_details: { cache_creation: 100, cache_read: 700 },
  },
};
const anthropicEnd = {
  tool_calls: [],
  additional_kwargs: { stop_reason: 'end_turn', stop_sequence: null },
  response_metadata: {},
  usage_metadata: { input_tokens: 0, output_tokens: 50, total_tokens: 50 },
};

export const langchainSamples: Record<string, Sample> = {
  'a message': {
    response: message(usage, { ...metadata, service_tier: 'default' }),
    read: { ...langchainRead, serviceTier: 'default' },
  },
  'a message of Anthropic': {
    response: message(
      { input_tokens: 5, output_tokens: 6 },
      { id: 'msg_1', model: 'claude-sonnet-4-5', stop_reason: 'end_turn', usage: { input_tokens: 1 } },
    ),
    read: {
      model: 'claude-sonnet-4-5',
      responseId: 'msg_1',
      finishReasons: ['end_turn'],
      usage: { inputTokens: 5, outputTokens: 6 },
    },
  },
  "a message of Anthropic's client, with what was written to the cache for an hour": {
    response: message(
      {
        input_tokens: 1_000,
        output_tokens: 50,
        input_token_details: { cache_creation: 100, cache_read: 700 },
      },
      { id: 'msg_1', model: 'claude-sonnet-4-5', stop_reason: 'end_turn', usage: anthropicUsage },
    ),
    read: anthropicRead,
  },
  'a message that counts in its metadata, without an id of the provider': {
    response: {
      ...message(undefined, { tokenUsage: { promptTokens: 3, completionTokens: 4 } }),
      id: 'run-0b1',
    },
    read: { usage: { inputTokens: 3, outputTokens: 4 } },
  },
  'a result of two prompts, one with two generations of the same call': {
    response: {
      generations: [
        [
          { text: 'a', message: message(usage, metadata), generationInfo: { finish_reason: 'stop' } },
          { text: 'b', message: message(usage, metadata), generationInfo: { finish_reason: 'length' } },
        ],
        [{ text: 'c', message: message(usage, metadata), generationInfo: { finish_reason: 'stop' } }],
      ],
      llmOutput: { tokenUsage: { promptTokens: 200, completionTokens: 40, totalTokens: 240 } },
    },
    read: {
      ...langchainRead,
      finishReasons: ['stop', 'length', 'stop'],
      usage: {
        inputTokens: 200,
        outputTokens: 40,
        cacheReadTokens: 140,
        cacheWriteTokens: 20,
        inputAudioTokens: 10,
        reasoningTokens: 30,
        outputAudioTokens: 4,
      },
    },
  },
  'a result whose usage is only an estimate': {
    response: {
      generations: [[{ text: 'a', generationInfo: {} }]],
      llmOutput: { estimatedTokenUsage: { promptTokens: 20, completionTokens: 4 } },
    },
    read: { usage: {} },
  },
};

export const langchainStreamSamples: Record<string, StreamSample> = {
  'a message of Anthropic, whose counts are running totals': {
    parts: [
      { ...anthropicStart, response_metadata: { model_provider: 'anthropic', usage: anthropicUsage } },
      { tool_calls: [], additional_kwargs: {}, response_metadata: { model_provider: 'anthropic' } },
      { tool_calls: [], additional_kwargs: {}, response_metadata: {}, content: 'Yes' },
      anthropicEnd,
    ],
    read: { ...anthropicRead, provider: 'anthropic' },
  },
  'a message of Anthropic from an older LangChain, which tells its cache twice': {
    parts: [
      { ...anthropicStart, response_metadata: {} },
      {
        ...anthropicEnd,
        usage_metadata: {
          ...anthropicEnd.usage_metadata,
          input_token_details: { cache_creation: 100, cache_read: 700 },
        },
      },
    ],
    read: {
      model: 'claude-sonnet-4-5',
      responseId: 'msg_1',
      finishReasons: ['end_turn'],
      usage: { inputTokens: 1_000, outputTokens: 50, cacheReadTokens: 700, cacheWriteTokens: 100 },
    },
  },
  'a message, whose usage comes in pieces': {
    parts: [
      message({ input_tokens: 12, output_tokens: 0 }, { model_name: 'gpt-4o', model_provider: 'openai' }),
      message(),
      message({ input_tokens: 0, output_tokens: 7 }, { finish_reason: 'stop' }),
    ],
    read: { ...langchainRead, usage: { inputTokens: 12, outputTokens: 7 } },
  },
};
