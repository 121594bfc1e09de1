import { ChatOpenAI } from '@langchain/openai';
import type { Client } from '../client';
import { openaiChatAnswers } from './openai-shape';

const model = 'gpt-5-mini';

export const langchainOpenai: Client = {
  provider: 'openai',
  model,
  answers: openaiChatAnswers,
  abortsVary: true,
  connect(baseURL) {
    const chat = new ChatOpenAI({ model, apiKey: 'none', maxRetries: 0, configuration: { baseURL } });
    return {
      plain: () => chat.invoke('Hi'),
      stream: (signal) => chat.stream('Hi', { signal }),
    };
  },
};
