import { GenAiOperation } from '../semconv/events';
import { ModelOperation } from '../semconv/operations';
import { columnsOf } from './columns-of';
import { AROUND_CALLS, FAMILIES } from './model-operations';
import { OperationKind } from './operation-kind';
import { MODEL_CALL_COLUMNS } from './model-call-columns';
import { IS_RUN_SPAN } from './run-span';
import { MODEL_CALLS } from './tables';

const COLUMNS = Object.keys(MODEL_CALL_COLUMNS);
const COLUMN_NAMES = COLUMNS.join(', ');

/** Bounds the walk up from a span, should parents go in a circle. */
const MAX_DEPTH = 200;

const texts = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ');

/** Between the calls above and those below it there is more than another telling: a tool's work, or a run of its own. */
const IS_BORDER = `(coalesce(operation, '') = '${GenAiOperation.EXECUTE_TOOL}'
      OR coalesce(${IS_RUN_SPAN}, false))`;

/** What stands below what. */
const parentLinks = (condition: string): string => `
  CREATE TEMPORARY TABLE parent_links AS
  SELECT trace_id, span_id, parent_span_id
  FROM spans
  WHERE ${condition} AND parent_span_id IS NOT NULL AND NOT ${IS_BORDER}`;

/**
 * The spans that tell of a model call (see classify-span.ts). `is_sum`: it may tell of several calls, and its id is
 * none of a response. `family`: what one kind of call says is never about one of another.
 */
const llmSpans = (condition: string): string => `
  CREATE TEMPORARY TABLE llm_spans AS
  SELECT trace_id, span_id, scope, is_own, response_id, ${COLUMN_NAMES},
    CASE WHEN input_tokens IS NOT NULL OR output_tokens IS NOT NULL OR reported_cost_usd IS NOT NULL
      THEN 1 ELSE 0 END AS has_usage,
    CASE WHEN error_type IS NOT NULL THEN 1 ELSE 0 END AS is_failed,
    CASE WHEN (operation IS NULL AND response_id IS NULL) OR operation IN (${texts(AROUND_CALLS)})
      OR ${IS_BORDER} THEN 1 ELSE 0 END AS is_sum,
    CASE WHEN operation IN (${texts(FAMILIES)}) THEN operation ELSE '${ModelOperation.CHAT}' END AS family
  FROM spans
  WHERE ${condition} AND kind = '${OperationKind.LLM}'`;

/** Each such span with each that it stands below, up to a border: the border itself is one, what is above it is none. */
const LLM_ANCESTORS = `
  CREATE TEMPORARY TABLE llm_ancestors AS
  WITH RECURSIVE
  climbed AS (
    SELECT trace_id, span_id, parent_span_id
    FROM parent_links
    WHERE trace_id IN (SELECT trace_id FROM llm_spans GROUP BY trace_id HAVING count(*) > 1)
  ),
  steps AS (
    SELECT climbed.trace_id AS trace_id, climbed.span_id AS inner_id, climbed.parent_span_id AS outer_id,
      CAST(1 AS BIGINT) AS distance
    FROM climbed JOIN llm_spans ON llm_spans.trace_id = climbed.trace_id AND llm_spans.span_id = climbed.span_id
    UNION ALL
    SELECT ${columnsOf('steps', 'trace_id', 'inner_id')}, climbed.parent_span_id AS outer_id,
      steps.distance + 1 AS distance
    FROM steps JOIN climbed ON climbed.trace_id = steps.trace_id AND climbed.span_id = steps.outer_id
    WHERE steps.distance < ${MAX_DEPTH}
  )
  SELECT ${columnsOf('steps', 'trace_id', 'outer_id', 'inner_id')}, min(steps.distance) AS distance
  FROM steps JOIN llm_spans ON llm_spans.trace_id = steps.trace_id AND llm_spans.span_id = steps.outer_id
  WHERE steps.outer_id <> steps.inner_id
  GROUP BY steps.trace_id, steps.outer_id, steps.inner_id`;

/** How many of them a span stands below: pairs go from a lower level to a higher, so that they never go in a circle. */
const LEVELLED_SPANS = `
  CREATE TEMPORARY TABLE levelled_spans AS
  SELECT ${columnsOf('spans', 'trace_id', 'span_id', 'scope', 'start_unix_nano', 'end_unix_nano')},
    ${columnsOf('spans', 'request_model', 'response_id', 'input_tokens', 'output_tokens')},
    ${columnsOf('spans', 'has_usage', 'is_failed', 'is_sum', 'family')}, coalesce(levels.level, 0) AS level
  FROM llm_spans AS spans
  LEFT JOIN (SELECT trace_id, inner_id, count(*) AS level FROM llm_ancestors GROUP BY trace_id, inner_id) AS levels
    ON levels.trace_id = spans.trace_id AND levels.inner_id = spans.span_id`;

const SAME_COUNTS =
  '(o.input_tokens = i.input_tokens AND coalesce(o.output_tokens, 0) = coalesce(i.output_tokens, 0))';

/** Only one of them has usage, or neither: whatever each calls it, one model was asked. */
const SAME_MODEL = '(o.request_model = i.request_model AND (o.has_usage = 0 OR i.has_usage = 0))';

