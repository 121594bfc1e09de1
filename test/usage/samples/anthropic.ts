import type { Sample, StreamSample } from './sample';

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [{ type: 'text', text: 'Yes.' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
};
const head = { model: message.model, responseId: 'msg_1', finishReasons: ['end_turn'] };

const cached = {
  input_tokens: 6,
  cache_creation_input_tokens: 574,
  cache_read_input_tokens: 20_443,
  cache_creation: { ephemeral_5m_input_tokens: 500, ephemeral_1h_input_tokens: 74 },
  output_tokens: 489,
  output_tokens_details: { thinking_tokens: 77 },
  server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
  service_tier: 'standard',
};
const cachedUsage = {
  inputTokens: 21_023,
  outputTokens: 489,
  cacheReadTokens: 20_443,
  cacheWriteTokens: 574,
  cacheWrite5mTokens: 500,
  cacheWrite1hTokens: 74,
  reasoningTokens: 77,
  webSearches: 2,
};

export const anthropicSamples: Record<string, Sample> = {
  'a message': {
    response: Object.defineProperty(
      { ...message, usage: { input_tokens: 17, output_tokens: 137 } },
      '_request_id',
      {
        value: 'req_011',
        enumerable: false,
      },
    ),
    read: { ...head, requestId: 'req_011', usage: { inputTokens: 17, outputTokens: 137 } },
  },
  'a message with all the counts there are': {
    response: { ...message, usage: cached },
    read: { ...head, serviceTier: 'standard', usage: cachedUsage },
  },
  'cache writes that are only told by how long they last': {
    response: {
      ...message,
      usage: { input_tokens: 1, output_tokens: 2, cache_creation: { ephemeral_1h_input_tokens: 30 } },
    },
    read: {
      ...head,
      usage: { inputTokens: 31, outputTokens: 2, cacheWriteTokens: 30, cacheWrite1hTokens: 30 },
    },
  },
  'counts of null': {
    response: {
      ...message,
      usage: {
        input_tokens: 4,
        output_tokens: 5,
        cache_creation_input_tokens: null,
        cache_read_input_tokens: null,
        cache_creation: null,
        server_tool_use: null,
        service_tier: null,
      },
    },
    read: { ...head, usage: { inputTokens: 4, outputTokens: 5 } },
  },
  'a conversation that was compacted, with an advisor': {
    response: {
      ...message,
      usage: {
        input_tokens: 180,
        output_tokens: 8,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        iterations: [
          { type: 'compaction', input_tokens: 100, output_tokens: 82, cache_creation_input_tokens: 55_000 },
          { type: 'message', input_tokens: 180, output_tokens: 8 },
          { type: 'advisor_message', model: 'claude-opus-5', input_tokens: 999, output_tokens: 999 },
        ],
      },
    },
    read: {
      ...head,
      usage: { inputTokens: 55_280, outputTokens: 90, cacheReadTokens: 0, cacheWriteTokens: 55_000 },
    },
  },
};

const start = (usage: object): object => ({
  type: 'message_start',
  message: { ...message, content: [], stop_reason: null, usage },
});
const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Yes' } };

export const anthropicStreamSamples: Record<string, StreamSample> = {
  'a message': {
    parts: [
      start({ input_tokens: 17, output_tokens: 1 }),
      { type: 'ping' },
      delta,
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 158 } },
      { type: 'message_stop' },
    ],
    read: { ...head, usage: { inputTokens: 17, outputTokens: 158 } },
  },
  'a message that was left early': {
    parts: [start({ ...cached, output_tokens: 1, output_tokens_details: null }), delta],
    read: {
      ...head,
      finishReasons: undefined,
      serviceTier: 'standard',
      usage: { ...cachedUsage, outputTokens: 1, reasoningTokens: undefined },
    },
  },
  'a message whose later counts replace earlier ones, unless they are null': {
    parts: [
      start({ ...cached, input_tokens: 3, output_tokens: 1 }),
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn' },
        usage: { ...cached, cache_creation: undefined, cache_read_input_tokens: null },
      },
    ],
    read: { ...head, serviceTier: 'standard', usage: cachedUsage },
  },
};
