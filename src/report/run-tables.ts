import type { LedgerEngine } from '../ledger/engine';
import { BotanuSpanName } from '../semconv/events';
import { OutcomeStatus } from '../semconv/outcome-status';

/** Outcome of a run that has none yet. */
export const OPEN = 'open';

/** Use case of a run whose spans name none. */
export const UNNAMED_USE_CASE = '(no use case)';

/** Bounds the walk down a run's children, should a peer's run ids go in a circle. */
const MAX_NESTING = 200;

/** LLM calls with their costs. */
const LLM_CALLS = `
  CREATE TEMPORARY TABLE llm_calls AS
  SELECT calls.run_id, calls.provider, coalesce(calls.response_model, calls.request_model) AS model,
    calls.input_tokens, calls.output_tokens, costs.cost_usd, costs.source, costs.unpriced_reason
  FROM costs JOIN model_calls AS calls ON calls.trace_id = costs.trace_id AND calls.span_id = costs.span_id`;

/**
 * A run is what spans carry its id. One that was killed, is still going or has its own span elsewhere is known
 * by the spans inside it alone: what it spent was spent, so it counts as an open run.
 */
const RUNS = `
  CREATE TEMPORARY TABLE runs AS
  WITH in_runs AS (
    SELECT run_id, parent_run_id, event_id, use_case, start_unix_nano,
      CASE WHEN name LIKE '${BotanuSpanName.RUN}%' THEN 1 ELSE 0 END AS is_run_span
    FROM spans
    WHERE run_id IS NOT NULL AND name <> '${BotanuSpanName.OUTCOME}'
  )
  SELECT run_id,
    max(is_run_span) AS has_span,
    coalesce(max(CASE WHEN is_run_span = 1 THEN use_case END), max(use_case), '${UNNAMED_USE_CASE}') AS use_case,
    max(parent_run_id) AS parent_run_id,
    max(event_id) AS event_id,
    min(start_unix_nano) AS started_unix_nano
  FROM in_runs
  GROUP BY run_id`;

/**
 * The outcome of every run that has one. An outcome told later beats what the run's own span says, which may be
 * no more than that nothing was thrown; of several the last by time wins, and a key's repetitions are dropped.
 * One told of an event is of that event's newest attempt, as of then; runs nested in it carry the event too.
 */
const RUN_OUTCOMES = `
  CREATE TEMPORARY TABLE run_outcomes AS
  WITH late AS (
    SELECT trace_id, span_id, run_id, event_id, outcome_status, start_unix_nano AS told_unix_nano,
      row_number() OVER (
        PARTITION BY coalesce(run_id, event_id), coalesce(outcome_key, trace_id || span_id)
        ORDER BY start_unix_nano, trace_id, span_id
      ) AS repetition
    FROM spans
    WHERE name = '${BotanuSpanName.OUTCOME}' AND outcome_status IS NOT NULL
  ),
  attempts AS (
    SELECT runs.run_id, runs.event_id, runs.started_unix_nano
    FROM runs LEFT JOIN runs AS parents ON parents.run_id = runs.parent_run_id
    WHERE runs.event_id IS NOT NULL AND (parents.event_id IS NULL OR parents.event_id <> runs.event_id)
  ),
  late_of_events AS (
    SELECT attempts.run_id, late.outcome_status, late.told_unix_nano,
      row_number() OVER (
        PARTITION BY late.trace_id, late.span_id
        ORDER BY CASE WHEN attempts.started_unix_nano <= late.told_unix_nano THEN 0 ELSE 1 END,
          attempts.started_unix_nano DESC
      ) AS choice
    FROM late JOIN attempts ON attempts.event_id = late.event_id
    WHERE late.repetition = 1 AND late.run_id IS NULL
  ),
  told AS (
    SELECT run_id, outcome_status, 0 AS is_late, end_unix_nano AS told_unix_nano
    FROM spans
    WHERE run_id IS NOT NULL AND outcome_status IS NOT NULL AND name LIKE '${BotanuSpanName.RUN}%'
    UNION ALL
    SELECT run_id, outcome_status, 1, told_unix_nano FROM late WHERE repetition = 1 AND run_id IS NOT NULL
    UNION ALL
    SELECT run_id, outcome_status, 1, told_unix_nano FROM late_of_events WHERE choice = 1
  ),
  ranked AS (
    SELECT run_id, outcome_status,
      row_number() OVER (PARTITION BY run_id ORDER BY is_late DESC, told_unix_nano DESC) AS place
    FROM told
  )
  SELECT run_id, outcome_status AS outcome FROM ranked WHERE place = 1`;

/** Every run with itself and each run below it. */
const SUBTREES = `
  CREATE TEMPORARY TABLE subtrees AS
  WITH RECURSIVE tree AS (
    SELECT run_id AS top_run_id, run_id, 0 AS depth FROM runs
    UNION ALL
    SELECT tree.top_run_id, runs.run_id, tree.depth + 1
    FROM tree JOIN runs ON runs.parent_run_id = tree.run_id
    WHERE tree.depth < ${MAX_NESTING}
  )
  SELECT DISTINCT top_run_id, run_id FROM tree`;

/**
 * What each run spent: own, by its own spans, and inclusive, with all runs below it. Costs are sums over the
 * priced calls: where fewer are priced than were made they are lower bounds.
 */
const RUN_COSTS = `
  CREATE TEMPORARY TABLE run_costs AS
  WITH own AS (
    SELECT run_id, count(*) AS llm_calls, count(cost_usd) AS priced_calls, coalesce(sum(cost_usd), 0) AS spent_usd,
      sum(input_tokens) AS tokens_in, sum(output_tokens) AS tokens_out
    FROM llm_calls
    WHERE run_id IS NOT NULL
    GROUP BY run_id
  ),
  inclusive AS (
    SELECT subtrees.top_run_id, sum(own.llm_calls) AS llm_calls, sum(own.priced_calls) AS priced_calls,
      sum(own.spent_usd) AS spent_usd
    FROM subtrees JOIN own ON own.run_id = subtrees.run_id
    GROUP BY subtrees.top_run_id
  )
  SELECT runs.run_id, runs.use_case, coalesce(run_outcomes.outcome, '${OPEN}') AS outcome,
    CASE WHEN run_outcomes.outcome = '${OutcomeStatus.SUCCESS}' THEN 1 ELSE 0 END AS is_success,
    coalesce(own.llm_calls, 0) AS own_calls,
    coalesce(own.priced_calls, 0) AS own_priced_calls,
    coalesce(own.spent_usd, 0) AS own_usd,
    own.tokens_in, own.tokens_out,
    coalesce(inclusive.llm_calls, 0) AS inclusive_calls,
    coalesce(inclusive.priced_calls, 0) AS inclusive_priced_calls,
    coalesce(inclusive.spent_usd, 0) AS inclusive_usd
  FROM runs
  LEFT JOIN run_outcomes ON run_outcomes.run_id = runs.run_id
  LEFT JOIN own ON own.run_id = runs.run_id
  LEFT JOIN inclusive ON inclusive.top_run_id = runs.run_id`;

/** Makes the tables that questions about runs are asked of: llm_calls, runs, subtrees and run_costs. */
export async function createRunTables(engine: LedgerEngine): Promise<void> {
  for (const statement of [LLM_CALLS, RUNS, RUN_OUTCOMES, SUBTREES, RUN_COSTS])
    await engine.execute(statement);
}
