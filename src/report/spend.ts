import { COSTED_KINDS, type CostedKind } from '../pricing/costed-kind';
import type { Coverage, Spend } from './cost-report';

/** What a query gives of the operations of one kind. */
export interface SpendRow {
  readonly kind: CostedKind;
  readonly operations: number;
  readonly priced: number;
  readonly cost: number | null;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
}

/** Those figures, of rows that have the columns of `spend`; and of rows that hold them by another name. */
export const SUMS =
  'sum(operation_count) AS some_operations, sum(priced_count) AS some_priced, sum(spent_cost) AS some_cost, ' +
  'sum(spent_input) AS some_input, sum(spent_output) AS some_output';
export const SUMS_OF_SUMS =
  'sum(some_operations) AS operations, sum(some_priced) AS priced, sum(some_cost) AS cost, ' +
  'sum(some_input) AS tokens_in, sum(some_output) AS tokens_out';

/**
 * The kinds of which amounts are made: LLM calls, and those of which at least one operation in the ledger has a price.
 * What has none of them is left out of every figure alike, and said once; a mark at each would say nothing.
 */
export type CoveredKinds = readonly CostedKind[];

/**
 * What rows come to. A run that has only operations of other kinds than the covered ones cost nothing, as far as amounts
 * go. Operations that are asked about themselves (`ofOperations`), of a model or a vendor, do not: nobody knows.
 */
export function spendOf(
  rows: readonly SpendRow[],
  covered: CoveredKinds,
  { ofOperations = false }: { readonly ofOperations?: boolean } = {},
): Spend {
  const coverage: Partial<Record<CostedKind, Coverage>> = {};
  for (const kind of COSTED_KINDS) {
    const ofKind = rows.filter((row) => row.kind === kind);
    const operations = sum(ofKind, 'operations');
    if (operations > 0) coverage[kind] = { operations, priced: sum(ofKind, 'priced') };
  }
  const ofCovered = rows.filter(({ kind }) => covered.includes(kind));
  const deciding = ofOperations && ofCovered.length === 0 ? rows : ofCovered;
  const isUnknown = sum(deciding, 'operations') > 0 && sum(deciding, 'priced') === 0;
  const calls = rows.filter(({ kind }) => kind === 'llm');
  const llm = coverage.llm ?? { operations: 0, priced: 0 };
  return {
    llmCalls: llm.operations,
    pricedCalls: llm.priced,
    pricedShare: llm.operations === 0 ? null : llm.priced / llm.operations,
    operations: sum(rows, 'operations'),
    pricedOperations: sum(rows, 'priced'),
    coverage,
    cost: isUnknown ? null : tidyAmount(sum(rows, 'cost')),
    isLowerBound: covered.some((kind) => (coverage[kind]?.priced ?? 0) < (coverage[kind]?.operations ?? 0)),
    inputTokens: llm.operations === 0 ? 0 : sumKnown(calls, 'tokens_in'),
    outputTokens: llm.operations === 0 ? 0 : sumKnown(calls, 'tokens_out'),
  };
}

type Figure = 'operations' | 'priced' | 'cost' | 'tokens_in' | 'tokens_out';

const sum = (rows: readonly SpendRow[], figure: Figure): number =>
  rows.reduce((total, row) => total + (row[figure] ?? 0), 0);

const sumKnown = (rows: readonly SpendRow[], figure: Figure): number | null =>
  rows.every((row) => row[figure] === null) ? null : sum(rows, figure);

/** Without the last bits of a floating-point sum, which differ with the order of addition. */
export const tidyAmount = (amount: number): number => Number(amount.toFixed(12));

/** The operations of which amounts are made, and those of them that have a price. */
export function coveredOf({ coverage }: Pick<Spend, 'coverage'>, covered: CoveredKinds): Coverage {
  const parts = covered.flatMap((kind) => coverage[kind] ?? []);
  return {
    operations: parts.reduce((total, { operations }) => total + operations, 0),
    priced: parts.reduce((total, { priced }) => total + priced, 0),
  };
}

/** Whether runs below some others add anything to what these spent themselves. */
export const hasNested = (
  { own, inclusive }: { readonly own: Spend; readonly inclusive: Spend },
  covered: CoveredKinds,
): boolean => coveredOf(inclusive, covered).operations !== coveredOf(own, covered).operations;
