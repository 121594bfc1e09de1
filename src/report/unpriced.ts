import type { LedgerEngine } from '../ledger/engine';
import type { UnpricedReason } from '../pricing/call-price';
import type { UnitPricedKind } from '../pricing/rate-card';

/** Operations of the ledger that have no price, for one reason. */
export interface Unpriced {
  readonly kind: 'llm' | UnitPricedKind;
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

/** What the ledger holds without a price, the most frequent first. */
export const unpricedOperations = (engine: LedgerEngine): Promise<Unpriced[]> =>
  engine.query<Unpriced>(`
    SELECT kind, reason, provider, model, service_tier AS "serviceTier", system, operation, target AS name,
      count(*) AS operations, sum(input_tokens) AS "inputTokens", sum(output_tokens) AS "outputTokens"
    FROM (
      SELECT 'llm' AS kind, costs.unpriced_reason AS reason, calls.input_tokens, calls.output_tokens, calls.provider,
        coalesce(calls.response_model, calls.request_model) AS model, calls.service_tier,
        NULL AS system, NULL AS operation, NULL AS target
      FROM costs
      JOIN model_calls AS calls ON calls.trace_id = costs.trace_id AND calls.span_id = costs.span_id
      WHERE costs.unpriced_reason IS NOT NULL
      UNION ALL
      SELECT spans.kind, costs.unpriced_reason AS reason, spans.input_tokens, spans.output_tokens, NULL AS provider,
        NULL AS model, NULL AS service_tier,
        coalesce(spans.system, spans.vendor) AS system, spans.operation,
        CASE WHEN spans.kind = 'tool' THEN spans.target END AS target
      FROM costs JOIN spans ON spans.trace_id = costs.trace_id AND spans.span_id = costs.span_id
      WHERE costs.unpriced_reason IS NOT NULL AND spans.kind <> 'llm'
    ) AS operations
    GROUP BY kind, reason, provider, model, service_tier, system, operation, target
    ORDER BY operations DESC, kind, provider, model, system, operation, name, reason`);
