import Groq from 'groq-sdk';
import type { Client } from '../client';
import { sse, SSE } from '../provider-server';

const model = 'openai/gpt-oss-20b';
const HEAD = { id: 'chatcmpl-1', created: 1_755_439_108, model, system_fingerprint: 'fp_1' };
const USAGE = {
  queue_time: 0.01,
  prompt_tokens: 120,
  prompt_time: 0.02,
  completion_tokens: 30,
  completion_time: 0.1,
  total_tokens: 150,
  total_time: 0.12,
  prompt_tokens_details: { cached_tokens: 64 },
  completion_tokens_details: { reasoning_tokens: 10 },
};

const chunk = (content: string, finish_reason: string | null = null, rest: object = {}): string =>
  sse({
    ...HEAD,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason }],
    ...rest,
  });

export const groq: Client = {
  provider: 'groq',
  model,
  answers: {
    headers: { 'x-request-id': 'req_1' },
    plain: {
      ...HEAD,
      object: 'chat.completion',
      choices: [
        { index: 0, message: { role: 'assistant', content: 'Hello' }, logprobs: null, finish_reason: 'stop' },
      ],
      usage: USAGE,
      x_groq: { id: 'req_1' },
    },
    stream: {
      contentType: SSE,
      begin: [chunk('', null, { x_groq: { id: 'req_1' } }), chunk('Hel')],
      rest: [chunk('lo'), chunk('', 'stop', { x_groq: { id: 'req_1', usage: USAGE } }), 'data: [DONE]\n\n'],
      failure: sse(
        { error: { message: 'Over capacity', type: 'internal_server_error', code: 'over_capacity' } },
        'error',
      ),
    },
    refusal: {
      status: 429,
      body: { error: { message: 'Rate limit reached', type: 'tokens', code: 'rate_limit_exceeded' } },
    },
  },
  connect(url) {
    const { completions } = new Groq({ apiKey: 'none', baseURL: url, maxRetries: 0 }).chat;
    const messages = [{ role: 'user' as const, content: 'Hi' }];
    return {
      plain: () => completions.create({ model, messages }),
      stream: (signal) => completions.create({ model, messages, stream: true }, { signal }),
    };
  },
};
