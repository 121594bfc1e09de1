import type { ColumnType, RowOf, Table } from '../ledger/engine';
import type { CostGroup, GroupedCostReport, Spend } from './cost-report';
import type { Dimension } from './dimensions';
import type { ListedRun, RunList } from './run-list';

/** An answer as one table, for programs: CSV and Parquet. What nobody knows is null. */
export interface FlatAnswer {
  readonly table: Table;
  readonly rows: readonly RowOf<Table>[];
}

/** A column, and how it is read from what a row stands for. */
type Columns<T> = Readonly<
  Record<string, readonly [type: ColumnType, of: (row: T) => string | number | boolean | null]>
>;

const answer = <T>(columns: Columns<T>, items: readonly T[]): FlatAnswer => ({
  table: {
    name: 'answer',
    columns: Object.fromEntries(Object.entries(columns).map(([name, [type]]) => [name, type])),
  },
  rows: items.map((item) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, [, of]]) => {
        const value = of(item);
        return [name, typeof value === 'boolean' ? Number(value) : value];
      }),
    ),
  ),
});

const spendColumns = <T>(prefix: string, of: (row: T) => Spend): Columns<T> => ({
  [`${prefix}_cost`]: ['number', (row) => of(row).cost],
  [`${prefix}_is_lower_bound`]: ['integer', (row) => of(row).isLowerBound],
  [`${prefix}_input_tokens`]: ['integer', (row) => of(row).inputTokens],
  [`${prefix}_output_tokens`]: ['integer', (row) => of(row).outputTokens],
  [`${prefix}_llm_calls`]: ['integer', (row) => of(row).llmCalls],
  [`${prefix}_priced_llm_calls`]: ['integer', (row) => of(row).pricedCalls],
  [`${prefix}_operations`]: ['integer', (row) => of(row).operations],
  [`${prefix}_priced_operations`]: ['integer', (row) => of(row).pricedOperations],
});

/** A row a group. */
export const flatGroups = ({ by, groups, currency }: GroupedCostReport): FlatAnswer =>
  answer<CostGroup>(
    {
      ...Object.fromEntries(by.map((dimension) => dimensionColumn(dimension))),
      is_outside_runs: ['integer', ({ isOutsideRuns }) => isOutsideRuns],
      currency: ['text', () => currency],
      runs: ['integer', ({ runs }) => runs],
      successes: ['integer', ({ successes }) => successes],
      cost_per_success: ['number', ({ costPerSuccess }) => costPerSuccess],
      ...spendColumns<CostGroup>('own', ({ own }) => own),
      ...spendColumns<CostGroup>('inclusive', ({ inclusive }) => inclusive),
      mean_cost: ['number', ({ perRun }) => perRun.mean],
      p50_cost: ['number', ({ perRun }) => perRun.p50],
      p95_cost: ['number', ({ perRun }) => perRun.p95],
      waste: ['number', ({ waste }) => waste.cost],
      waste_is_lower_bound: ['integer', ({ waste }) => waste.isLowerBound],
      waste_superseded: ['number', ({ waste }) => waste.parts.superseded.cost],
      waste_fallback: ['number', ({ waste }) => waste.parts.fallback.cost],
      waste_failed: ['number', ({ waste }) => waste.parts.failed.cost],
      waste_abandoned: ['number', ({ waste }) => waste.parts.abandoned.cost],
      value: ['number', ({ value }) => value],
      value_minus_cost: ['number', ({ valueMinusCost }) => valueMinusCost],
      value_minus_cost_is_upper_bound: [
        'integer',
        ({ valueMinusCost, valueMinusCostIsUpperBound }) =>
          valueMinusCost === null ? null : Number(valueMinusCostIsUpperBound),
      ],
      values: ['text', ({ values }) => valuesText(values)],
    },
    groups,
  );

const dimensionColumn = (dimension: Dimension): [string, Columns<CostGroup>[string]] => [
  dimension.replaceAll('-', '_'),
  ['text', ({ group }) => group[dimension] ?? null],
];

/** By type, as JSON. */
const valuesText = (values: CostGroup['values']): string | null =>
  values.length === 0
    ? null
    : JSON.stringify(Object.fromEntries(values.map(({ type, amount }) => [type, amount])));

/** A row a run. */
export const flatRuns = ({ runs, currency }: RunList): FlatAnswer =>
  answer<ListedRun>(
    {
      run_id: ['text', ({ runId }) => runId],
      root_run_id: ['text', ({ rootRunId }) => rootRunId],
      parent_run_id: ['text', ({ parentRunId }) => parentRunId],
      retry_of_run_id: ['text', ({ retryOfRunId }) => retryOfRunId],
      attempt: ['integer', ({ attempt }) => attempt],
      event_id: ['text', ({ eventId }) => eventId],
      use_case: ['text', ({ useCase }) => useCase],
      outcome: ['text', ({ outcome }) => outcome],
      workflow: ['text', ({ workflow }) => workflow],
      environment: ['text', ({ environment }) => environment],
      customer: ['text', ({ customer }) => customer],
      tenant: ['text', ({ tenant }) => tenant],
      team: ['text', ({ team }) => team],
      cost_center: ['text', ({ costCenter }) => costCenter],
      region: ['text', ({ region }) => region],
      started_at: ['text', ({ startedAt }) => startedAt],
      duration_ms: ['number', ({ durationMs }) => durationMs],
      currency: ['text', () => currency],
      ...spendColumns<ListedRun>('own', ({ own }) => own),
      ...spendColumns<ListedRun>('inclusive', ({ inclusive }) => inclusive),
    },
    runs,
  );

/** As RFC 4180 has it, with a header and line feeds. */
export function csvText({ table, rows }: FlatAnswer): string {
  const columns = Object.keys(table.columns);
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))];
  return lines.map((line) => `${line.map(csvField).join(',')}\n`).join('');
}

function csvField(value: string | number | bigint | null): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
