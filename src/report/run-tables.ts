import { createHash } from 'node:crypto';
import { columnsOf } from '../ledger/columns-of';
import type { LedgerEngine } from '../ledger/engine';
import { metaValue, saveMeta } from '../ledger/ledger-meta';
import { OperationKind } from '../ledger/operation-kind';
import { stateOfCosts } from '../ledger/price-spans';
import { IS_RUN_SPAN } from '../ledger/run-span';
import { BotanuSpanName } from '../semconv/events';
import { OutcomeStatus } from '../semconv/outcome-status';
import { unixDay } from './instants';
import { SPEND_STATEMENTS } from './operations';
import { OPEN, UNNAMED_USE_CASE } from './run-defaults';
import { RUN_OUTCOME_STATEMENTS } from './run-outcomes';

/** Bounds the walk down a run's children, should a peer's run ids go in a circle. */
const MAX_NESTING = 200;

/** Spans by which a run is known: an outcome told later may be of a run that is yet to come. */
export const IS_OF_RUN = `run_id IS NOT NULL AND coalesce(name, '') <> '${BotanuSpanName.OUTCOME}'`;

/** What the run's own span says counts first; what it leaves out, the spans inside may say. */
const ownElseInside = (columns: readonly string[]): string =>
  columns.map((column) => `coalesce(own.${column}, inside.${column}) AS ${column}`).join(', ');

const largestOf = (columns: readonly string[]): string =>
  columns.map((column) => `max(${column}) AS ${column}`).join(', ');

const TOLD_OF_RUNS = [
  'use_case',
  'parent_run_id',
  'root_run_id',
  'retry_of_run_id',
  'event_id',
  'workflow',
  'environment',
  'customer_id',
  'tenant_id',
  'team',
  'cost_center',
  'region',
];

/**
 * A run is what spans carry its id. One that was killed, is still going or has its own span elsewhere is known
 * by the spans inside it alone: what it spent was spent, so it counts as an open run. Runs are numbered, because
 * ids are long to compare.
 */
const RUN_FACTS = `
  CREATE TEMPORARY TABLE run_facts AS
  WITH own AS (
    SELECT run_id, max(attempt) AS attempt, min(start_unix_nano) AS started, max(end_unix_nano) AS ended,
      ${largestOf(TOLD_OF_RUNS)}
    FROM spans WHERE run_id IS NOT NULL AND ${IS_RUN_SPAN}
    GROUP BY run_id
  ),
  inside AS (
    SELECT run_id, min(start_unix_nano) AS started, ${largestOf(TOLD_OF_RUNS)}
    FROM spans WHERE ${IS_OF_RUN}
    GROUP BY run_id
  )
  SELECT row_number() OVER (ORDER BY inside.run_id) AS run_no, inside.run_id AS run_id, ${ownElseInside(TOLD_OF_RUNS)},
    own.attempt AS attempt,
    CASE WHEN own.run_id IS NULL THEN 0 ELSE 1 END AS has_span,
    coalesce(own.started, inside.started) AS started_unix_nano,
    (own.ended - own.started) / 1e6 AS duration_ms
  FROM inside LEFT JOIN own ON own.run_id = inside.run_id`;

/** Every run with itself and each run below it. */
const SUBTREES = `
  CREATE TABLE subtrees AS
  WITH RECURSIVE links AS (
    SELECT run_facts.run_no AS run_no, parents.run_no AS parent_no
    FROM run_facts JOIN run_facts AS parents ON parents.run_id = run_facts.parent_run_id
  ),
  tree AS (
    SELECT run_no AS top_no, run_no, CAST(0 AS BIGINT) AS depth FROM run_facts
    UNION ALL
    SELECT tree.top_no AS top_no, links.run_no AS run_no, tree.depth + 1 AS depth
    FROM tree JOIN links ON links.parent_no = tree.run_no
    WHERE tree.depth < ${MAX_NESTING}
  )
  SELECT DISTINCT top_no, run_no FROM tree`;

/**
 * Who a run is for is often known at its root alone: between services it does not travel (lean baggage), and a nested
 * run need not say it again. The root is the one that spans name, else the outermost that is known.
 */
const ofRoot = (column: string): string => `coalesce(run_facts.${column}, roots.${column}, '') AS ${column}`;

