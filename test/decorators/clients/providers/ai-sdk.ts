import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, type LanguageModel, streamText } from 'ai';
import type { Asks, Client } from '../client';
import { anthropicAnswers } from './anthropic-shape';
import { openaiResponsesAnswers } from './openai-shape';

const asks = (model: LanguageModel): Asks => ({
  plain: () => generateText({ model, prompt: 'Hi', maxRetries: 0 }),
  // By default it writes errors to the console.
  stream: (abortSignal) => streamText({ model, prompt: 'Hi', maxRetries: 0, abortSignal, onError() {} }),
});

const streamOf = (answer: unknown): AsyncIterable<unknown> =>
  (answer as ReturnType<typeof streamText>).fullStream;

export const aiSdkOpenai: Client = {
  provider: 'openai',
  model: 'gpt-5-mini',
  answers: openaiResponsesAnswers,
  connect: (baseURL) => asks(createOpenAI({ apiKey: 'none', baseURL })('gpt-5-mini')),
  streamOf,
  neverLeft: true,
};

export const aiSdkAnthropic: Client = {
  provider: 'anthropic',
  model: 'claude-haiku-4-5',
  answers: anthropicAnswers,
  connect: (baseURL) => asks(createAnthropic({ apiKey: 'none', baseURL })('claude-haiku-4-5')),
  streamOf,
  neverLeft: true,
};
