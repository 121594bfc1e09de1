import { CohereClient, CohereClientV2 } from 'cohere-ai';
import type { Client } from '../client';
import { SSE, type TypedEvent, typedEvent } from '../provider-server';

const model = 'command-a-03-2025';
const USAGE = {
  billed_units: { input_tokens: 120, output_tokens: 30 },
  tokens: { input_tokens: 600, output_tokens: 32 },
};
const REFUSAL = { status: 429, body: { id: 'err_1', message: 'You are past the per minute limit' } };

const options = (url: string): { token: string; environment: string } => ({
  token: 'none',
  environment: url,
});

const delta = (text: string): TypedEvent => ({
  type: 'content-delta',
  index: 0,
  delta: { message: { content: { text } } },
});

export const cohereV2: Client = {
  provider: 'cohere',
  model,
  answers: {
    plain: {
      id: 'c14c80c3-18eb-4519',
      finish_reason: 'COMPLETE',
      message: { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
      usage: USAGE,
    },
    stream: {
      contentType: SSE,
      begin: [
        {
          type: 'message-start',
          id: 'c14c80c3-18eb-4519',
          delta: {
            message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] },
          },
        },
        { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
        delta('Hel'),
      ].map(typedEvent),
      rest: [
        ...[
          delta('lo'),
          { type: 'content-end', index: 0 },
          { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: USAGE } },
        ].map(typedEvent),
        'data: [DONE]\n\n',
      ],
    },
    refusal: REFUSAL,
  },
  connect(url) {
    const client = new CohereClientV2(options(url));
    const request = { model, messages: [{ role: 'user' as const, content: 'Hi' }] };
    return {
      plain: () => client.chat(request, { maxRetries: 0 }),
      stream: (abortSignal) => client.chatStream(request, { maxRetries: 0, abortSignal }),
    };
  },
};

const ANSWER = {
  text: 'Hello',
  generation_id: 'e113a36a-f949-419b',
  response_id: 'd8789b48-2492-4672',
  finish_reason: 'COMPLETE',
  chat_history: [],
  meta: { api_version: { version: '1' }, ...USAGE },
};

const line = (event: object): string => `${JSON.stringify({ is_finished: false, ...event })}\n`;

export const cohereV1: Client = {
  provider: 'cohere',
  model,
  answers: {
    plain: ANSWER,
    stream: {
      contentType: 'application/stream+json',
      begin: [
        line({ event_type: 'stream-start', generation_id: ANSWER.generation_id }),
        line({ event_type: 'text-generation', text: 'Hel' }),
      ],
      rest: [
        line({ event_type: 'text-generation', text: 'lo' }),
        line({
          event_type: 'stream-end',
          is_finished: true,
          finish_reason: 'COMPLETE',
          response: ANSWER,
        }),
      ],
    },
    refusal: REFUSAL,
  },
  connect(url) {
    const client = new CohereClient(options(url));
    const request = { model, message: 'Hi' };
    return {
      plain: () => client.chat(request, { maxRetries: 0 }),
      stream: (abortSignal) => client.chatStream(request, { maxRetries: 0, abortSignal }),
    };
  },
};
