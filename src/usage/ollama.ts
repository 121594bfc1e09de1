import { asCount, asText, listOf, own } from './fields';
import type { ResponseUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** Ollama: chat, generate and embed. It keeps no ids. */
export const ollama: UsageReader = {
  marks: ['done', 'embeddings'],

  recognises(response) {
    if (asText(own(response, 'model')) === undefined) return false;
    if (Array.isArray(own(response, 'embeddings'))) return own(response, 'total_duration') !== undefined;
    return typeof own(response, 'done') === 'boolean' && own(response, 'created_at') !== undefined;
  },

  read: (response): ResponseUsage => ({
    provider: 'ollama',
    model: asText(response.model),
    finishReasons: listOf(response.done_reason),
    usage: { inputTokens: asCount(response.prompt_eval_count), outputTokens: asCount(response.eval_count) },
  }),
};
