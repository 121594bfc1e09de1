import type { Sample, StreamSample } from './sample';

const head = { model: 'gemini-2.5-pro', responseId: 'tIur', finishReasons: ['STOP'] };
const answer = {
  candidates: [{ content: { role: 'model', parts: [{ text: '4' }] }, finishReason: 'STOP', index: 0 }],
  modelVersion: 'gemini-2.5-pro',
  responseId: 'tIur',
};

export const geminiSamples: Record<string, Sample> = {
  'an answer of the client': {
    response: {
      ...answer,
      sdkHttpResponse: { headers: { 'X-Request-Id': 'req-7' } },
      usageMetadata: {
        promptTokenCount: 3_284,
        toolUsePromptTokenCount: 119,
        candidatesTokenCount: 84,
        thoughtsTokenCount: 38,
        cachedContentTokenCount: 2_917,
        totalTokenCount: 3_525,
        serviceTier: 'standard',
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 70 },
          { modality: 'AUDIO', tokenCount: 321 },
        ],
        toolUsePromptTokensDetails: [{ modality: 'AUDIO', tokenCount: 9 }],
        candidatesTokensDetails: [
          { modality: 'IMAGE', tokenCount: 60 },
          { modality: 'AUDIO', tokenCount: 4 },
        ],
      },
    },
    read: {
      ...head,
      requestId: 'req-7',
      serviceTier: 'standard',
      usage: {
        inputTokens: 3_403,
        outputTokens: 122,
        cacheReadTokens: 2_917,
        reasoningTokens: 38,
        inputImageTokens: 0,
        inputAudioTokens: 330,
        outputAudioTokens: 4,
        outputImageTokens: 60,
      },
    },
  },
  'an answer that searched the web': {
    response: {
      ...answer,
      candidates: [
        { ...answer.candidates[0], groundingMetadata: { webSearchQueries: ['weather', 'weather tomorrow'] } },
      ],
      usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 7, totalTokenCount: 12 },
    },
    read: { ...head, usage: { inputTokens: 5, outputTokens: 7, webSearches: 2 } },
  },
  'an answer cut off while it was thinking': {
    response: { ...answer, usageMetadata: { promptTokenCount: 17, thoughtsTokenCount: 27 } },
    read: { ...head, usage: { inputTokens: 17, outputTokens: 27, reasoningTokens: 27 } },
  },
  'a prompt that was blocked': {
    response: {
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 12 },
      modelVersion: 'gemini-2.5-pro',
    },
    read: { model: 'gemini-2.5-pro', usage: { inputTokens: 12 } },
  },
  "a result of Vertex AI's older client": {
    response: {
      response: { ...answer, usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 2 } },
    },
    read: { ...head, usage: { inputTokens: 12, outputTokens: 2 } },
  },
  'embeddings of Vertex AI': {
    response: {
      embeddings: [
        { values: [0.1], statistics: { tokenCount: 4, truncated: false } },
        { values: [0.2], statistics: { tokenCount: 5, truncated: false } },
      ],
      metadata: { billableCharacterCount: 31 },
    },
    read: { usage: { inputTokens: 9, characters: 31 } },
  },
};

const chunk = (usageMetadata?: object, finishReason?: string): object => ({
  ...answer,
  candidates: [{ content: { parts: [{ text: 'x' }] }, index: 0, ...(finishReason && { finishReason }) }],
  usageMetadata,
});

const searching = (webSearchQueries: string[], usageMetadata?: object): object => ({
  ...chunk(usageMetadata),
  candidates: [{ index: 0, groundingMetadata: { webSearchQueries } }],
});

export const geminiStreamSamples: Record<string, StreamSample> = {
  'an answer that searched the web while it came': {
    parts: [
      searching(['weather'], { promptTokenCount: 12, candidatesTokenCount: 2 }),
      chunk({ promptTokenCount: 12, candidatesTokenCount: 9 }, 'STOP'),
      searching(['weather', 'weather tomorrow']),
    ],
    read: { ...head, usage: { inputTokens: 12, outputTokens: 9, webSearches: 2 } },
  },
  'an answer, whose usage grows': {
    parts: [
      chunk({ promptTokenCount: 12, thoughtsTokenCount: 30 }),
      chunk(),
      chunk({ promptTokenCount: 12, candidatesTokenCount: 9, thoughtsTokenCount: 30 }, 'STOP'),
    ],
    read: { ...head, usage: { inputTokens: 12, outputTokens: 39, reasoningTokens: 30 } },
  },
};
