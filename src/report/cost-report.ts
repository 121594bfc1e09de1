import type { Ingested } from '../ledger/ingest';
import type { UnpricedReason } from '../pricing/call-price';

/**
 * The answer of `botanu report --json`. Amounts are US dollars of LLM calls. Null means that nobody knows:
 * no call was priced, no tokens were reported, or there is nothing to divide by. Zero means zero.
 */
export interface CostReport {
  /** Changes when a field is renamed, removed or gets another meaning; new fields may come without. */
  readonly format: 'botanu.cost-report/1';
  readonly currency: 'USD';
  /** The kinds of cost that the amounts contain. */
  readonly covers: readonly ['llm'];
  readonly ledger: LedgerSummary;
  /** Dearest first. */
  readonly useCases: readonly UseCaseCosts[];
  /** LLM calls that belong to no run. Null if there are none. */
  readonly outsideRuns: Spend | null;
  /** Every LLM call once, those outside any run included. */
  readonly total: Spend & { readonly runs: number };
  /** Where the amounts are from: `provider` for what a provider reported, else a price table and its version. */
  readonly sources: readonly PriceSource[];
  /** LLM calls without a price, which the amounts leave out. */
  readonly unpriced: readonly UnpricedCalls[];
}

export interface LedgerSummary extends Readonly<Ingested> {
  readonly directory: string;
  /** Start of the first span and end of the last, ISO 8601; null in an empty ledger. */
  readonly from: string | null;
  readonly until: string | null;
  /** Runs known only by spans inside them: killed, still going, or with their own span elsewhere. Shown as open. */
  readonly runsWithoutSpan: number;
  /** Spans that tell of calls which others are counted for: wrappers, a second instrumentation, sums of a framework. */
  readonly repeatedLlmSpans: number;
}

/** What a set of LLM calls cost, and how much of it is known. */
export interface Spend {
  readonly llmCalls: number;
  readonly pricedCalls: number;
  /** From 0 to 1; null where there are no calls. */
  readonly pricedShare: number | null;
  /** The priced calls' sum: 0 where there are no calls, null where none of them is priced. */
  readonly costUsd: number | null;
  /** Some calls are unpriced: the true cost is `costUsd` or more. */
  readonly isLowerBound: boolean;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/**
 * The costs of a group of runs. A run's own cost is that of the spans that carry its id; its inclusive cost
 * adds all runs nested in it, at any depth.
 */
export interface RunCosts {
  readonly runs: number;
  /** Adds up over the groups. */
  readonly own: Spend;
  /** Each nested run once, even if it is in the group itself. Does not add up over the groups. */
  readonly inclusive: Spend;
  /** Inclusive: what one run cost, with everything it set off. Lower bounds where `inclusive` is one. */
  readonly perRun: PerRunCosts;
}

export interface PerRunCosts {
  readonly meanUsd: number | null;
  /** Percentiles interpolate between the two nearest runs. */
  readonly p50Usd: number | null;
  readonly p95Usd: number | null;
}

export interface UseCaseCosts extends RunCosts {
  readonly useCase: string;
  readonly successes: number;
  /**
   * Everything spent on the use case (inclusive: failures, retries and nested runs) over its successes; null
   * if there are none. A lower bound where `inclusive` is one.
   */
  readonly costPerSuccessUsd: number | null;
  readonly outcomes: readonly OutcomeCosts[];
}

export interface OutcomeCosts extends RunCosts {
  /** An outcome status, or `open` for a run that has none yet. */
  readonly outcome: string;
}

export interface PriceSource {
  readonly source: string;
  readonly calls: number;
  readonly costUsd: number;
}

export interface UnpricedCalls {
  readonly provider: string | null;
  readonly model: string | null;
  readonly reason: UnpricedReason;
  readonly calls: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}