/**
 * Pairs of spans that may tell of one call, or the outer one of several:
 * - one below the other, unless both name a response and not the same; unless they are of two families, and neither
 *   of the same counts nor of one model; unless the inner one failed and the outer one went on, with other counts: a
 *   client may take for a failure what its caller does not miss, such as the last event of a stream;
 * - of one response by two instrumentations at one time, wherever they stand: a framework may not make its span the
 *   current one.
 */
const PAIRS = `
  CREATE TEMPORARY TABLE pairs AS
  SELECT ${columnsOf('above', 'trace_id', 'outer_id', 'inner_id', 'distance')}
  FROM llm_ancestors AS above
  JOIN levelled_spans AS o ON o.trace_id = above.trace_id AND o.span_id = above.outer_id
  JOIN levelled_spans AS i ON i.trace_id = above.trace_id AND i.span_id = above.inner_id
  WHERE o.level < i.level AND (
    o.response_id = i.response_id
    OR (
      (o.is_sum = 1 OR i.is_sum = 1 OR o.response_id IS NULL OR i.response_id IS NULL)
      AND (o.is_sum = 1 OR i.is_sum = 1 OR o.family = i.family OR ${SAME_COUNTS} OR ${SAME_MODEL})
      AND (i.is_failed = 0 OR o.is_failed = 1 OR ${SAME_COUNTS}
        OR (o.is_sum = 1 AND (i.has_usage = 1 OR o.has_usage = 0)))
    )
  )
  UNION ALL
  SELECT o.trace_id AS trace_id, o.span_id AS outer_id, i.span_id AS inner_id, ${MAX_DEPTH} AS distance
  FROM levelled_spans AS o
  JOIN levelled_spans AS i ON i.trace_id = o.trace_id AND i.response_id = o.response_id
  LEFT JOIN llm_ancestors AS above
    ON above.trace_id = o.trace_id AND above.outer_id = o.span_id AND above.inner_id = i.span_id
  WHERE o.scope <> i.scope AND above.outer_id IS NULL
    AND o.start_unix_nano <= i.end_unix_nano AND i.start_unix_nano <= o.end_unix_nano
    AND (o.level, o.start_unix_nano, o.span_id) < (i.level, i.start_unix_nano, i.span_id)`;

/** What is in a pair. Each other span tells of its own call, and is all that is told of it. */
const PAIRED_SPANS = `
  CREATE TEMPORARY TABLE paired_spans AS
  SELECT trace_id, outer_id AS span_id FROM pairs
  UNION DISTINCT
  SELECT trace_id, inner_id AS span_id FROM pairs`;

/** With what stands below: a call is counted where it is told of farthest in. */
const MARKED_SPANS = `
  CREATE TEMPORARY TABLE marked_spans AS
  WITH below AS (
    SELECT ${columnsOf('pairs', 'trace_id', 'outer_id')}, max(i.has_usage) AS has_usage
    FROM pairs JOIN llm_spans AS i ON i.trace_id = pairs.trace_id AND i.span_id = pairs.inner_id
    GROUP BY pairs.trace_id, pairs.outer_id
  )
  SELECT ${columnsOf('spans', 'trace_id', 'span_id', 'has_usage', 'family')},
    CASE WHEN below.outer_id IS NULL THEN 1 ELSE 0 END AS is_leaf,
    CASE WHEN spans.has_usage = 1 AND coalesce(below.has_usage, 0) = 0 THEN 1 ELSE 0 END AS is_usage_leaf
  FROM llm_spans AS spans
  JOIN paired_spans AS paired ON paired.trace_id = spans.trace_id AND paired.span_id = spans.span_id
  LEFT JOIN below ON below.trace_id = spans.trace_id AND below.outer_id = spans.span_id`;

/**
 * Of which call each span tells: of its own, of another that has the usage, or of none in particular (null), which is
 * what a sum over several does.
 */
const TELLINGS = `
  CREATE TEMPORARY TABLE tellings AS
  WITH below AS (
    SELECT ${columnsOf('pairs', 'trace_id', 'outer_id')},
      sum(i.is_usage_leaf) AS usage_leaves, max(CASE WHEN i.is_usage_leaf = 1 THEN i.span_id END) AS usage_leaf,
      sum(i.is_leaf) AS leaves, max(CASE WHEN i.is_leaf = 1 THEN i.span_id END) AS leaf
    FROM pairs JOIN marked_spans AS i ON i.trace_id = pairs.trace_id AND i.span_id = pairs.inner_id
    GROUP BY pairs.trace_id, pairs.outer_id
  ),
  above AS (
    SELECT ${columnsOf('pairs', 'trace_id', 'inner_id')}, argMin(pairs.outer_id, pairs.distance) AS outer_id
    FROM pairs
    JOIN marked_spans AS o ON o.trace_id = pairs.trace_id AND o.span_id = pairs.outer_id
    LEFT JOIN below ON below.trace_id = pairs.trace_id AND below.outer_id = pairs.outer_id
    WHERE o.has_usage = 1 AND coalesce(below.usage_leaves, 0) = 0
    GROUP BY pairs.trace_id, pairs.inner_id
  )
  SELECT ${columnsOf('spans', 'trace_id', 'span_id', 'is_usage_leaf', 'family')},
    CASE
      WHEN below.usage_leaves = 1 THEN below.usage_leaf
      WHEN below.usage_leaves > 1 THEN NULL
      WHEN spans.has_usage = 1 THEN spans.span_id
      WHEN above.outer_id IS NOT NULL THEN above.outer_id
      WHEN below.leaves = 1 THEN below.leaf
      WHEN below.leaves > 1 THEN NULL
      ELSE spans.span_id
    END AS call_id
  FROM marked_spans AS spans
  LEFT JOIN below ON below.trace_id = spans.trace_id AND below.outer_id = spans.span_id
  LEFT JOIN above ON above.trace_id = spans.trace_id AND above.inner_id = spans.span_id`;

