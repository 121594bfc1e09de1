import type { LedgerEngine } from '../ledger/engine';
import type { CostGroup, Waste, WastedCost } from './cost-report';
import { columnOf, type Dimension, shownValue } from './dimensions';
import { GroupingQueries } from './grouping-queries';
import { WASTE_REASONS, type WasteReason } from './operations';
import type { Selection } from './question';
import { type CoveredKinds, spendOf, type SpendRow, tidyAmount } from './spend';
import { worthOf } from './worth';

/** The columns of the groups come under their own names. */
type Keys = Readonly<Record<string, string>>;
type FiguresRow = Keys & {
  readonly runs: number;
  readonly successes: number;
  readonly mean_cost: number | null;
  readonly p50_cost: number | null;
  readonly p95_cost: number | null;
};
type OwnRow = Keys & SpendRow & { readonly waste: WasteReason | '' };
type ValueRow = Keys & { readonly value_type: string; readonly amount: number };

/**
 * Costs by any dimensions. Which cost a figure is made of:
 * - own: by the operations of the group's runs, each in one group. With a dimension of operations (the model): those
 *   of them that are of the group.
 * - mean and percentiles: each run's inclusive cost, for a run is answerable for what it sets off. With a dimension of
 *   operations: of the runs that have such operations themselves, what these and those of the runs below them cost.
 * - inclusive: the operations of the group's runs and of all below them, each once, because a run and one nested in it
 *   may be in the same group, and adding up their inclusive costs would count the inner twice.
 */
export async function groupedCosts(
  engine: LedgerEngine,
  by: readonly Dimension[],
  selection: Selection,
  covered: CoveredKinds,
  currency: string,
): Promise<CostGroup[]> {
  const ask = new GroupingQueries(by, selection);
  const own = grouped(await engine.query<OwnRow>(ask.own()), ask.columns);
  const outside = grouped(await engine.query<OwnRow>(ask.outside()), ask.columns);
  const inclusive = grouped(await engine.query<Keys & SpendRow>(ask.inclusive()), ask.columns);
  const figures = grouped(await engine.query<FiguresRow>(ask.figures(engine)), ask.columns);
  const values = grouped(ask.hasValues ? await engine.query<ValueRow>(ask.values()) : [], ask.columns);
  const reading = { ofOperations: !ask.hasValues };

  const ofRuns = [...figures].map(([key, [figure]]): CostGroup => {
    const { runs, successes, mean_cost, p50_cost, p95_cost } = figure;
    const ownRows = own.get(key) ?? [];
    const all = spendOf(inclusive.get(key) ?? [], covered, reading);
    const known = (amount: number | null): number | null =>
      amount === null || all.cost === null ? null : tidyAmount(amount);
    return {
      group: groupOf(by, figure),
      isOutsideRuns: false,
      runs,
      successes,
      costPerSuccess:
        all.cost === null || successes === 0 || by.includes('outcome')
          ? null
          : tidyAmount(all.cost / successes),
      own: spendOf(ownRows, covered, reading),
      inclusive: all,
      perRun: { mean: known(mean_cost), p50: known(p50_cost), p95: known(p95_cost) },
      waste: wasteOf(ownRows, covered),
      ...worthOf(
        (values.get(key) ?? []).map(({ value_type, amount }) => ({ type: value_type, amount })),
        all,
        currency,
      ),
    };
  });
  const ofNone = [...outside.values()].map((rows): CostGroup => {
    const spent = spendOf(rows, covered, reading);
    return {
      ...NO_RUNS,
      group: groupOf(by, rows[0]),
      own: spent,
      inclusive: spent,
      waste: wasteOf(rows, covered),
      ...worthOf([], spent, currency),
    };
  });
  return [...ofRuns, ...ofNone];
}

const NO_RUNS = {
  isOutsideRuns: true,
  runs: 0,
  successes: 0,
  costPerSuccess: null,
  perRun: { mean: null, p50: null, p95: null },
};

const groupOf = (by: readonly Dimension[], keys: Keys): CostGroup['group'] =>
  Object.fromEntries(by.map((dimension) => [dimension, groupValue(dimension, keys)]));

function groupValue(dimension: Dimension, keys: Keys): string | null {
  const stored = keys[columnOf(dimension)] ?? '';
  return stored === '' ? null : shownValue(dimension, stored);
}

function grouped<Row extends Keys>(
  rows: readonly Row[],
  columns: readonly string[],
): Map<string, [Row, ...Row[]]> {
  const groups = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const key = JSON.stringify(columns.map((column) => row[column]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

const NOTHING: WastedCost = { operations: 0, cost: 0, isLowerBound: false };

export function wasteOf(
  rows: readonly (SpendRow & { readonly waste: WasteReason | '' })[],
  covered: CoveredKinds,
): Waste {
  // Most groups have none, and there may be thousands of them.
  const wasted = rows.filter(({ waste }) => waste !== '');
  const of = (some: readonly SpendRow[]): WastedCost => {
    if (some.length === 0) return NOTHING;
    const { operations, cost, isLowerBound } = spendOf(some, covered, { ofOperations: true });
    return { operations, cost, isLowerBound };
  };
  const parts = WASTE_REASONS.map(
    (reason) => [reason, of(wasted.filter(({ waste }) => waste === reason))] as const,
  );
  return { ...of(wasted), parts: Object.fromEntries(parts) as Waste['parts'] };
}
