import type { CostGroup, PerRunCosts, ReportBasis, Spend, WastedCost, Worth } from './cost-report';
import { type Amount, amountColumn, count, percent, quantity, UNKNOWN } from './figures';
import { type FilledColumn, renderTable, rowsOf } from './render-table';
import { coveredOf, type CoveredKinds, hasNested } from './spend';
import { isMoney } from './worth';

/** A line of a table of costs before its figures are written out. */
export interface CostLine {
  readonly name: string;
  readonly runs?: number;
  readonly perSuccess?: Amount | undefined;
  readonly own: Spend;
  readonly inclusive?: Spend;
  readonly perRun?: PerRunCosts;
  readonly waste?: WastedCost;
  readonly worth?: Worth;
}

/** Value types beside money that are shown; more are in the JSON. */
export const MOST_VALUE_TYPES = 3;

/** Lines of costs, the last one, their total, below a rule. */
export function renderCostTable(columns: readonly FilledColumn[], width: number): string {
  const rows = rowsOf(columns);
  rows.splice(rows.length - 1, 0, 'rule');
  return renderTable(columns, rows, width);
}

/** What is shown of lines: a column for each figure that one of them has. Waste and value may need room (`ifRoom`). */
export function costColumns(
  header: string,
  lines: readonly CostLine[],
  { covers: covered, currency }: Pick<ReportBasis, 'covers' | 'currency'>,
  { ifRoom = false }: { readonly ifRoom?: boolean } = {},
): FilledColumn[] {
  const column = (header: string, cells: readonly string[]): FilledColumn => ({
    header,
    align: 'right',
    cells,
  });
  const money = (header: string, amountOf: (line: CostLine) => Amount | undefined): FilledColumn =>
    column(header, amountColumn(lines.map(amountOf), currency));
  const perRun = (header: string, figure: keyof PerRunCosts): FilledColumn =>
    money(header, (line) => line.perRun && amount(line.perRun[figure], line.inclusive));
  const withNested = ({ own, inclusive }: CostLine): Amount | undefined =>
    inclusive && hasNested({ own, inclusive }, covered) ? amount(inclusive.cost, inclusive) : undefined;
  const nested = lines.some((line) => withNested(line) !== undefined);
  const extra: FilledColumn[] = [
    ...(lines.some(({ waste }) => (waste?.operations ?? 0) > 0) ? [money('waste', wasted)] : []),
    ...(lines.some(({ worth }) => (worth?.value ?? null) !== null) ? [money('value', valued)] : []),
    ...valueColumns(lines, currency).map(([type, cells]) => column(type, cells)),
    ...(lines.some(({ worth }) => (worth?.value ?? null) !== null) ? [money('value − cost', gained)] : []),
  ];

  return [
    { header, align: 'left', cells: lines.map(({ name }) => name) },
    column(
      'runs',
      lines.map(({ runs }) => (runs === undefined ? '' : count(runs))),
    ),
    ...(lines.some(({ perSuccess }) => perSuccess !== undefined)
      ? [money('per success', ({ perSuccess }) => perSuccess)]
      : []),
    money(nested ? 'own cost' : 'cost', ({ own }) => amount(own.cost, own)),
    ...(nested ? [money('with nested', withNested)] : []),
    ...(lines.some(({ perRun: each }) => each !== undefined)
      ? [perRun('mean', 'mean'), perRun('p50', 'p50'), perRun('p95', 'p95')]
      : []),
    ...extra.map((one) => ({ ...one, ifRoom })),
    column(
      'tokens in/out',
      lines.map(({ own }) => tokens(own)),
    ),
    column(
      'priced',
      lines.map(({ own }) => percent(coveredShare(own, covered))),
    ),
  ];
}

const wasted = ({ waste }: CostLine): Amount | undefined =>
  waste === undefined || waste.operations === 0 ? undefined : amount(waste.cost, waste);

const valued = ({ worth }: CostLine): Amount | undefined =>
  worth === undefined || worth.value === null ? undefined : { amount: worth.value, isLowerBound: false };

const gained = ({ worth }: CostLine): Amount | undefined =>
  worth === undefined || worth.value === null ? undefined : gain(worth);

export const gain = ({ valueMinusCost, valueMinusCostIsUpperBound: isUpperBound }: Worth): Amount => ({
  amount: valueMinusCost,
  isLowerBound: false,
  isUpperBound,
});

/** Of types that are no money. */
function valueColumns(lines: readonly CostLine[], currency: string): [string, string[]][] {
  const named = lines.flatMap(({ worth }) => worth?.values.map(({ type }) => type) ?? []);
  const types = [...new Set(named)].filter((type) => !isMoney(type, currency)).sort();
  return types.slice(0, MOST_VALUE_TYPES).map((type) => [
    type,
    lines.map(({ worth }) => {
      const value = worth?.values.find((one) => one.type === type);
      return value === undefined ? '' : quantity(value.amount);
    }),
  ]);
}

export const tokens = ({ inputTokens, outputTokens }: Pick<Spend, 'inputTokens' | 'outputTokens'>): string =>
  inputTokens === null && outputTokens === null ? UNKNOWN : `${count(inputTokens)}/${count(outputTokens)}`;

export const amount = (cost: number | null, spend: Pick<Spend, 'isLowerBound'> | undefined): Amount => ({
  amount: cost,
  isLowerBound: spend?.isLowerBound ?? false,
});

/** Of the operations of which amounts are made: the share that has a price. */
export function coveredShare(spend: Spend, covered: CoveredKinds): number | null {
  const { operations, priced } = coveredOf(spend, covered);
  return operations === 0 ? null : priced / operations;
}

/** A group's line under the name that is given. */
export const groupLine = (name: string, { costPerSuccess, waste, ...costs }: CostGroup): CostLine => ({
  name,
  own: costs.own,
  waste,
  worth: costs,
  ...(costs.isOutsideRuns
    ? {}
    : {
        runs: costs.runs,
        inclusive: costs.inclusive,
        perRun: costs.perRun,
        perSuccess: amount(costPerSuccess, costs.inclusive),
      }),
});
