import type { Told, ToldOfAnswer } from './told';
import type { Way } from './ways';

/** What is to stand on the span of one client's call. Pure data: the clients run elsewhere. */
export interface ExpectedCall {
  /** The npm packages, the client's own first. */
  readonly packages: readonly string[];
  /** Its methods, as the documentation lists them. */
  readonly methods: readonly string[];
  /** Undefined where the client has only streams. */
  readonly plain?: ToldOfAnswer;
  /** Where the stream was read to its end. */
  readonly streamed: ToldOfAnswer;
  /** Where it ended in the middle. */
  readonly begun: ToldOfAnswer;
  /** `error.type` of an HTTP error. */
  readonly refused: string;
  /** The id of the request in the client's error. */
  readonly refusedId?: string;
  /** Where the provider has words for failing in mid-stream. */
  readonly givenUp?: Partial<ToldOfAnswer> & { readonly error: string };
  /** `error.type` of a broken connection; undefined where the client lets it look like the end. */
  readonly hungUp: string | undefined;
  /** The id of the request in the error, where the stream has not told it. */
  readonly hungUpId?: string;
  /** Whether there is a stream already before the provider has answered. */
  readonly streamsAtOnce?: boolean;
  /** Whether leaving the stream is no end: another one of the same answer can still be read. */
  readonly neverLeft?: boolean;
}

const CACHED = { 'cache_read.input_tokens': 64, cache_read_tokens: 64 };
const COUNTS = { input_tokens: 120, output_tokens: 30 };
const CACHED_COUNTS = { ...COUNTS, ...CACHED };
const WITH_REASONING = { ...CACHED_COUNTS, 'reasoning.output_tokens': 10 };
const WITH_WRITES = {
  ...CACHED_COUNTS,
  'cache_creation.input_tokens': 16,
  cache_write_tokens: 16,
  cache_write_5m_tokens: 6,
  cache_write_1h_tokens: 10,
};

const CHAT_BEGUN = {
  model: 'gpt-5-mini-2025-08-07',
  id: 'chatcmpl-1',
  requestId: 'req_1',
  tier: 'default',
  usage: {},
};
const CHAT = { ...CHAT_BEGUN, finish: ['stop'], usage: WITH_REASONING };
const RESPONSE_BEGUN = { ...CHAT_BEGUN, id: 'resp_1' };
const RESPONSE = { ...RESPONSE_BEGUN, finish: ['completed'], usage: WITH_REASONING };
const MESSAGE = {
  model: 'claude-haiku-4-5-20251001',
  id: 'msg_1',
  requestId: 'req_1',
  finish: ['end_turn'],
  tier: 'standard',
  usage: WITH_WRITES,
};
// Anthropic tells its input at once, and one token of output.
const { finish: _, ...MESSAGE_HEAD } = MESSAGE;
const MESSAGE_BEGUN = { ...MESSAGE_HEAD, usage: { ...WITH_WRITES, output_tokens: 1 } };
// Where an answer shows no id of its request, the response's own stands in.
const GEMINI_BEGUN = {
  model: 'gemini-2.5-flash-001',
  id: 'tIuraI-sMvKbkdUP',
  requestId: 'tIuraI-sMvKbkdUP',
  // That none were images is worth saying: some models take another price for those.
  usage: { ...CACHED_COUNTS, input_image_tokens: 0, output_tokens: 2 },
};
const GEMINI = { ...GEMINI_BEGUN, finish: ['STOP'], usage: { ...WITH_REASONING, input_image_tokens: 0 } };
const AWS_ID = { requestId: '8e82c68e-8558-4514-ac40-947ea2432684' };
const CONVERSE = { ...AWS_ID, finish: ['end_turn'], usage: WITH_WRITES };
const COHERE_BEGUN = { id: 'c14c80c3-18eb-4519', requestId: 'c14c80c3-18eb-4519', usage: {} };
const COHERE = { ...COHERE_BEGUN, finish: ['COMPLETE'], usage: COUNTS };
const COHERE_V1 = { ...COHERE, id: 'd8789b48-2492-4672', requestId: 'd8789b48-2492-4672' };
const MISTRAL_BEGUN = { model: 'mistral-small-2506', id: 'cmpl-1', requestId: 'cmpl-1', usage: {} };
const MISTRAL = { ...MISTRAL_BEGUN, finish: ['stop'], usage: CACHED_COUNTS };
const GROQ_BEGUN = { model: 'openai/gpt-oss-20b', id: 'chatcmpl-1', requestId: 'req_1', usage: {} };
const GROQ = { ...GROQ_BEGUN, finish: ['stop'], usage: WITH_REASONING };
const OLLAMA_BEGUN = { model: 'llama3.2:latest', usage: {} };
const OLLAMA = { ...OLLAMA_BEGUN, finish: ['stop'], usage: COUNTS };
const AI_OPENAI = { ...RESPONSE, finish: ['stop'] };
const { tier: __, ...MESSAGE_WITHOUT_TIER } = MESSAGE;
const AI_ANTHROPIC = { ...MESSAGE_WITHOUT_TIER, finish: ['stop'] };
const LANGCHAIN = { ...CHAT, requestId: 'chatcmpl-1' };
const { tier: ___, ...LANGCHAIN_WITHOUT_TIER } = LANGCHAIN;
const NOTHING = { usage: {} };

