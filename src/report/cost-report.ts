import type { Ingested } from '../ledger/ingest';
import type { UnpricedReason } from '../pricing/unpriced-reason';
import type { CostedKind } from '../pricing/costed-kind';
import type { Dimension } from './dimensions';
import type { WasteReason } from './operations';

/**
 * The answer of `botanu report --json`. Null means that nobody knows: nothing was priced, no tokens were reported, or
 * there is nothing to divide by. Zero means zero.
 */
export interface CostReport extends ReportBasis {
  /** Changes when a field is renamed, removed or gets another meaning; new fields may come without. */
  readonly format: 'botanu.cost-report/1';
  /** Most expensive first. */
  readonly useCases: readonly UseCaseCosts[];
  /** Operations that belong to no run. Null if there are none. */
  readonly outsideRuns: Spend | null;
}

/** The answer of `botanu report --by … --json`. */
export interface GroupedCostReport extends ReportBasis {
  readonly format: 'botanu.grouped-cost-report/1';
  readonly by: readonly Dimension[];
  /** Most expensive first; by day the earliest first. */
  readonly groups: readonly CostGroup[];
}

/** What any report says beside its groups. */
export interface ReportBasis {
  readonly currency: string;
  /** The kinds of cost that the amounts contain: LLM calls, and what else has a price in this ledger. */
  readonly covers: readonly CostedKind[];
  readonly ledger: LedgerSummary;
  readonly period: Period;
  /** Values by dimension, any of which will do; '' for runs that have none. */
  readonly where: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  /** Every operation once, whatever the grouping, those outside any run included. */
  readonly total: Total;
  /** Where the amounts are from: `provider` for what a provider reported, the rate card, a price table; with versions. */
  readonly sources: readonly PriceSource[];
  /** Operations of the kinds in `covers` that have no price: the amounts leave them out. */
  readonly unpriced: readonly UnpricedOperations[];
}

/** Of the runs' starts, ISO 8601; null where it is open. */
export interface Period {
  readonly since: string | null;
  /** Exclusive. */
  readonly until: string | null;
}

export interface Total extends Spend, Worth {
  readonly runs: number;
  readonly successes: number;
  readonly waste: Waste;
}

export interface LedgerSummary extends Readonly<Ingested> {
  readonly directory: string;
  /** Start of the first span and end of the last, ISO 8601; null in an empty ledger. */
  readonly from: string | null;
  readonly until: string | null;
  /** Of the runs asked about: those known only by spans inside them, being killed, still going, or ended elsewhere. */
  readonly runsWithoutSpan: number;
  /**
   * Spans that tell of LLM calls which others are counted for: wrappers, a second instrumentation, sums of a framework.
   * Where not all is asked about: those that carry the id of a run that is.
   */
  readonly repeatedLlmSpans: number;
}

/** What a set of operations cost, and how much of it is known. */
export interface Spend {
  readonly llmCalls: number;
  /** Of the LLM calls. */
  readonly pricedCalls: number;
  /** Of the LLM calls, from 0 to 1; null where there are none. */
  readonly pricedShare: number | null;
  /** LLM calls, tools, databases, storage and messaging. */
  readonly operations: number;
  readonly pricedOperations: number;
  /** By kind; a kind that does not occur is left out. */
  readonly coverage: Readonly<Partial<Record<CostedKind, Coverage>>>;
  /**
   * The priced operations' sum: 0 where there are none of the kinds in `covers`, null where none of these is priced. By
   * model, provider or vendor also null where operations of other kinds are all there is.
   */
  readonly cost: number | null;
  /** Some operations of the kinds in `covers` are unpriced: the true cost is `cost` or more. */
  readonly isLowerBound: boolean;
  /** Of LLM calls. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

export interface Coverage {
  readonly operations: number;
  readonly priced: number;
}

/** Own cost that was spent in vain, each operation once: the sum, and the parts by why. */
export interface Waste extends WastedCost {
  readonly parts: Readonly<Record<WasteReason, WastedCost>>;
}

export interface WastedCost {
  readonly operations: number;
  /** Null where none of them has a price. */
  readonly cost: number | null;
  readonly isLowerBound: boolean;
}

/** What outcomes were worth. Empty and null by model, provider or vendor: a run's value has no such parts. */
export interface Worth {
  /** By value type; the currency is one, however it was written (`usd`). */
  readonly values: readonly OutcomeValue[];
  /** Of value types that name the report's currency; null if there is none. */
  readonly value: number | null;
  /** Less the inclusive cost. Null where one of the two is unknown. */
  readonly valueMinusCost: number | null;
  /** That cost is a lower bound: the true difference is `valueMinusCost` or less. */
  readonly valueMinusCostIsUpperBound: boolean;
}

export interface OutcomeValue {
  readonly type: string;
  /** The sum over the runs; refunds are below zero. */
  readonly amount: number;
}

export interface CostGroup extends RunCosts, Worth {
  /** Null for what has none. */
  readonly group: Readonly<Partial<Record<Dimension, string | null>>>;
  /** Operations that belong to no run: there are no runs to take a mean of. */
  readonly isOutsideRuns: boolean;
  readonly successes: number;
  /** Null without any, and where the groups are outcomes. */
  readonly costPerSuccess: number | null;
  readonly waste: Waste;
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
  readonly mean: number | null;
  /** Percentiles interpolate between the two nearest runs. */
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface UseCaseCosts extends RunCosts, Worth {
  readonly useCase: string;
  readonly successes: number;
  /**
   * Everything spent on the use case (inclusive: failures, retries and nested runs) over its successes; null
   * if there are none. A lower bound where `inclusive` is one.
   */
  readonly costPerSuccess: number | null;
  readonly waste: Waste;
  readonly outcomes: readonly OutcomeCosts[];
}

export interface OutcomeCosts extends RunCosts, Worth {
  /** An outcome status, or `open` for a run that has none yet. */
  readonly outcome: string;
  readonly waste: Waste;
}

export interface PriceSource {
  readonly source: string;
  readonly operations: number;
  readonly cost: number;
}

export interface UnpricedOperations {
  readonly kind: CostedKind;
  /** Of an LLM call; of anything else its vendor or system. */
  readonly provider: string | null;
  readonly model: string | null;
  readonly reason: UnpricedReason;
  readonly operations: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}
