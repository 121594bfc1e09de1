import { columnsOf } from '../ledger/columns-of';
import type { Ledger } from '../ledger/with-ledger';
import type { CostedKind } from '../pricing/costed-kind';
import { isoInstantOrNull, unixMs } from './instants';
import { spendByRun } from './run-spend';
import { runCondition, type Selection } from './question';
import { coveredKinds } from './report-basis';
import { createRunTables } from './run-tables';
import type { Spend } from './cost-report';

/** What runs can be listed by, highest first. */
export const RUN_ORDERS = ['time', 'cost', 'duration', 'tokens'] as const;
export type RunOrder = (typeof RUN_ORDERS)[number];

/** The answer of `botanu runs --json`. */
export interface RunList {
  readonly format: 'botanu.runs/1';
  readonly currency: string;
  /** The kinds of cost that the amounts contain. */
  readonly covers: readonly CostedKind[];
  readonly directory: string;
  /** How many there are; `runs` are the first of them. */
  readonly total: number;
  readonly runs: readonly ListedRun[];
}

/** Null means that nobody has said, or nobody knows. */
export interface ListedRun {
  readonly runId: string;
  readonly rootRunId: string;
  readonly parentRunId: string | null;
  readonly retryOfRunId: string | null;
  /** From 1 up. */
  readonly attempt: number;
  readonly eventId: string | null;
  readonly useCase: string;
  /** An outcome status, or `open`. */
  readonly outcome: string;
  readonly workflow: string | null;
  readonly environment: string | null;
  readonly customer: string | null;
  readonly tenant: string | null;
  readonly team: string | null;
  readonly costCenter: string | null;
  readonly region: string | null;
  /** ISO 8601. Null where its spans have no times. */
  readonly startedAt: string | null;
  /** Null for a run that did not end here. */
  readonly durationMs: number | null;
  /** By the spans that carry its id. */
  readonly own: Spend;
  /** With all runs nested in it. */
  readonly inclusive: Spend;
}

/** Runs, the most expensive, longest, newest or by most tokens first. */
export async function runList(
  ledger: Ledger,
  { selection = {}, order = 'time', limit = Infinity }: RunListQuestion = {},
): Promise<RunList> {
  const { engine, directory, currency } = ledger;
  await createRunTables(engine);
  const condition = runCondition(selection);
  const [all] = await engine.query<{ runs: number }>(`SELECT count(*) AS runs FROM runs WHERE ${condition}`);
  const rows = await engine.query<RunRow>(`
    SELECT ${RUN_COLUMNS} FROM runs
    LEFT JOIN (${TOKENS}) AS tokens ON tokens.top_no = runs.run_no
    WHERE ${condition}
    ORDER BY ${SQL_ORDER[order]}, runs.started_unix_nano DESC, runs.run_id
    ${Number.isFinite(limit) ? `LIMIT ${limit}` : ''}`);
  const covers = await coveredKinds(engine);
  const spend = await spendByRun(
    engine,
    rows.map(({ run_no }) => run_no),
    covers,
  );
  const runs = rows.map((row) => ({ ...describedRun(row), ...spend.of(row.run_no) }));
  return { format: 'botanu.runs/1', currency, covers, directory, total: all?.runs ?? 0, runs };
}

export interface RunListQuestion {
  readonly selection?: Selection | undefined;
  /** @default 'time' */
  readonly order?: RunOrder | undefined;
  /** @default all of them */
  readonly limit?: number | undefined;
}

const TOKENS = `
  SELECT subtrees.top_no AS top_no, sum(coalesce(spend.spent_input, 0) + coalesce(spend.spent_output, 0)) AS spent_tokens
  FROM subtrees JOIN spend ON spend.run_no = subtrees.run_no
  GROUP BY subtrees.top_no`;

const SQL_ORDER: Readonly<Record<RunOrder, string>> = {
  time: 'runs.started_unix_nano DESC',
  cost: 'runs.inclusive_cost DESC',
  duration: 'coalesce(runs.duration_ms, -1) DESC',
  tokens: 'coalesce(tokens.spent_tokens, -1) DESC',
};

const RUN_COLUMNS = `${columnsOf(
  'runs',
  'run_no',
  'run_id',
  'root_run_id',
  'parent_run_id',
  'retry_of_run_id',
  'attempt',
  'event_id',
  'use_case',
  'outcome',
  'workflow',
  'environment',
  'customer_id',
  'tenant_id',
  'team',
  'cost_center',
  'region',
  'duration_ms',
  'has_span',
)}, ${unixMs('runs.started_unix_nano')} AS started_unix_ms`;

/** A row of `runs`. */
export interface RunRow {
  readonly run_no: number;
  readonly run_id: string;
  readonly root_run_id: string;
  readonly parent_run_id: string | null;
  readonly retry_of_run_id: string | null;
  readonly attempt: number;
  readonly event_id: string | null;
  readonly use_case: string;
  readonly outcome: string;
  readonly workflow: string;
  readonly environment: string;
  readonly customer_id: string;
  readonly tenant_id: string;
  readonly team: string;
  readonly cost_center: string;
  readonly region: string;
  readonly duration_ms: number | null;
  readonly has_span: number;
  readonly started_unix_ms: number | null;
}

/** Rows of `runs` that meet a condition. */
export const runsQuery = (condition: string): string =>
  `SELECT ${RUN_COLUMNS} FROM runs WHERE ${condition} ORDER BY runs.started_unix_nano, runs.run_id`;

export type DescribedRun = Omit<ListedRun, 'own' | 'inclusive'>;

export const describedRun = (row: RunRow): DescribedRun => ({
  runId: row.run_id,
  rootRunId: row.root_run_id,
  parentRunId: row.parent_run_id,
  retryOfRunId: row.retry_of_run_id,
  attempt: row.attempt,
  eventId: row.event_id,
  useCase: row.use_case,
  outcome: row.outcome,
  workflow: row.workflow || null,
  environment: row.environment || null,
  customer: row.customer_id || null,
  tenant: row.tenant_id || null,
  team: row.team || null,
  costCenter: row.cost_center || null,
  region: row.region || null,
  startedAt: isoInstantOrNull(row.started_unix_ms),
  durationMs: row.duration_ms,
});
