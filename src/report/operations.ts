import { columnsOf } from '../ledger/columns-of';
import { OperationKind } from '../ledger/operation-kind';

/**
 * Each operation that costs: to which run it belongs, whose it was, and what it cost, or why nobody knows. A call of a
 * model is one however many spans tell of it; of other operations each span is one.
 */
const OPERATIONS = `
  CREATE VIEW operations AS
  SELECT ${columnsOf('calls', 'trace_id', 'span_id', 'run_id')}, '${OperationKind.LLM}' AS kind,
    coalesce(calls.provider, '') AS provider,
    coalesce(calls.response_model, calls.request_model, '') AS model,
    coalesce(calls.request_model, '') AS requested_model,
    coalesce(calls.vendor, calls.provider, '') AS vendor,
    ${columnsOf('calls', 'start_unix_nano', 'error_type', 'operation_status')},
    ${columnsOf('calls', 'input_tokens', 'output_tokens')}, ${columnsOf('costs', 'cost', 'source', 'unpriced_reason')}
  FROM costs
  JOIN model_calls AS calls ON calls.trace_id = costs.trace_id AND calls.span_id = costs.span_id
  UNION ALL
  SELECT ${columnsOf('spans', 'trace_id', 'span_id', 'run_id', 'kind')},
    coalesce(spans.provider, '') AS provider,
    coalesce(spans.response_model, spans.request_model, '') AS model,
    coalesce(spans.request_model, '') AS requested_model,
    coalesce(spans.vendor, spans.provider, spans.system, '') AS vendor,
    ${columnsOf('spans', 'start_unix_nano', 'error_type', 'operation_status')},
    ${columnsOf('spans', 'input_tokens', 'output_tokens')}, ${columnsOf('costs', 'cost', 'source', 'unpriced_reason')}
  FROM costs
  JOIN spans ON spans.trace_id = costs.trace_id AND spans.span_id = costs.span_id
  WHERE spans.kind <> '${OperationKind.LLM}'`;

/** Why an operation's cost was spent in vain. Of an operation it is one at most, the first that holds. */
export const WASTE_REASONS = ['superseded', 'fallback', 'failed', 'abandoned'] as const;

export type WasteReason = (typeof WASTE_REASONS)[number];

/**
 * Failed LLM calls that another model made good: of the calls of the same run and operation that succeed, and begin
 * after their end or are later attempts, the first is of another provider or model. An end is compared by the
 * millisecond, as SDKs write the beginning. A later attempt may begin before the span that is counted of the failed call
 * ends: a client's own goes on for a while after a stream that broke off.
 */
const FALLBACKS = `
  CREATE TEMPORARY TABLE fallbacks AS
  WITH failed AS (
    SELECT trace_id, span_id, run_id, operation, provider, request_model, attempt, start_unix_nano, end_unix_nano
    FROM model_calls
    WHERE error_type IS NOT NULL AND run_id IS NOT NULL
  ),
  succeeded AS (
    SELECT run_id, operation, provider, request_model, attempt, start_unix_nano, span_id
    FROM model_calls
    WHERE error_type IS NULL AND run_id IN (SELECT run_id FROM failed)
  ),
  followed AS (
    SELECT ${columnsOf('failed', 'trace_id', 'span_id')},
      CASE WHEN coalesce(succeeded.provider, '') <> coalesce(failed.provider, '')
        OR coalesce(succeeded.request_model, '') <> coalesce(failed.request_model, '') THEN 1 ELSE 0 END AS by_another,
      row_number() OVER (
        PARTITION BY failed.trace_id, failed.span_id ORDER BY succeeded.start_unix_nano, succeeded.span_id
      ) AS place
    FROM failed
    JOIN succeeded ON succeeded.run_id = failed.run_id
      AND coalesce(succeeded.operation, '') = coalesce(failed.operation, '')
    WHERE succeeded.start_unix_nano >= failed.start_unix_nano
      AND (succeeded.start_unix_nano > failed.end_unix_nano - 1000000
        OR coalesce(succeeded.attempt, 1) > coalesce(failed.attempt, 1))
  )
  SELECT trace_id, span_id FROM followed WHERE place = 1 AND by_another = 1`;

