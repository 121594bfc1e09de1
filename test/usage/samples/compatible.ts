import { chat } from './openai';
import type { Sample } from './sample';

/** Services that answer in OpenAI's shape, with what is their own. */
export const compatibleSamples: Record<string, Sample> = {
  Groq: {
    response: {
      ...chat,
      model: 'openai/gpt-oss-120b',
      usage: {
        queue_time: 0.04,
        prompt_tokens: 336,
        prompt_time: 0.5,
        completion_tokens: 96,
        completion_time: 0.6,
        total_tokens: 432,
        total_time: 1.1,
        prompt_tokens_details: { cached_tokens: 256 },
        completion_tokens_details: { reasoning_tokens: 59 },
      },
      x_groq: { id: 'req_01groq' },
    },
    read: {
      model: 'openai/gpt-oss-120b',
      responseId: 'chatcmpl-B1',
      requestId: 'req_01groq',
      finishReasons: ['stop'],
      usage: { inputTokens: 336, outputTokens: 96, cacheReadTokens: 256, reasoningTokens: 59 },
    },
  },
  DeepSeek: {
    response: {
      ...chat,
      model: 'deepseek-chat',
      usage: {
        prompt_tokens: 563,
        completion_tokens: 116,
        total_tokens: 679,
        prompt_cache_hit_tokens: 512,
        prompt_cache_miss_tokens: 51,
      },
    },
    read: {
      model: 'deepseek-chat',
      responseId: 'chatcmpl-B1',
      finishReasons: ['stop'],
      usage: { inputTokens: 563, outputTokens: 116, cacheReadTokens: 512 },
    },
  },
  'Together, text': {
    response: {
      id: '914c42',
      object: 'text.completion',
      model: 'meta-llama/Llama-3.1-70B',
      prompt: [],
      choices: [{ text: ' and', finish_reason: 'eos', seed: 1, index: 0 }],
      usage: { prompt_tokens: 8, completion_tokens: 349, total_tokens: 357 },
    },
    read: {
      model: 'meta-llama/Llama-3.1-70B',
      responseId: '914c42',
      finishReasons: ['eos'],
      usage: { inputTokens: 8, outputTokens: 349 },
    },
  },
  'xAI, whose output count is without reasoning': {
    response: {
      ...chat,
      model: 'grok-4',
      usage: {
        prompt_tokens: 32,
        completion_tokens: 9,
        total_tokens: 235,
        completion_tokens_details: { reasoning_tokens: 194 },
      },
    },
    read: {
      model: 'grok-4',
      responseId: 'chatcmpl-B1',
      finishReasons: ['stop'],
      usage: { inputTokens: 32, outputTokens: 203, reasoningTokens: 194 },
    },
  },
  'Mistral without its client': {
    response: {
      ...chat,
      model: 'mistral-large-latest',
      usage: { prompt_tokens: 70, completion_tokens: 12, total_tokens: 82, num_cached_tokens: 64 },
    },
    read: {
      model: 'mistral-large-latest',
      responseId: 'chatcmpl-B1',
      finishReasons: ['stop'],
      usage: { inputTokens: 70, outputTokens: 12, cacheReadTokens: 64 },
    },
  },
  'OpenRouter, which says what it charged': {
    response: {
      ...chat,
      usage: {
        ...chat.usage,
        cost: 0.0042,
        is_byok: false,
        cost_details: { upstream_inference_cost: 0.0042 },
        completion_tokens_details: { reasoning_tokens: 0, image_tokens: 3 },
      },
    },
    read: {
      model: 'gpt-4o-2024-08-06',
      responseId: 'chatcmpl-B1',
      finishReasons: ['stop'],
      costUsd: 0.0042,
      usage: { inputTokens: 20, outputTokens: 5, reasoningTokens: 0, outputImageTokens: 3 },
    },
  },
  Perplexity: {
    response: {
      ...chat,
      model: 'sonar-pro',
      usage: { ...chat.usage, num_search_queries: 2, cost: { total_cost: 0.006, request_cost: 0.005 } },
    },
    read: {
      model: 'sonar-pro',
      responseId: 'chatcmpl-B1',
      finishReasons: ['stop'],
      costUsd: 0.006,
      usage: { inputTokens: 20, outputTokens: 5, webSearches: 2 },
    },
  },
  'AI21, which does not name its object': {
    response: { ...chat, object: undefined, model: 'jamba-large' },
    read: {
      model: 'jamba-large',
      responseId: 'chatcmpl-B1',
      finishReasons: ['stop'],
      usage: { inputTokens: 20, outputTokens: 5 },
    },
  },
};
