import type { ResponseUsage, TokenUsage } from './token-usage';

/** What a later part of a stream says over what earlier ones did; what it leaves out stays. Its usage is the whole. */
export function mergeResponses(earlier: ResponseUsage | undefined, later: ResponseUsage): ResponseUsage {
  if (earlier === undefined) return later;
  return {
    provider: later.provider ?? earlier.provider,
    model: later.model ?? earlier.model,
    responseId: later.responseId ?? earlier.responseId,
    requestId: later.requestId ?? earlier.requestId,
    finishReasons: later.finishReasons ?? earlier.finishReasons,
    serviceTier: later.serviceTier ?? earlier.serviceTier,
    costUsd: later.costUsd ?? earlier.costUsd,
    usage: hasCounts(later) ? later.usage : earlier.usage,
  };
}

export const hasCounts = (read: ResponseUsage | undefined): boolean =>
  Object.values(read?.usage ?? {}).some((count) => count !== undefined);

/** Counts over others: those that are absent stay what they were. */
export const overlay = (under: TokenUsage, over: TokenUsage | undefined): TokenUsage => ({
  ...under,
  ...Object.fromEntries(Object.entries(over ?? {}).filter(([, count]) => count !== undefined)),
});