/** One entry a call of a real client. */
export const EXPECTED_CALLS = {
  'openai chat': {
    packages: ['openai'],
    methods: ['chat.completions.create'],
    plain: CHAT,
    streamed: CHAT,
    begun: CHAT_BEGUN,
    refused: 'rate_limit_exceeded',
    refusedId: 'req_1',
    givenUp: { error: 'overloaded' },
    hungUp: 'TypeError',
  },
  'openai responses': {
    packages: ['openai'],
    methods: ['responses.create'],
    plain: RESPONSE,
    streamed: RESPONSE,
    begun: RESPONSE_BEGUN,
    refused: 'rate_limit_exceeded',
    refusedId: 'req_1',
    givenUp: { error: 'server_error' },
    hungUp: 'TypeError',
  },
  'anthropic messages': {
    packages: ['@anthropic-ai/sdk'],
    methods: ['messages.create'],
    plain: MESSAGE,
    streamed: MESSAGE,
    begun: MESSAGE_BEGUN,
    refused: '529',
    refusedId: 'req_1',
    givenUp: { error: 'overloaded_error' },
    hungUp: 'TypeError',
  },
  'anthropic messages.stream': {
    packages: ['@anthropic-ai/sdk'],
    methods: ['messages.stream'],
    streamed: MESSAGE,
    begun: MESSAGE_BEGUN,
    refused: '529',
    refusedId: 'req_1',
    givenUp: { error: 'overloaded_error' },
    hungUp: 'AnthropicError',
    streamsAtOnce: true,
  },
  'google-genai': {
    packages: ['@google/genai'],
    methods: ['models.generateContent', 'models.generateContentStream'],
    plain: GEMINI,
    streamed: GEMINI,
    begun: GEMINI_BEGUN,
    refused: '429',
    givenUp: { error: '503' },
    hungUp: 'TypeError',
  },
  'bedrock Converse': {
    packages: ['@aws-sdk/client-bedrock-runtime'],
    methods: ['ConverseCommand', 'ConverseStreamCommand'],
    plain: CONVERSE,
    streamed: CONVERSE,
    begun: { ...AWS_ID, usage: {} },
    refused: 'ThrottlingException',
    refusedId: AWS_ID.requestId,
    givenUp: { error: 'ModelStreamErrorException' },
    hungUp: undefined,
  },
  'bedrock InvokeModel': {
    packages: ['@aws-sdk/client-bedrock-runtime'],
    methods: ['InvokeModelCommand', 'InvokeModelWithResponseStreamCommand'],
    plain: { ...MESSAGE, ...AWS_ID },
    streamed: { ...MESSAGE, ...AWS_ID },
    begun: { ...MESSAGE_BEGUN, ...AWS_ID },
    refused: 'ThrottlingException',
    refusedId: AWS_ID.requestId,
    givenUp: { error: 'ModelStreamErrorException' },
    hungUp: undefined,
  },
  'cohere v2': {
    packages: ['cohere-ai'],
    methods: ['v2: chat', 'v2: chatStream'],
    plain: COHERE,
    streamed: COHERE,
    begun: COHERE_BEGUN,
    refused: '429',
    hungUp: 'TypeError',
  },
  'cohere v1': {
    packages: ['cohere-ai'],
    methods: ['v1: chat', 'v1: chatStream'],
    plain: COHERE_V1,
    streamed: COHERE_V1,
    begun: { id: 'e113a36a-f949-419b', requestId: 'e113a36a-f949-419b', usage: {} },
    refused: '429',
    hungUp: 'TypeError',
  },
  mistral: {
    packages: ['@mistralai/mistralai'],
    methods: ['chat.complete', 'chat.stream'],
    plain: MISTRAL,
    streamed: MISTRAL,
    begun: MISTRAL_BEGUN,
    refused: '429',
    refusedId: 'correlation_1',
    hungUp: 'TypeError',
  },
  groq: {
    packages: ['groq-sdk'],
    methods: ['chat.completions.create'],
    plain: GROQ,
    streamed: GROQ,
    begun: GROQ_BEGUN,
    refused: '429',
    refusedId: 'req_1',
    givenUp: { error: 'over_capacity' },
    hungUp: 'TypeError',
  },
  ollama: {
    packages: ['ollama'],
    methods: ['chat'],
    plain: OLLAMA,
    streamed: OLLAMA,
    begun: OLLAMA_BEGUN,
    refused: '404',
    givenUp: { error: 'Error' },
    hungUp: 'TypeError',
  },
  'ai with openai': {
    packages: ['ai', '@ai-sdk/openai'],
    methods: ['generateText', 'streamText'],
    plain: AI_OPENAI,
    streamed: AI_OPENAI,
    begun: NOTHING,
    refused: '429',
    refusedId: 'req_1',
    givenUp: { ...AI_OPENAI, error: 'server_error', finish: ['error'], tier: undefined, usage: {} },
    hungUp: 'AI_APICallError',
    hungUpId: 'req_1',
    streamsAtOnce: true,
    neverLeft: true,
  },
  'ai with anthropic': {
    packages: ['ai', '@ai-sdk/anthropic'],
    methods: ['generateText', 'streamText'],
    plain: AI_ANTHROPIC,
    streamed: AI_ANTHROPIC,
    begun: NOTHING,
    refused: '529',
    refusedId: 'req_1',
    givenUp: { ...AI_ANTHROPIC, error: 'overloaded_error', finish: ['error'], usage: {} },
    hungUp: 'AI_APICallError',
    hungUpId: 'req_1',
    streamsAtOnce: true,
    neverLeft: true,
  },
  langchain: {
    packages: ['@langchain/openai'],
    methods: ['invoke', 'stream'],
    plain: LANGCHAIN_WITHOUT_TIER,
    streamed: LANGCHAIN,
    begun: { id: 'chatcmpl-1', requestId: 'chatcmpl-1', usage: {} },
    refused: 'rate_limit_exceeded',
    refusedId: 'req_1',
    givenUp: { error: 'overloaded', requestId: 'req_1' },
    hungUp: 'TypeError',
  },
} satisfies Record<string, ExpectedCall>;

