import type { Sample, StreamSample } from './sample';

const v2 = { id: 'co-1', message: { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] } };

export const cohereSamples: Record<string, Sample> = {
  'v2 chat of the client': {
    response: {
      ...v2,
      finishReason: 'COMPLETE',
      usage: {
        billedUnits: { inputTokens: 431, outputTokens: 661 },
        tokens: { inputTokens: 2_190, outputTokens: 1_257 },
        cachedTokens: 2_100,
      },
    },
    read: {
      responseId: 'co-1',
      finishReasons: ['COMPLETE'],
      usage: { inputTokens: 431, outputTokens: 661 },
    },
  },
  'v2 chat of the API, which billed nothing': {
    response: {
      ...v2,
      finish_reason: 'MAX_TOKENS',
      usage: { tokens: { input_tokens: 2_190, output_tokens: 1_257 }, cached_tokens: 2_100 },
    },
    read: {
      responseId: 'co-1',
      finishReasons: ['MAX_TOKENS'],
      usage: { inputTokens: 2_190, outputTokens: 1_257, cacheReadTokens: 2_100 },
    },
  },
  'v1 chat': {
    response: {
      text: 'Yes.',
      generationId: 'gen-1',
      responseId: 'res-1',
      finishReason: 'COMPLETE',
      chatHistory: [],
      meta: { apiVersion: { version: '1' }, billedUnits: { inputTokens: 23, outputTokens: 78 } },
    },
    read: { responseId: 'res-1', finishReasons: ['COMPLETE'], usage: { inputTokens: 23, outputTokens: 78 } },
  },
  'v1 chat without counts': {
    response: { text: 'Yes.', generation_id: 'gen-1', finish_reason: 'COMPLETE' },
    read: { responseId: 'gen-1', finishReasons: ['COMPLETE'], usage: {} },
  },
  'v1 generations': {
    response: {
      id: 'g-1',
      generations: [{ id: 'a', text: 'Yes.', finish_reason: 'COMPLETE' }],
      meta: { billed_units: { input_tokens: 5, output_tokens: 55 } },
    },
    read: { responseId: 'g-1', finishReasons: ['COMPLETE'], usage: { inputTokens: 5, outputTokens: 55 } },
  },
  'v1 embeddings': {
    response: {
      id: 'e-1',
      response_type: 'embeddings_floats',
      embeddings: [[0.1]],
      texts: ['hi'],
      meta: { api_version: { version: '1' }, billed_units: { input_tokens: 2 } },
    },
    read: { responseId: 'e-1', usage: { inputTokens: 2 } },
  },
  'v2 embeddings of images': {
    response: {
      id: 'e-2',
      embeddings: { float: [[0.1]] },
      meta: { billed_units: { input_tokens: 2, image_tokens: 300, images: 1 } },
    },
    read: { responseId: 'e-2', usage: { inputTokens: 302 } },
  },
  'a ranking': {
    response: {
      id: 'r-1',
      results: [{ index: 2, relevanceScore: 0.98 }],
      meta: { billedUnits: { searchUnits: 1 } },
    },
    read: { responseId: 'r-1', usage: { searchUnits: 1 } },
  },
};

export const cohereStreamSamples: Record<string, StreamSample> = {
  'v2 chat': {
    parts: [
      { type: 'message-start', id: 'co-1', delta: { message: { role: 'assistant' } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Yes' } } } },
      {
        type: 'message-end',
        delta: { finishReason: 'COMPLETE', usage: { billedUnits: { inputTokens: 3, outputTokens: 4 } } },
      },
    ],
    read: { responseId: 'co-1', finishReasons: ['COMPLETE'], usage: { inputTokens: 3, outputTokens: 4 } },
  },
  'v1 chat': {
    parts: [
      { is_finished: false, event_type: 'stream-start', generation_id: 'gen-1' },
      { is_finished: false, event_type: 'text-generation', text: 'Yes' },
      {
        is_finished: true,
        event_type: 'stream-end',
        finish_reason: 'COMPLETE',
        response: {
          text: 'Yes',
          response_id: 'res-1',
          meta: { billed_units: { input_tokens: 23, output_tokens: 78 } },
        },
      },
    ],
    read: { responseId: 'res-1', finishReasons: ['COMPLETE'], usage: { inputTokens: 23, outputTokens: 78 } },
  },
};
