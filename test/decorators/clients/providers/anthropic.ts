import Anthropic from '@anthropic-ai/sdk';
import type { Client } from '../client';
import { anthropicAnswers } from './anthropic-shape';

const connect = (url: string): Anthropic => new Anthropic({ apiKey: 'none', baseURL: url, maxRetries: 0 });
const model = 'claude-haiku-4-5';
const request = { model, max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] };

export const anthropicMessages: Client = {
  provider: 'anthropic',
  model,
  answers: anthropicAnswers,
  connect(url) {
    const { messages } = connect(url);
    return {
      plain: () => messages.create(request),
      stream: (signal) => messages.create({ ...request, stream: true }, { signal }),
    };
  },
};

/** The helper that reads by itself and tells by events. */
export const anthropicHelper: Client = {
  ...anthropicMessages,
  readsAhead: true,
  connect: (url) => ({ stream: (signal) => connect(url).messages.stream(request, { signal }) }),
};