export type CallName = keyof typeof EXPECTED_CALLS;

/** What the one span of a call says that went this way; undefined where the client has no such thing. */
export function expectedOf(call: ExpectedCall, way: Way): Told | undefined {
  const stream = { streamed: true, timeToFirstChunk: true };
  const { plain, streamed, begun, givenUp, hungUp, hungUpId, streamsAtOnce = false, neverLeft } = call;
  const refusal = { error: call.refused, requestId: call.refusedId, ...NOTHING };
  // A client that lets a broken connection look like the end does so with an abort, too.
  const cutOff = { ...stream, ...begun, status: 'abandoned' } as const;
  switch (way) {
    case 'plain':
      return plain && { status: 'done', streamed: false, timeToFirstChunk: false, ...plain };
    case 'refused':
      return plain && { status: 'failed', ...refusal, streamed: false, timeToFirstChunk: false };
    case 'streamed':
      return { status: 'done', ...stream, ...streamed };
    case 'left by break':
      return neverLeft ? undefined : { status: 'canceled', ...stream, ...begun };
    case 'called off':
      return hungUp === undefined ? cutOff : { status: 'canceled', ...stream, ...begun };
    case 'stream refused':
      return {
        status: 'failed',
        ...refusal,
        streamed: streamsAtOnce,
        timeToFirstChunk: false,
      };
    case 'given up in the middle':
      return givenUp && { status: 'failed', ...stream, ...begun, ...givenUp };
    case 'hung up in the middle':
      return hungUp === undefined
        ? cutOff
        : { status: 'failed', error: hungUp, ...stream, ...begun, ...(hungUpId && { requestId: hungUpId }) };
  }
}
