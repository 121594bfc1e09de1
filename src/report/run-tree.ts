import { columnsOf } from '../ledger/columns-of';
import { sqlText } from '../ledger/sql-text';
import type { Ledger } from '../ledger/with-ledger';
import type { CostedKind } from '../pricing/costed-kind';
import { findRuns } from './find-runs';
import { unixMs } from './instants';
import { coveredKinds } from './report-basis';
import { describedRun, type RunRow, runsQuery } from './run-list';
import type { RunNode, TreeCostRow, TreeSpanRow } from './run-node';
import { spendByRun } from './run-spend';
import { createRunTables } from './run-tables';
import { TreeBuilder } from './run-tree-builder';

/** The answer of `botanu show --json`. */
export interface RunTrees {
  readonly format: 'botanu.run-tree/1';
  readonly currency: string;
  /** The kinds of cost that the amounts of runs contain. */
  readonly covers: readonly CostedKind[];
  readonly runs: readonly RunNode[];
}

export interface RunTreeOptions {
  /**
   * Shows spans of other libraries too, and those that tell of a model call again.
   * @default false
   */
  readonly all?: boolean | undefined;
}

/**
 * The run of an id, a unique beginning of one or an event's id, as a tree over all its services. A call of a model is
 * one step: what else tells of it is among the other spans.
 */
export async function runTrees(
  ledger: Ledger,
  named: string,
  { all = false }: RunTreeOptions = {},
): Promise<RunTrees> {
  const { engine, currency } = ledger;
  await createRunTables(engine);
  const tops = await findRuns(engine, named);
  const family = await engine.query<RunRow>(
    runsQuery(
      `runs.root_run_id IN (SELECT root_run_id FROM runs WHERE run_id IN (${tops.map(sqlText).join(', ')}))
        OR runs.run_no IN (
          SELECT subtrees.run_no FROM subtrees JOIN runs AS tops ON tops.run_no = subtrees.top_no
          WHERE tops.run_id IN (${tops.map(sqlText).join(', ')}))`,
    ),
  );
  const inFamily = family.map(({ run_id }) => sqlText(run_id)).join(', ');
  const spans = await engine.query<TreeSpanRow>(`
    SELECT ${columnsOf('spans', 'trace_id', 'span_id', 'parent_span_id', 'name', 'service', 'error_type')},
      CASE WHEN spans.kind = 'llm' AND calls.span_id IS NULL THEN NULL ELSE spans.kind END AS kind,
      coalesce(calls.run_id, spans.run_id) AS run_id,
      coalesce(calls.operation_status, spans.operation_status) AS operation_status,
      coalesce(calls.attempt, spans.attempt) AS attempt,
      ${columnsOf('calls', 'provider', 'request_model', 'response_model', 'input_tokens', 'output_tokens')},
      ${unixMs('spans.start_unix_nano')} AS started_unix_ms,
      (spans.end_unix_nano - spans.start_unix_nano) / 1e6 AS duration_ms
    FROM spans
    LEFT JOIN model_calls AS calls ON calls.trace_id = spans.trace_id AND calls.span_id = spans.span_id
    WHERE spans.trace_id IN (SELECT trace_id FROM spans WHERE run_id IN (${inFamily}))
    ORDER BY spans.start_unix_nano, spans.end_unix_nano, spans.span_id`);
  const costs = await engine.query<TreeCostRow>(`
    SELECT trace_id, span_id, cost, source, unpriced_reason FROM operations WHERE run_id IN (${inFamily})`);
  const covers = await coveredKinds(engine);
  const spend = await spendByRun(
    engine,
    family.map(({ run_no }) => run_no),
    covers,
  );
  const runs = family.map((row) => ({ ...describedRun(row), ...spend.of(row.run_no) }));
  const builder = new TreeBuilder(runs, spans, costs, all);
  return { format: 'botanu.run-tree/1', currency, covers, runs: tops.map((top) => builder.treeOf(top)) };
}
