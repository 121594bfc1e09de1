import { isRecord, own } from './fields';
import { countOf, readAnswer, webSearches } from './gemini';
import { mergeResponses } from './merge-responses';
import type { ResponseUsage } from './token-usage';
import type { StreamReader } from './usage-reader';

interface GeminiSeen extends ResponseUsage {
  /** What was searched for, each once: a chunk may repeat what an earlier one told. */
  readonly searches: readonly unknown[];
}

/**
 * Chunks of Gemini and Vertex AI are answers themselves; each usage is the whole so far. What was searched for comes
 * with any of them, with or without usage.
 */
export const geminiStream: StreamReader<GeminiSeen> = {
  recognises: (part) => isRecord(own(part, 'usageMetadata')) || Array.isArray(own(part, 'candidates')),

  fold(seen, chunk) {
    const merged = mergeResponses(seen, readAnswer(chunk));
    const searches = [...new Set([...(seen?.searches ?? []), ...webSearches(chunk)])];
    return { ...merged, searches, usage: { ...merged.usage, webSearches: countOf(searches) } };
  },
};
