import type { CostGroup, PerRunCosts, ReportBasis, Spend, WastedCost, Worth } from './cost-report';
import type { CoveredKinds } from './spend';
import { type Amount, count, percent, UNKNOWN, usdColumn } from './figures';
import { type Column, renderTable, type TableRow } from './render-table';

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

interface FilledColumn extends Column {
  readonly cells: readonly string[];
}

/** Value types that have a column; more are in the JSON. */
const MOST_VALUE_TYPES = 3;

/** Lines of costs, the last one, their total, below a rule. */
export function renderCostTable(
  header: string,
  lines: readonly CostLine[],
  { covers, currency }: Pick<ReportBasis, 'covers' | 'currency'>,
  width: number,
): string {
  const columns = [
    { header, align: 'left' as const, cells: lines.map(({ name }) => name) },
    ...figureColumns(lines, covers, currency),
  ];
  const rows: TableRow[] = lines.map((_, row) => columns.map(({ cells }) => cells[row] ?? ''));
  rows.splice(lines.length - 1, 0, 'rule');
  return renderTable(columns, rows, width);
}

function figureColumns(lines: readonly CostLine[], covered: CoveredKinds, currency: string): FilledColumn[] {
  const column = (header: string, cells: readonly string[]): FilledColumn => ({
    header,
    align: 'right',
    cells,
  });
  const money = (header: string, amountOf: (line: CostLine) => Amount | undefined): FilledColumn =>
    column(header, usdColumn(lines.map(amountOf), currency));
  const perRun = (header: string, figure: keyof PerRunCosts): FilledColumn =>
    money(header, (line) => line.perRun && amount(line.perRun[figure], line.inclusive));
  const nested = lines.some((line) => withNested(line) !== undefined);

  return [
    column(
      'runs',
      lines.map(({ runs }) => (runs === undefined ? '' : count(runs))),
    ),
    ...(lines.some(({ perSuccess }) => perSuccess !== undefined)
      ? [money('per success', ({ perSuccess }) => perSuccess)]
      : []),
    money(nested ? 'own cost' : 'cost', ({ own }) => amount(own.costUsd, own)),
    ...(nested ? [money('with nested', withNested)] : []),
    perRun('mean', 'meanUsd'),
    perRun('p50', 'p50Usd'),
    perRun('p95', 'p95Usd'),
    ...(lines.some(({ waste }) => (waste?.operations ?? 0) > 0) ? [money('waste', wasted)] : []),
    ...valueColumns(lines).map(([header, cells]) => column(header, cells)),
    ...(lines.some(({ worth }) => (worth?.valueUsd ?? null) !== null) ? [money('value − cost', gained)] : []),
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

/** Empty where it is the own cost. */
const withNested = ({ own, inclusive }: CostLine): Amount | undefined =>
  inclusive && inclusive.operations !== own.operations ? amount(inclusive.costUsd, inclusive) : undefined;

const wasted = ({ waste }: CostLine): Amount | undefined =>
  waste === undefined || waste.operations === 0
    ? undefined
    : { usd: waste.costUsd, isLowerBound: waste.isLowerBound };

const gained = ({ worth, inclusive, own }: CostLine): Amount | undefined =>
  worth === undefined || worth.valueUsd === null
    ? undefined
    : {
        usd: worth.valueMinusCostUsd,
        isLowerBound: false,
        isUpperBound: (inclusive ?? own).isLowerBound,
      };

function valueColumns(lines: readonly CostLine[]): [string, string[]][] {
  const types = [...new Set(lines.flatMap(({ worth }) => worth?.values.map(({ type }) => type) ?? []))];
  return types.slice(0, MOST_VALUE_TYPES).map((type) => [
    type,
    lines.map(({ worth }) => {
      const value = worth?.values.find((one) => one.type === type);
      return value === undefined ? '' : count(value.amount);
    }),
  ]);
}

export const tokens = ({ inputTokens, outputTokens }: Pick<Spend, 'inputTokens' | 'outputTokens'>): string =>
  inputTokens === null && outputTokens === null ? UNKNOWN : `${count(inputTokens)}/${count(outputTokens)}`;

export const amount = (usd: number | null, spend: Pick<Spend, 'isLowerBound'> | undefined): Amount => ({
  usd,
  isLowerBound: spend?.isLowerBound ?? false,
});

/** Of the operations of which amounts are made: the share that has a price. */
export function coveredShare({ coverage }: Spend, covered: CoveredKinds): number | null {
  const parts = covered.flatMap((kind) => coverage[kind] ?? []);
  const operations = parts.reduce((sum, part) => sum + part.operations, 0);
  return operations === 0 ? null : parts.reduce((sum, { priced }) => sum + priced, 0) / operations;
}

/** A group's line under the name that is given. */
export const groupLine = (name: string, { costPerSuccessUsd, waste, ...costs }: CostGroup): CostLine => ({
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
        ...(costPerSuccessUsd === null && costs.successes > 0
          ? {}
          : { perSuccess: amount(costPerSuccessUsd, costs.inclusive) }),
      }),
});
