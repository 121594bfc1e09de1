import { Mistral } from '@mistralai/mistralai';
import type { Client } from '../client';
import { sse, SSE } from '../provider-server';

const model = 'mistral-small-latest';
const HEAD = { id: 'cmpl-1', model: 'mistral-small-2506', created: 1_755_439_108 };
const USAGE = {
  prompt_tokens: 120,
  completion_tokens: 30,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 64 },
};

const chunk = (content: string, finish_reason: string | null = null, rest: object = {}): string =>
  sse({
    ...HEAD,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason }],
    ...rest,
  });

export const mistral: Client = {
  provider: 'mistral',
  model,
  answers: {
    headers: { 'mistral-correlation-id': 'correlation_1' },
    plain: {
      ...HEAD,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello', tool_calls: null },
          finish_reason: 'stop',
        },
      ],
      usage: USAGE,
    },
    stream: {
      contentType: SSE,
      begin: [chunk(''), chunk('Hel')],
      rest: [chunk('lo'), chunk('', 'stop', { usage: USAGE }), 'data: [DONE]\n\n'],
    },
    refusal: {
      status: 429,
      body: { message: 'Requests rate limit exceeded', type: 'rate_limited', code: '1300' },
    },
  },
  connect(url) {
    const { chat } = new Mistral({ apiKey: 'none', serverURL: url, retryConfig: { strategy: 'none' } });
    const request = { model, messages: [{ role: 'user' as const, content: 'Hi' }] };
    return {
      plain: () => chat.complete(request),
      stream: (signal) => chat.stream(request, { fetchOptions: { signal } }),
    };
  },
};
