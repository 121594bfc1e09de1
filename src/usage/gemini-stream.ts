import { isRecord, own } from './fields';
import { gemini } from './gemini';
import { mergeResponses } from './merge-responses';
import type { StreamReader } from './usage-reader';

/** Chunks of Gemini and Vertex AI are answers themselves; each usage is the whole so far. */
export const geminiStream: StreamReader = {
  recognises: (part) => isRecord(own(part, 'usageMetadata')) || Array.isArray(own(part, 'candidates')),
  fold: (seen, chunk) => mergeResponses(seen, gemini.read(chunk)),
};
