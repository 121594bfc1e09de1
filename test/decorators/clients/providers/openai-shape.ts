import { type ProviderAnswers, sse, SSE } from '../provider-server';

export const MODEL = 'gpt-5-mini-2025-08-07';

export const CHAT_USAGE = {
  prompt_tokens: 120,
  completion_tokens: 30,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 64, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 10,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};

const HEAD = { id: 'chatcmpl-1', created: 1_755_439_108, model: MODEL, service_tier: 'default' };

const chunk = (content: string, finish_reason: string | null = null): string =>
  sse({
    ...HEAD,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason }],
    usage: null,
  });

/** Chat completions of OpenAI, asked to stream with `include_usage`. */
export const openaiChatAnswers: ProviderAnswers = {
  headers: { 'x-request-id': 'req_1', 'openai-processing-ms': '258' },
  plain: {
    ...HEAD,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello', refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: CHAT_USAGE,
    system_fingerprint: null,
  },
  stream: {
    contentType: SSE,
    begin: [chunk(''), chunk('Hel')],
    rest: [
      chunk('lo'),
      chunk('', 'stop'),
      sse({ ...HEAD, object: 'chat.completion.chunk', choices: [], usage: CHAT_USAGE }),
      'data: [DONE]\n\n',
    ],
    failure: sse({
      error: { message: 'The server had an error', type: 'server_error', param: null, code: 'overloaded' },
    }),
  },
  refusal: {
    status: 429,
    body: {
      error: { message: 'Slow down', type: 'requests', param: null, code: 'rate_limit_exceeded' },
    },
  },
};

const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_775_734_947,
  status: 'completed',
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  model: MODEL,
  output: [
    { id: 'rs_1', type: 'reasoning', summary: [] },
    {
      id: 'msg_1',
      type: 'message',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Hello', annotations: [], logprobs: [] }],
    },
  ],
  parallel_tool_calls: true,
  service_tier: 'default',
  tool_choice: 'auto',
  tools: [],
  usage: {
    input_tokens: 120,
    input_tokens_details: { cached_tokens: 64 },
    output_tokens: 30,
    output_tokens_details: { reasoning_tokens: 10 },
    total_tokens: 150,
  },
};

let number = 0;
const event = (type: string, data: object): string => sse({ type, sequence_number: number++, ...data }, type);

const BEGUN = { ...RESPONSE, status: 'in_progress', output: [], usage: null };
const ITEM = { output_index: 0, item_id: 'msg_1', content_index: 0 };
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant' };

/** Responses of OpenAI. */
export const openaiResponsesAnswers: ProviderAnswers = {
  ...openaiChatAnswers,
  plain: RESPONSE,
  stream: {
    contentType: SSE,
    begin: [
      event('response.created', { response: BEGUN }),
      event('response.in_progress', { response: BEGUN }),
      event('response.output_item.added', {
        output_index: 0,
        item: { ...MESSAGE, status: 'in_progress', content: [] },
      }),
      event('response.content_part.added', {
        ...ITEM,
        part: { type: 'output_text', text: '', annotations: [] },
      }),
      event('response.output_text.delta', { ...ITEM, delta: 'Hel', logprobs: [] }),
    ],
    rest: [
      event('response.output_text.delta', { ...ITEM, delta: 'lo', logprobs: [] }),
      event('response.output_text.done', { ...ITEM, text: 'Hello', logprobs: [] }),
      event('response.output_item.done', { output_index: 0, item: RESPONSE.output[1] }),
      event('response.completed', { response: RESPONSE }),
    ],
    failure: event('error', {
      error: { type: 'server_error', code: 'server_error', message: 'The server had an error', param: null },
    }),
  },
};

const ERROR = { code: 'server_error', message: 'The server had an error' };

/** The other way of it: the failure is an event like others, and the stream ends as if it were done. */
export const openaiFailedResponsesAnswers: ProviderAnswers = {
  ...openaiResponsesAnswers,
  stream: {
    ...openaiResponsesAnswers.stream,
    failure: event('response.failed', {
      response: { ...RESPONSE, output: [], status: 'failed', error: ERROR },
    }),
  },
};
