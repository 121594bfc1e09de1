import { asCount, asRecord, asText, isRecord, listOf, own, sum, textsOf, type Unknown } from './fields';
import type { ResponseUsage, TokenUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** Cohere, v1 and v2: chat, generate, embed, rerank and classify; in the API's names and in those of its client. */
export const cohere: UsageReader = {
  marks: ['usage', 'meta', 'generation_id', 'generationId'],

  recognises: (response) =>
    hasUnits(own(response, 'usage')) ||
    hasUnits(own(response, 'meta')) ||
    (typeof own(response, 'text') === 'string' && asText(generationId(response)) !== undefined),

  read: (response): ResponseUsage => ({
    responseId:
      asText(response.id) ?? asText(response.response_id ?? response.responseId ?? generationId(response)),
    finishReasons:
      listOf(finishReason(response)) ?? textsOf(response.generations, (one) => asText(finishReason(one))),
    usage: cohereUsage(asRecord(own(response, 'usage') ?? own(response, 'meta'))),
  }),
};

/**
 * What is billed wins over what went through the model, of which some is Cohere's own. Tokens from a cache are
 * among the latter: beside billed ones they would be parts of something else, so they are left out there.
 */
export function cohereUsage(usage: Unknown): TokenUsage {
  const billed = asRecord(billedUnits(usage));
  const tokens = asRecord(usage.tokens);
  const billedInput = sum(tokensOf(billed, 'input'), tokensOf(billed, 'image'));
  return {
    inputTokens: billedInput ?? tokensOf(tokens, 'input'),
    outputTokens: tokensOf(billed, 'output') ?? tokensOf(tokens, 'output'),
    cacheReadTokens: billedInput === undefined ? tokensOf(usage, 'cached') : undefined,
    searchUnits: asCount(billed.search_units) ?? asCount(billed.searchUnits),
  };
}

export const finishReason = (holder: Unknown): unknown => holder.finish_reason ?? holder.finishReason;

const tokensOf = (counts: Unknown, name: string): number | undefined =>
  asCount(counts[`${name}_tokens`]) ?? asCount(counts[`${name}Tokens`]);

const billedUnits = (usage: Unknown): unknown => usage.billed_units ?? usage.billedUnits;

const hasUnits = (usage: unknown): boolean =>
  isRecord(usage) && (isRecord(billedUnits(usage)) || hasTokens(usage.tokens));

/** Many a thing has tokens, such as the pages of a list. */
const hasTokens = (tokens: unknown): boolean =>
  isRecord(tokens) && (tokensOf(tokens, 'input') ?? tokensOf(tokens, 'output')) !== undefined;

const generationId = (response: Unknown): unknown =>
  own(response, 'generation_id') ?? own(response, 'generationId');
