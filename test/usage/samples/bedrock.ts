import { anthropicSamples, anthropicStreamSamples } from './anthropic';
import { cohereSamples } from './cohere';
import { compatibleSamples } from './compatible';
import { bytes, type Sample, type StreamSample } from './sample';

const provider = 'aws.bedrock';
const $metadata = { httpStatusCode: 200, requestId: '8e14', attempts: 1, totalRetryDelay: 0 };

const converse = {
  $metadata,
  output: { message: { role: 'assistant', content: [{ text: 'Yes.' }] } },
  stopReason: 'end_turn',
  metrics: { latencyMs: 500 },
};

const invoked = (answer: unknown): object => ({
  $metadata,
  contentType: 'application/json',
  body: bytes(answer),
});

/** A model's own answer, through Bedrock. */
const throughBedrock = ({ response, read }: Sample): Sample => ({
  response: invoked(response),
  read: { ...read, provider, requestId: '8e14' },
});

export const bedrockSamples: Record<string, Sample> = {
  'Converse, cached': {
    response: {
      ...converse,
      serviceTier: { type: 'priority' },
      usage: {
        inputTokens: 458,
        outputTokens: 37,
        totalTokens: 4_668,
        cacheReadInputTokens: 2_098,
        cacheWriteInputTokens: 2_075,
        cacheDetails: [
          { ttl: '1h', inputTokens: 1_000 },
          { ttl: '5m', inputTokens: 1_075 },
        ],
      },
    },
    read: {
      provider,
      requestId: '8e14',
      finishReasons: ['end_turn'],
      serviceTier: 'priority',
      usage: {
        inputTokens: 4_631,
        outputTokens: 37,
        cacheReadTokens: 2_098,
        cacheWriteTokens: 2_075,
        cacheWrite5mTokens: 1_075,
        cacheWrite1hTokens: 1_000,
      },
    },
  },
  'Converse, routed': {
    response: {
      ...converse,
      trace: { promptRouter: { invokedModelId: 'arn:aws:bedrock:us-east-1::foundation-model/nova-pro' } },
      usage: { inputTokens: 4, outputTokens: 5, totalTokens: 9 },
    },
    read: {
      provider,
      model: 'arn:aws:bedrock:us-east-1::foundation-model/nova-pro',
      requestId: '8e14',
      finishReasons: ['end_turn'],
      usage: { inputTokens: 4, outputTokens: 5 },
    },
  },
  'InvokeModel: Anthropic': throughBedrock(anthropicSamples['a message with all the counts there are']!),
  'InvokeModel: AI21 Jamba': throughBedrock(compatibleSamples['AI21, which does not name its object']!),
  'InvokeModel: Cohere embeddings': throughBedrock(cohereSamples['v1 embeddings']!),
  'InvokeModel: Nova': {
    response: invoked({
      output: { message: { role: 'assistant', content: [{ text: 'Yes.' }] } },
      stopReason: 'max_tokens',
      usage: { inputTokens: 7, outputTokens: 8, totalTokens: 15, cacheReadInputTokenCount: 3 },
    }),
    read: {
      provider,
      requestId: '8e14',
      finishReasons: ['max_tokens'],
      usage: { inputTokens: 10, outputTokens: 8, cacheReadTokens: 3 },
    },
  },
  'InvokeModel: Titan': throughBedrock({
    response: {
      inputTextTokenCount: 6,
      results: [{ tokenCount: 12, outputText: 'Yes.', completionReason: 'FINISH' }],
    },
    read: { finishReasons: ['FINISH'], usage: { inputTokens: 6, outputTokens: 12 } },
  }),
  'InvokeModel: Titan embeddings': throughBedrock({
    response: { embedding: [0.1, 0.2], inputTextTokenCount: 6 },
    read: { usage: { inputTokens: 6 } },
  }),
  'InvokeModel: Llama': throughBedrock({
    response: {
      generation: 'North',
      prompt_token_count: 9,
      generation_token_count: 26,
      stop_reason: 'stop',
    },
    read: { finishReasons: ['stop'], usage: { inputTokens: 9, outputTokens: 26 } },
  }),
  'InvokeModel: AI21 Jurassic': throughBedrock({
    response: {
      id: 1234,
      prompt: { text: 'Hi', tokens: [{}, {}] },
      completions: [{ data: { text: 'Yes.', tokens: [{}, {}, {}] }, finishReason: { reason: 'endoftext' } }],
    },
    read: { responseId: '1234', finishReasons: ['endoftext'], usage: { inputTokens: 2, outputTokens: 3 } },
  }),
  'InvokeModel: what nobody knows': {
    response: invoked({ images: ['aGk='] }),
    read: { provider, requestId: '8e14', usage: {} },
  },
};

/** The models' own answers, as who parses the bytes would hand them on. */
export const parsedBodySamples: Record<string, Sample> = {
  Titan: {
    response: { inputTextTokenCount: 6, results: [{ tokenCount: 12, completionReason: 'LENGTH' }] },
    read: { finishReasons: ['LENGTH'], usage: { inputTokens: 6, outputTokens: 12 } },
  },
  Llama: {
    response: { generation: '', prompt_token_count: 9, generation_token_count: 0, stop_reason: 'length' },
    read: { finishReasons: ['length'], usage: { inputTokens: 9, outputTokens: 0 } },
  },
  Jurassic: {
    response: { id: 'j2', prompt: { tokens: [{}] }, completions: [{ data: { tokens: [{}] } }] },
    read: { responseId: 'j2', usage: { inputTokens: 1, outputTokens: 1 } },
  },
};

const chunks = (events: readonly object[]): object[] =>
  events.map((event) => ({ chunk: { bytes: bytes(event) } }));
const metrics = {
  'amazon-bedrock-invocationMetrics': {
    inputTokenCount: 11,
    outputTokenCount: 22,
    cacheReadInputTokenCount: 3,
    invocationLatency: 900,
    firstByteLatency: 300,
  },
};
const anthropicStream = anthropicStreamSamples['a message']!;

export const bedrockStreamSamples: Record<string, StreamSample> = {
  ConverseStream: {
    parts: [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Yes' } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: { inputTokens: 4, outputTokens: 5, cacheReadInputTokens: 6 }, metrics: {} } },
    ],
    read: {
      provider,
      finishReasons: ['end_turn'],
      usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 6 },
    },
  },
  'InvokeModelWithResponseStream: Anthropic': {
    parts: chunks([...anthropicStream.parts.slice(0, -1), { type: 'message_stop', ...metrics }]),
    read: { ...anthropicStream.read, provider },
  },
  'InvokeModelWithResponseStream: Llama': {
    parts: chunks([
      { generation: 'No', prompt_token_count: 9, generation_token_count: 1, stop_reason: null },
      {
        generation: 'rth',
        prompt_token_count: null,
        generation_token_count: 2,
        stop_reason: 'stop',
      },
      { unknown: true },
    ]),
    read: { provider, finishReasons: ['stop'], usage: { inputTokens: 9, outputTokens: 2 } },
  },
  'InvokeModelWithResponseStream: a model that does not count': {
    parts: chunks([
      { outputText: 'Yes', index: 0 },
      { outputText: '.', index: 0, completionReason: 'FINISH', ...metrics },
    ]),
    read: { provider, usage: { inputTokens: 14, outputTokens: 22, cacheReadTokens: 3 } },
  },
};
