import { columnsOf } from '../ledger/columns-of';
import type { LedgerEngine } from '../ledger/engine';
import { isUnitPriced } from '../ledger/operation-cost-sql';
import { OperationKind } from '../ledger/operation-kind';
import type { CostedKind } from '../pricing/costed-kind';
import type { UnpricedReason } from '../pricing/unpriced-reason';
import { compareTexts } from '../shared/texts';

/** Operations of the ledger that have no price, for one reason. */
export interface Unpriced {
  readonly kind: CostedKind;
  readonly reason: UnpricedReason;
  readonly provider: string | null;
  /** That answered, else that was asked for. */
  readonly model: string | null;
  readonly serviceTier: string | null;
  readonly system: string | null;
  readonly operation: string | null;
  readonly name: string | null;
  readonly operations: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

const MODEL = 'coalesce(calls.response_model, calls.request_model)';
const SYSTEM = 'coalesce(spans.system, spans.vendor)';
const TOOL_NAME = `CASE WHEN spans.kind = '${OperationKind.TOOL}' THEN spans.target END`;

const UNPRICED_CALLS = `
  SELECT '${OperationKind.LLM}' AS kind, costs.unpriced_reason AS reason,
    ${columnsOf('calls', 'provider')}, ${MODEL} AS model,
    calls.service_tier AS "serviceTier", NULL AS system, NULL AS operation, NULL AS name, count(*) AS operations,
    sum(calls.input_tokens) AS "inputTokens", sum(calls.output_tokens) AS "outputTokens"
  FROM costs
  JOIN model_calls AS calls ON calls.trace_id = costs.trace_id AND calls.span_id = costs.span_id
  WHERE costs.unpriced_reason IS NOT NULL
  GROUP BY costs.unpriced_reason, calls.provider, ${MODEL}, calls.service_tier`;

const UNPRICED_OPERATIONS = `
  SELECT spans.kind AS kind, costs.unpriced_reason AS reason, NULL AS provider, NULL AS model, NULL AS "serviceTier",
    ${SYSTEM} AS system, spans.operation AS operation, ${TOOL_NAME} AS name, count(*) AS operations,
    sum(spans.input_tokens) AS "inputTokens", sum(spans.output_tokens) AS "outputTokens"
  FROM costs
  JOIN spans ON spans.trace_id = costs.trace_id AND spans.span_id = costs.span_id
  WHERE costs.unpriced_reason IS NOT NULL AND ${isUnitPriced('spans')}
  GROUP BY spans.kind, costs.unpriced_reason, ${SYSTEM}, spans.operation, ${TOOL_NAME}`;

/** What the ledger holds without a price, the most frequent first. */
export async function unpricedOperations(engine: LedgerEngine): Promise<Unpriced[]> {
  // Each on its own: both in one statement take three times as long.
  const calls = await engine.query<Unpriced>(UNPRICED_CALLS);
  const others = await engine.query<Unpriced>(UNPRICED_OPERATIONS);
  return [...calls, ...others].sort(
    (a, b) => b.operations - a.operations || compareTexts(namesOf(a), namesOf(b)),
  );
}

const namesOf = ({ kind, provider, model, serviceTier, system, operation, name, reason }: Unpriced): string =>
  [kind, provider, model, serviceTier, system, operation, name, reason].map((text) => text ?? '').join('\n');
