import type { CallPrice, LlmCall } from '../pricing/call-price';
import { GenAiOperation } from '../semconv/events';
import type { LedgerEngine } from './engine';
import { COSTS } from './tables';

/**
 * Spans of LLM calls, with a provider or a model: a GenAI operation that is neither a run nor a tool, or any span
 * on which somebody has told what a call used. Times in milliseconds are exact enough to find the price of the day.
 */
const LLM_CALLS = `
  SELECT trace_id, span_id, provider,
    request_model AS "requestModel",
    response_model AS "responseModel",
    coalesce(start_unix_nano, 0) / 1e6 AS "startUnixMs",
    error_type IS NOT NULL AS failed,
    input_tokens AS "inputTokens",
    output_tokens AS "outputTokens",
    cache_read_tokens AS "cacheReadTokens",
    cache_write_tokens AS "cacheWriteTokens",
    cache_write_1h_tokens AS "cacheWrite1hTokens",
    reasoning_tokens AS "reasoningTokens",
    input_audio_tokens AS "inputAudioTokens",
    output_audio_tokens AS "outputAudioTokens",
    web_searches AS "webSearches",
    reported_cost_usd AS "reportedCostUsd"
  FROM spans
  WHERE (provider IS NOT NULL OR request_model IS NOT NULL)
    AND (operation NOT IN ('${GenAiOperation.INVOKE_WORKFLOW}', '${GenAiOperation.EXECUTE_TOOL}')
      OR input_tokens IS NOT NULL OR output_tokens IS NOT NULL OR reported_cost_usd IS NOT NULL)`;

type CallRow = LlmCall & { readonly trace_id: string; readonly span_id: string };

/** Gives every LLM call in `spans` its row in `costs`, priced or not. */
export async function priceSpans(engine: LedgerEngine, priceOf: (call: LlmCall) => CallPrice): Promise<void> {
  await engine.createTable(COSTS);
  const calls = await engine.query<CallRow>(LLM_CALLS);
  const costs = calls.map((call) => {
    const { costUsd, source, unpricedReason } = priceOf(call);
    const { trace_id, span_id } = call;
    return { trace_id, span_id, cost_usd: costUsd, source, unpriced_reason: unpricedReason };
  });
  await engine.append(COSTS, costs);
}
