import { asArray, asCount, asRecord, asText, listOf, own, sum, type Unknown } from './fields';
import { sumUsage } from './sum-usage';
import type { ResponseUsage, TokenUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** Anthropic messages, whoever serves them. */
export const anthropic: UsageReader = {
  marks: ['content'],

  recognises: (response) =>
    own(response, 'type') === 'message' &&
    own(response, 'role') === 'assistant' &&
    Array.isArray(own(response, 'content')),

  read(response): ResponseUsage {
    const usage = asRecord(response.usage);
    return {
      model: asText(response.model),
      responseId: asText(response.id),
      requestId: asText(response._request_id),
      finishReasons: listOf(response.stop_reason),
      serviceTier: asText(usage.service_tier),
      usage: anthropicUsage(usage),
    };
  },
};

/**
 * Cached tokens are not in Anthropic's input count, nor is what it took to compact a long conversation, which is
 * charged like the rest. What an advisor used is not in it either and is left out: that is another model, at
 * another price.
 */
export function anthropicUsage(usage: Unknown): TokenUsage {
  const { thinking_tokens: thinking } = asRecord(usage.output_tokens_details);
  const { web_search_requests: searches } = asRecord(usage.server_tool_use);
  const answer = countedApart(usage);
  const compactions = asArray(usage.iterations)
    .map(asRecord)
    .filter(({ type }) => type === 'compaction')
    .map(countedApart);
  return {
    ...(compactions.length === 0 ? answer : sumUsage([answer, ...compactions])),
    reasoningTokens: asCount(thinking),
    webSearches: asCount(searches),
  };
}

function countedApart(usage: Unknown): TokenUsage {
  const lifetimes = cacheLifetimes(usage);
  const write =
    asCount(usage.cache_creation_input_tokens) ??
    sum(lifetimes.cacheWrite5mTokens, lifetimes.cacheWrite1hTokens);
  const read = asCount(usage.cache_read_input_tokens);
  const uncached = asCount(usage.input_tokens);
  return {
    inputTokens: uncached === undefined ? undefined : sum(uncached, write, read),
    outputTokens: asCount(usage.output_tokens),
    cacheReadTokens: read,
    cacheWriteTokens: write,
    ...lifetimes,
  };
}

/** For how long was kept what went into the cache. */
export function cacheLifetimes(usage: Unknown): TokenUsage {
  const lifetimes = asRecord(usage.cache_creation);
  return {
    cacheWrite5mTokens: asCount(lifetimes.ephemeral_5m_input_tokens),
    cacheWrite1hTokens: asCount(lifetimes.ephemeral_1h_input_tokens),
  };
}
