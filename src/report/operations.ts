import { OperationKind } from '../ledger/operation-kind';

/**
 * Each operation that costs: to which run it belongs, whose it was, and what it cost, or why nobody knows. A call of a
 * model is one however many spans tell of it; of other operations each span is one.
 */
const OPERATIONS = `
  CREATE VIEW operations AS
  SELECT calls.trace_id, calls.span_id, calls.run_id, '${OperationKind.LLM}' AS kind, calls.operation,
    coalesce(calls.provider, '') AS provider,
    coalesce(calls.response_model, calls.request_model, '') AS model,
    coalesce(calls.vendor, calls.provider, '') AS vendor,
    calls.start_unix_nano, calls.end_unix_nano, calls.error_type, calls.operation_status,
    calls.input_tokens, calls.output_tokens,
    costs.cost, costs.source, costs.unpriced_reason
  FROM costs
  JOIN model_calls AS calls ON calls.trace_id = costs.trace_id AND calls.span_id = costs.span_id
  UNION ALL
  SELECT spans.trace_id, spans.span_id, spans.run_id, spans.kind, spans.operation,
    coalesce(spans.provider, '') AS provider,
    coalesce(spans.response_model, spans.request_model, '') AS model,
    coalesce(spans.vendor, spans.provider, spans.system, '') AS vendor,
    spans.start_unix_nano, spans.end_unix_nano, spans.error_type, spans.operation_status,
    spans.input_tokens, spans.output_tokens,
    costs.cost, costs.source, costs.unpriced_reason
  FROM costs
  JOIN spans ON spans.trace_id = costs.trace_id AND spans.span_id = costs.span_id
  WHERE spans.kind <> '${OperationKind.LLM}'`;

/** Why an operation's cost was spent in vain. An operation is of one sort at most, the first that holds. */
export const WASTE_SORTS = ['superseded', 'fallback', 'failed', 'abandoned'] as const;

export type WasteSort = (typeof WASTE_SORTS)[number];

/**
 * Failed LLM calls that another model made good: the first call of the same run and operation that begins after
 * their end, or is a later attempt, and succeeds is of another provider or model. The span that is counted of a failed
 * call may end when the next attempt has begun: a client's own does, after a stream that broke off.
 */
const FALLBACKS = `
  CREATE TEMPORARY TABLE fallbacks AS
  WITH failed AS (
    SELECT trace_id, span_id, run_id, operation, provider, request_model, attempt, end_unix_nano
    FROM model_calls
    WHERE error_type IS NOT NULL AND run_id IS NOT NULL
  ),
  succeeded AS (
    SELECT run_id, operation, provider, request_model, attempt, start_unix_nano, span_id
    FROM model_calls
    WHERE error_type IS NULL AND run_id IN (SELECT run_id FROM failed)
  ),
  followed AS (
    SELECT failed.trace_id, failed.span_id,
      CASE WHEN coalesce(succeeded.provider, '') <> coalesce(failed.provider, '')
        OR coalesce(succeeded.request_model, '') <> coalesce(failed.request_model, '') THEN 1 ELSE 0 END AS by_another,
      row_number() OVER (
        PARTITION BY failed.trace_id, failed.span_id ORDER BY succeeded.start_unix_nano, succeeded.span_id
      ) AS place
    FROM failed
    JOIN succeeded ON succeeded.run_id = failed.run_id
      AND coalesce(succeeded.operation, '') = coalesce(failed.operation, '')
    WHERE succeeded.start_unix_nano >= failed.end_unix_nano OR succeeded.attempt > failed.attempt
  )
  SELECT trace_id, span_id FROM followed WHERE place = 1 AND by_another = 1`;

/** Runs that a later attempt retried, with all that was nested in them. */
const SUPERSEDED_RUNS = `
  CREATE TEMPORARY TABLE superseded_runs AS
  SELECT DISTINCT subtrees.run_no
  FROM subtrees JOIN run_facts ON run_facts.run_no = subtrees.top_no
  WHERE run_facts.run_id IN (SELECT retry_of_run_id FROM run_facts WHERE retry_of_run_id IS NOT NULL)`;

/**
 * Operations added up as far as no question tells them apart: by run, and outside of runs by their start. A fraction
 * of the rows, so that a question takes a fraction of the time.
 */
const SPEND_ROWS = `
  CREATE TEMPORARY TABLE spend_rows AS
  SELECT run_facts.run_no,
    CASE WHEN run_facts.run_no IS NULL THEN operations.start_unix_nano END AS outside_unix_nano,
    operations.kind, operations.provider, operations.model, operations.vendor,
    coalesce(operations.source, '') AS source, coalesce(operations.unpriced_reason, '') AS unpriced_reason,
    CASE
      WHEN superseded_runs.run_no IS NOT NULL THEN 'superseded'
      WHEN fallbacks.span_id IS NOT NULL THEN 'fallback'
      WHEN operations.error_type IS NOT NULL THEN 'failed'
      WHEN operations.operation_status IN ('abandoned', 'canceled') THEN 'abandoned'
      ELSE ''
    END AS waste,
    count(*) AS made, count(operations.cost) AS made_priced, sum(operations.cost) AS spent_cost,
    sum(operations.input_tokens) AS spent_in, sum(operations.output_tokens) AS spent_out
  FROM operations
  LEFT JOIN run_facts ON run_facts.run_id = operations.run_id
  LEFT JOIN fallbacks ON fallbacks.trace_id = operations.trace_id AND fallbacks.span_id = operations.span_id
  LEFT JOIN superseded_runs ON superseded_runs.run_no = run_facts.run_no
  GROUP BY ALL`;

/** What tells operations apart, numbered: there are few of them, and their names are long to compare. */
const SORT_COLUMNS = ['kind', 'provider', 'model', 'vendor', 'source', 'unpriced_reason', 'waste'];

const SPEND_SORTS = `
  CREATE TABLE spend_sorts AS
  WITH sorts AS (SELECT DISTINCT ${SORT_COLUMNS.join(', ')} FROM spend_rows)
  SELECT row_number() OVER (ORDER BY ${SORT_COLUMNS.join(', ')}) AS sort_no, sorts.* FROM sorts`;

const SPEND = `
  CREATE TABLE spend AS
  SELECT spend_rows.run_no, spend_rows.outside_unix_nano, spend_sorts.sort_no, spend_rows.made,
    spend_rows.made_priced, spend_rows.spent_cost,
    CAST(spend_rows.spent_in AS BIGINT) AS spent_in, CAST(spend_rows.spent_out AS BIGINT) AS spent_out
  FROM spend_rows
  JOIN spend_sorts ON ${SORT_COLUMNS.map((column) => `spend_sorts.${column} = spend_rows.${column}`).join(' AND ')}`;

/** Read `run_facts` and `subtrees`; leave `operations`, `spend` and `spend_sorts`. */
export const SPEND_STATEMENTS: readonly string[] = [
  OPERATIONS,
  FALLBACKS,
  SUPERSEDED_RUNS,
  SPEND_ROWS,
  SPEND_SORTS,
  SPEND,
];