const RUNS = `
  CREATE TABLE runs AS
  WITH outermost AS (
    SELECT subtrees.run_no AS run_no, min(tops.run_id) AS top_run_id
    FROM subtrees JOIN run_facts AS tops ON tops.run_no = subtrees.top_no
    WHERE tops.parent_run_id IS NULL
    GROUP BY subtrees.run_no
  ),
  inclusive AS (
    SELECT subtrees.top_no AS top_no, sum(spend.spent_cost) AS inclusive_cost
    FROM subtrees JOIN spend ON spend.run_no = subtrees.run_no
    GROUP BY subtrees.top_no
  ),
  repeated AS (
    SELECT spans.run_id AS run_id, count(*) AS spans
    FROM spans LEFT JOIN model_calls AS calls ON calls.trace_id = spans.trace_id AND calls.span_id = spans.span_id
    WHERE spans.kind = '${OperationKind.LLM}' AND spans.run_id IS NOT NULL AND calls.span_id IS NULL
    GROUP BY spans.run_id
  )
  SELECT ${columnsOf('run_facts', 'run_no', 'run_id', 'has_span', 'started_unix_nano', 'duration_ms')},
    coalesce(run_facts.root_run_id, outermost.top_run_id, run_facts.run_id) AS root_run_id,
    ${columnsOf('run_facts', 'parent_run_id', 'retry_of_run_id', 'event_id')},
    coalesce(run_facts.attempt, 1) AS attempt,
    coalesce(run_facts.use_case, '${UNNAMED_USE_CASE}') AS use_case,
    coalesce(told_outcomes.outcome_status, '${OPEN}') AS outcome,
    CASE WHEN told_outcomes.outcome_status = '${OutcomeStatus.SUCCESS}' THEN 1 ELSE 0 END AS is_success,
    coalesce(run_facts.workflow, '') AS workflow,
    coalesce(run_facts.environment, '') AS environment,
    ${['customer_id', 'tenant_id', 'team', 'cost_center', 'region'].map(ofRoot).join(', ')},
    ${unixDay('run_facts.started_unix_nano')} AS day,
    coalesce(inclusive.inclusive_cost, 0) AS inclusive_cost,
    coalesce(repeated.spans, 0) AS repeated_llm_spans
  FROM run_facts
  LEFT JOIN outermost ON outermost.run_no = run_facts.run_no
  LEFT JOIN run_facts AS roots
    ON roots.run_id = coalesce(run_facts.root_run_id, outermost.top_run_id, run_facts.run_id)
  LEFT JOIN told_outcomes ON told_outcomes.run_id = run_facts.run_id AND told_outcomes.place = 1
  LEFT JOIN inclusive ON inclusive.top_no = run_facts.run_no
  LEFT JOIN repeated ON repeated.run_id = run_facts.run_id`;

const STATEMENTS: readonly string[] = [
  RUN_FACTS,
  SUBTREES,
  ...RUN_OUTCOME_STATEMENTS,
  ...SPEND_STATEMENTS,
  RUNS,
];

/** Those that are kept, and those that only lead to them. */
const KEPT = ['runs', 'subtrees', 'run_values', 'spend', 'spend_classes'];
const PASSING = ['run_facts', 'late_outcomes', 'told_outcomes', 'fallbacks', 'superseded_runs', 'spend_rows'];

/** Key in `meta`: what they are made of. */
const STATE = 'run_tables';

/**
 * Makes the tables that questions are asked of, unless they are there and still true: `operations`, `runs`, `subtrees`,
 * `run_values`, `spend` and `spend_classes`.
 */
export async function createRunTables(engine: LedgerEngine): Promise<void> {
  const state = await stateOf(engine);
  if (state === (await metaValue(engine, STATE))) return;
  await engine.transaction(async () => {
    await engine.execute('DROP VIEW IF EXISTS operations');
    for (const table of KEPT) await engine.execute(`DROP TABLE IF EXISTS ${table}`);
    for (const statement of STATEMENTS) await engine.execute(statement);
    for (const table of PASSING) await engine.execute(`DROP TABLE ${table}`);
    await saveMeta(engine, STATE, state);
  });
}

/** Changes with what the tables are made of: these statements, the spans with their model calls, and the prices. */
const stateOf = async (engine: LedgerEngine): Promise<string> =>
  createHash('sha256')
    .update([...STATEMENTS, await stateOfCosts(engine)].join('\n'))
    .digest('hex');