/** Runs that a later attempt retried, with all that was nested in them. */
const SUPERSEDED_RUNS = `
  CREATE TEMPORARY TABLE superseded_runs AS
  SELECT DISTINCT subtrees.run_no AS run_no
  FROM subtrees JOIN run_facts ON run_facts.run_no = subtrees.top_no
  WHERE run_facts.run_id IN (SELECT retry_of_run_id FROM run_facts WHERE retry_of_run_id IS NOT NULL)`;

/**
 * Operations added up as far as no question tells them apart: by run, and outside of runs by their start. A fraction
 * of the rows, so that a question takes a fraction of the time.
 */
const SPEND_ROWS = `
  CREATE TEMPORARY TABLE spend_rows AS
  SELECT run_facts.run_no AS run_no,
    CASE WHEN run_facts.run_no IS NULL THEN operations.start_unix_nano END AS outside_unix_nano,
    ${columnsOf('operations', 'kind', 'provider', 'model', 'requested_model', 'vendor')},
    coalesce(operations.source, '') AS source, coalesce(operations.unpriced_reason, '') AS unpriced_reason,
    CASE
      WHEN superseded_runs.run_no IS NOT NULL THEN 'superseded'
      WHEN fallbacks.span_id IS NOT NULL THEN 'fallback'
      WHEN operations.error_type IS NOT NULL THEN 'failed'
      WHEN operations.operation_status IN ('abandoned', 'canceled') THEN 'abandoned'
      ELSE ''
    END AS waste,
    count(*) AS operation_count, count(operations.cost) AS priced_count, sum(operations.cost) AS spent_cost,
    sum(operations.input_tokens) AS spent_input, sum(operations.output_tokens) AS spent_output
  FROM operations
  LEFT JOIN run_facts ON run_facts.run_id = operations.run_id
  LEFT JOIN fallbacks ON fallbacks.trace_id = operations.trace_id AND fallbacks.span_id = operations.span_id
  LEFT JOIN superseded_runs ON superseded_runs.run_no = run_facts.run_no
  GROUP BY ALL`;

/** What tells operations apart, numbered: there are few of them, and their names are long to compare. */
export const CLASS_COLUMNS = [
  'kind',
  'provider',
  'model',
  'requested_model',
  'vendor',
  'source',
  'unpriced_reason',
  'waste',
];

const SPEND_CLASSES = `
  CREATE TABLE spend_classes AS
  WITH classes AS (SELECT DISTINCT ${CLASS_COLUMNS.join(', ')} FROM spend_rows)
  SELECT row_number() OVER (ORDER BY ${CLASS_COLUMNS.join(', ')}) AS class_no, ${CLASS_COLUMNS.join(', ')} FROM classes`;

const SPEND = `
  CREATE TABLE spend AS
  SELECT ${columnsOf('spend_rows', 'run_no', 'outside_unix_nano')}, spend_classes.class_no AS class_no,
    ${columnsOf('spend_rows', 'operation_count', 'priced_count', 'spent_cost')},
    CAST(spend_rows.spent_input AS BIGINT) AS spent_input, CAST(spend_rows.spent_output AS BIGINT) AS spent_output
  FROM spend_rows
  JOIN spend_classes ON ${CLASS_COLUMNS.map((column) => `spend_classes.${column} = spend_rows.${column}`).join(' AND ')}`;

/** Read `run_facts` and `subtrees`; leave `operations`, `spend` and `spend_classes`. */
export const SPEND_STATEMENTS: readonly string[] = [
  OPERATIONS,
  FALLBACKS,
  SUPERSEDED_RUNS,
  SPEND_ROWS,
  SPEND_CLASSES,
  SPEND,
];
