import type { Spend } from './cost-report';

/** What a query gives of a set of LLM calls. */
export interface SpendRow {
  readonly llm_calls: number;
  readonly priced_calls: number;
  readonly spent_usd: number | null;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
}

export function spendOf({ llm_calls, priced_calls, spent_usd, tokens_in, tokens_out }: SpendRow): Spend {
  const hasCalls = llm_calls > 0;
  return {
    llmCalls: llm_calls,
    pricedCalls: priced_calls,
    pricedShare: hasCalls ? priced_calls / llm_calls : null,
    costUsd: hasCalls && priced_calls === 0 ? null : tidyUsd(spent_usd ?? 0),
    isLowerBound: priced_calls < llm_calls,
    inputTokens: hasCalls ? tokens_in : 0,
    outputTokens: hasCalls ? tokens_out : 0,
  };
}

/** Without the last bits of a floating-point sum, which differ with the order of addition. */
export const tidyUsd = (amountUsd: number): number => Number(amountUsd.toFixed(12));
