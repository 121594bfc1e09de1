import type { LedgerEngine } from '../ledger/engine';
import type { CostGroup, OutcomeValue, Spend, Waste, WastedCost, Worth } from './cost-report';
import { columnOf, type Dimension, shownValue } from './dimensions';
import { GroupingQueries, OUTSIDE } from './grouping-queries';
import { WASTE_SORTS, type WasteSort } from './operations';
import type { Selection } from './question';
import { type CoveredKinds, spendOf, type SpendRow, tidyUsd } from './spend';

/** The columns of the groups come under their own names. */
type Keys = Readonly<Record<string, string>>;
type FiguresRow = Keys & {
  readonly runs: number;
  readonly successes: number;
  readonly mean_usd: number | null;
  readonly p50_usd: number | null;
  readonly p95_usd: number | null;
};
type OwnRow = Keys & SpendRow & { readonly waste: WasteSort | '' };
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
  const inclusive = grouped(await engine.query<Keys & SpendRow>(ask.inclusive()), ask.columns);
  const figures = grouped(await engine.query<FiguresRow>(ask.figures()), ask.columns);
  const values = ask.hasValues ? grouped(await engine.query<ValueRow>(ask.values()), ask.columns) : new Map();

  return [...new Set([...figures.keys(), ...own.keys()])].map((key) => {
    const [figure] = figures.get(key) ?? [];
    const ownRows = own.get(key) ?? [];
    const spent = spendOf(ownRows, covered);
    const all = spendOf(inclusive.get(key) ?? [], covered);
    const keys = figure ?? ownRows[0]!;
    const known = (amount: number | null | undefined): number | null =>
      typeof amount !== 'number' || all.costUsd === null ? null : tidyUsd(amount);
    const successes = figure?.successes ?? 0;
    return {
      group: Object.fromEntries(by.map((dimension) => [dimension, groupValue(dimension, keys)])),
      isOutsideRuns: figure === undefined,
      runs: figure?.runs ?? 0,
      successes,
      costPerSuccessUsd:
        all.costUsd === null || successes === 0 || by.includes('outcome')
          ? null
          : tidyUsd(all.costUsd / successes),
      own: spent,
      inclusive: all,
      perRun: {
        meanUsd: known(figure?.mean_usd),
        p50Usd: known(figure?.p50_usd),
        p95Usd: known(figure?.p95_usd),
      },
      waste: wasteOf(ownRows, covered),
      ...worthOf(
        ((values.get(key) ?? []) as ValueRow[]).map(({ value_type, amount }) => ({
          type: value_type,
          amount,
        })),
        all,
        currency,
      ),
    };
  });
}

function groupValue(dimension: Dimension, keys: Keys): string | null {
  const stored = keys[columnOf(dimension)] ?? '';
  return stored === '' || stored === OUTSIDE ? null : shownValue(dimension, stored);
}

function grouped<Row extends Keys>(rows: readonly Row[], columns: readonly string[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(columns.map((column) => row[column]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

const NOTHING: WastedCost = { operations: 0, costUsd: 0, isLowerBound: false };

export function wasteOf(
  rows: readonly (SpendRow & { readonly waste: WasteSort | '' })[],
  covered: CoveredKinds,
): Waste {
  // Most groups have none, and there may be thousands of them.
  const wasted = rows.filter(({ waste }) => waste !== '');
  const of = (some: readonly SpendRow[]): WastedCost => {
    if (some.length === 0) return NOTHING;
    const { operations, costUsd, isLowerBound } = spendOf(some, covered);
    return { operations, costUsd, isLowerBound };
  };
  const parts = WASTE_SORTS.map((sort) => [sort, of(wasted.filter(({ waste }) => waste === sort))] as const);
  return { ...of(wasted), parts: Object.fromEntries(parts) as Waste['parts'] };
}

export function worthOf(values: readonly OutcomeValue[], cost: Spend, currency: string): Worth {
  const money = values.filter(({ type }) => isMoney(type, currency));
  const valueUsd = money.length === 0 ? null : tidyUsd(money.reduce((sum, { amount }) => sum + amount, 0));
  return {
    values: [...values]
      .map(({ type, amount }) => ({ type, amount: tidyUsd(amount) }))
      .sort((a, b) => (a.type < b.type ? -1 : 1)),
    valueUsd,
    valueMinusCostUsd: valueUsd === null || cost.costUsd === null ? null : tidyUsd(valueUsd - cost.costUsd),
  };
}

/** Whether a value type is the currency itself: `usd`, `USD`. Of any other (`refunded_usd`) it is not clear whose gain it is. */
const isMoney = (type: string, currency: string): boolean => type.toUpperCase() === currency;
