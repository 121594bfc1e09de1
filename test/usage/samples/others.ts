import type { Sample, StreamSample } from './sample';

const mistral = {
  id: 'cmpl-m',
  object: 'chat.completion',
  created: 1_760_000_000,
  model: 'mistral-small-latest',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finishReason: 'stop' }],
};
const mistralHead = { model: 'mistral-small-latest', responseId: 'cmpl-m', finishReasons: ['stop'] };

export const mistralSamples: Record<string, Sample> = {
  'a chat': {
    response: {
      ...mistral,
      usage: {
        promptTokens: 70,
        completionTokens: 12,
        totalTokens: 82,
        promptAudioSeconds: 9,
        serviceTier: 'priority',
        num_cached_tokens: 64,
      },
    },
    read: {
      ...mistralHead,
      serviceTier: 'priority',
      usage: { inputTokens: 70, outputTokens: 12, cacheReadTokens: 64, audioSeconds: 9 },
    },
  },
  embeddings: {
    response: {
      id: 'e-m',
      object: 'list',
      model: 'mistral-embed',
      data: [{ object: 'embedding', embedding: [0.1], index: 0 }],
      usage: { promptTokens: 5, completionTokens: 0, totalTokens: 5 },
    },
    read: { model: 'mistral-embed', responseId: 'e-m', usage: { inputTokens: 5 } },
  },
};

const event = (finishReason: string | null, usage?: object): object => ({
  data: {
    id: 'cmpl-m',
    object: 'chat.completion.chunk',
    model: 'mistral-small-latest',
    choices: [{ index: 0, delta: { content: 'x' }, finishReason }],
    usage,
  },
});

export const mistralStreamSamples: Record<string, StreamSample> = {
  'a chat': {
    parts: [
      event(null),
      event(null),
      event('stop', { promptTokens: 3, completionTokens: 4, totalTokens: 7 }),
    ],
    read: { ...mistralHead, usage: { inputTokens: 3, outputTokens: 4 } },
  },
};

const chat = { model: 'llama3.2', created_at: new Date(0), message: { role: 'assistant', content: 'Yes.' } };
const counts = { total_duration: 9, prompt_eval_count: 26, eval_count: 298 };
const ollamaRead = {
  provider: 'ollama',
  model: 'llama3.2',
  finishReasons: ['stop'],
  usage: { inputTokens: 26, outputTokens: 298 },
};

export const ollamaSamples: Record<string, Sample> = {
  'a chat': { response: { ...chat, done: true, done_reason: 'stop', ...counts }, read: ollamaRead },
  'a text': {
    response: {
      model: 'llama3.2',
      created_at: '2026-01-01T00:00:00Z',
      response: 'Yes.',
      done: true,
      done_reason: 'stop',
      ...counts,
    },
    read: ollamaRead,
  },
  'a text whose prompt was in memory': {
    response: { model: 'llama3.2', created_at: new Date(0), response: 'Yes.', done: true, eval_count: 3 },
    read: { provider: 'ollama', model: 'llama3.2', usage: { outputTokens: 3 } },
  },
  embeddings: {
    response: { model: 'all-minilm', embeddings: [[0.1]], total_duration: 14, prompt_eval_count: 8 },
    read: { provider: 'ollama', model: 'all-minilm', usage: { inputTokens: 8 } },
  },
};

export const ollamaStreamSamples: Record<string, StreamSample> = {
  'a chat': {
    parts: [
      { ...chat, done: false },
      { ...chat, done: false },
      { ...chat, done: true, done_reason: 'stop', ...counts },
    ],
    read: ollamaRead,
  },
};