/**
 * All that is told of each call. What tells of it from above is no longer asked where it stands above another counted
 * call as well: its figures may be the sum.
 */
const CALL_TELLERS = `
  CREATE TEMPORARY TABLE call_tellers AS
  WITH sums AS (
    SELECT DISTINCT ${columnsOf('o', 'trace_id', 'span_id')}
    FROM llm_ancestors AS above
    JOIN tellings AS o ON o.trace_id = above.trace_id AND o.span_id = above.outer_id
    JOIN llm_spans AS i ON i.trace_id = above.trace_id AND i.span_id = above.inner_id
    LEFT JOIN tellings AS told ON told.trace_id = i.trace_id AND told.span_id = i.span_id
    WHERE coalesce(told.is_usage_leaf, i.has_usage) = 1 AND i.span_id <> o.call_id AND o.call_id <> o.span_id
      AND i.family = o.family
  )
  SELECT ${columnsOf('spans', 'trace_id', 'span_id', ...COLUMNS)}, tellings.call_id AS call_id,
    CASE WHEN tellings.call_id = spans.span_id THEN 1 ELSE 0 END AS is_call,
    row_number() OVER (
      PARTITION BY tellings.trace_id, tellings.call_id
      ORDER BY spans.has_usage DESC, coalesce(spans.is_own, 0) DESC,
        CASE WHEN tellings.call_id = spans.span_id THEN 0 ELSE 1 END, spans.start_unix_nano DESC, spans.span_id
    ) AS usage_rank,
    row_number() OVER (
      PARTITION BY tellings.trace_id, tellings.call_id
      ORDER BY coalesce(spans.is_own, 0) DESC,
        CASE WHEN tellings.call_id = spans.span_id THEN 0 ELSE 1 END, spans.start_unix_nano DESC, spans.span_id
    ) AS name_rank
  FROM tellings
  JOIN llm_spans AS spans ON spans.trace_id = tellings.trace_id AND spans.span_id = tellings.span_id
  LEFT JOIN sums ON sums.trace_id = tellings.trace_id AND sums.span_id = tellings.span_id
  WHERE tellings.call_id IS NOT NULL AND sums.span_id IS NULL`;

const CALLS = `
  INSERT INTO ${MODEL_CALLS.name} (trace_id, span_id, ${COLUMN_NAMES})
  WITH totals AS (
    SELECT trace_id, call_id, argMin(input_tokens, usage_rank) AS input_tokens,
      argMin(output_tokens, usage_rank) AS output_tokens
    FROM call_tellers
    GROUP BY trace_id, call_id
  )
  SELECT told.trace_id AS trace_id, told.call_id AS span_id, ${Object.values(MODEL_CALL_COLUMNS).join(',')}
  FROM call_tellers AS told
  JOIN totals ON totals.trace_id = told.trace_id AND totals.call_id = told.call_id
  GROUP BY told.trace_id, told.call_id
  HAVING max(told.is_call) = 1`;

const LONE_CALLS = `
  INSERT INTO ${MODEL_CALLS.name} (trace_id, span_id, ${COLUMN_NAMES})
  SELECT trace_id, span_id, ${COLUMN_NAMES}
  FROM llm_spans
  WHERE (trace_id, span_id) NOT IN (SELECT trace_id, span_id FROM paired_spans)`;

/**
 * Adds to `model_calls` those of the spans that the condition names, which are all spans of some traces. A wrapper, the
 * instrumentation of a client and the sum of a framework are one call by the response's id, and by where they stand.
 * The rule in words is in docs/concepts/counting-calls.md.
 */
export const modelCallStatements = (condition: string): readonly string[] => [
  parentLinks(condition),
  llmSpans(condition),
  LLM_ANCESTORS,
  LEVELLED_SPANS,
  PAIRS,
  PAIRED_SPANS,
  MARKED_SPANS,
  TELLINGS,
  CALL_TELLERS,
  CALLS,
  LONE_CALLS,
];

/** Temporary tables that they leave. */
export const MODEL_CALL_LEFTOVERS: readonly string[] = [
  'parent_links',
  'llm_spans',
  'llm_ancestors',
  'levelled_spans',
  'pairs',
  'paired_spans',
  'marked_spans',
  'tellings',
  'call_tellers',
];
