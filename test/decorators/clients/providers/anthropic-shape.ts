import { type ProviderAnswers, SSE, type TypedEvent, typedEvent } from '../provider-server';

const USAGE = {
  input_tokens: 40,
  cache_creation_input_tokens: 16,
  cache_read_input_tokens: 64,
  cache_creation: { ephemeral_5m_input_tokens: 6, ephemeral_1h_input_tokens: 10 },
  output_tokens: 30,
  service_tier: 'standard',
};

export const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5-20251001',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: USAGE,
};

const delta = (text: string): TypedEvent => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
});

/** The events of a streamed message, up to its middle and on. */
export const MESSAGE_EVENTS: Record<'begin' | 'rest', TypedEvent[]> = {
  begin: [
    {
      type: 'message_start',
      message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1 } },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    delta('Hel'),
  ],
  rest: [
    delta('lo'),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 30 },
    },
    { type: 'message_stop' },
  ],
};

const OVERLOADED = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

export const anthropicAnswers: ProviderAnswers = {
  headers: { 'request-id': 'req_1' },
  plain: MESSAGE,
  stream: {
    contentType: SSE,
    begin: MESSAGE_EVENTS.begin.map(typedEvent),
    rest: MESSAGE_EVENTS.rest.map(typedEvent),
    failure: typedEvent(OVERLOADED),
  },
  refusal: { status: 529, body: OVERLOADED },
};
