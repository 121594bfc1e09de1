import OpenAI from 'openai';
import type { Client } from '../client';
import { openaiChatAnswers, openaiFailedResponsesAnswers, openaiResponsesAnswers } from './openai-shape';

const connect = (url: string): OpenAI => new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 0 });
const model = 'gpt-5-mini';
const messages = [{ role: 'user' as const, content: 'Hi' }];

export const openaiChat: Client = {
  provider: 'openai',
  model,
  answers: openaiChatAnswers,
  connect(url) {
    const { completions } = connect(url).chat;
    return {
      plain: () => completions.create({ model, messages }),
      stream: (signal) =>
        completions.create(
          { model, messages, stream: true, stream_options: { include_usage: true } },
          { signal },
        ),
    };
  },
};

export const openaiResponses: Client = {
  provider: 'openai',
  model,
  answers: openaiResponsesAnswers,
  connect(url) {
    const { responses } = connect(url);
    return {
      plain: () => responses.create({ model, input: 'Hi' }),
      stream: (signal) => responses.create({ model, input: 'Hi', stream: true }, { signal }),
    };
  },
};

/** Whose failures come as events. */
export const openaiFailedResponses: Client = { ...openaiResponses, answers: openaiFailedResponsesAnswers };
