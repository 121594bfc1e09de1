import { GoogleGenAI } from '@google/genai';
import type { Client } from '../client';
import { sse } from '../provider-server';

const model = 'gemini-2.5-flash';
const HEAD = { modelVersion: 'gemini-2.5-flash-001', responseId: 'tIuraI-sMvKbkdUP' };
const content = (text: string): object => ({ content: { parts: [{ text }], role: 'model' }, index: 0 });
const PROMPT = {
  promptTokenCount: 100,
  toolUsePromptTokenCount: 20,
  cachedContentTokenCount: 64,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 100 }],
};
const USAGE = { ...PROMPT, candidatesTokenCount: 20, thoughtsTokenCount: 10, totalTokenCount: 150 };

export const googleGenai: Client = {
  provider: 'gemini',
  model,
  answers: {
    plain: { ...HEAD, candidates: [{ ...content('Hello'), finishReason: 'STOP' }], usageMetadata: USAGE },
    stream: {
      contentType: 'text/event-stream',
      begin: [
        sse({
          ...HEAD,
          candidates: [content('Hel')],
          usageMetadata: { ...PROMPT, candidatesTokenCount: 2, totalTokenCount: 122 },
        }),
      ],
      rest: [
        sse({ ...HEAD, candidates: [{ ...content('lo'), finishReason: 'STOP' }], usageMetadata: USAGE }),
      ],
      failure: sse({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
    },
    refusal: {
      status: 429,
      body: { error: { code: 429, message: 'Resource exhausted', status: 'RESOURCE_EXHAUSTED' } },
    },
  },
  connect(url) {
    const { models } = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: url } });
    return {
      plain: () => models.generateContent({ model, contents: 'Hi' }),
      stream: (abortSignal) =>
        models.generateContentStream({ model, contents: 'Hi', config: { abortSignal } }),
    };
  },
};
