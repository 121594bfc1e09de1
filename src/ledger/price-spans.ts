import type { CallPrice, LlmCall } from '../pricing/call-price';
import type { LedgerEngine } from './engine';
import { COSTS } from './tables';

/** Times in milliseconds are exact enough to find the price of the day. */
const LLM_CALLS = `
  SELECT trace_id, span_id, provider,
    request_model AS "requestModel",
    response_model AS "responseModel",
    coalesce(start_unix_nano, 0) / 1e6 AS "startUnixMs",
    is_failed = 1 AS failed,
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
  FROM model_calls`;

type CallRow = LlmCall & { readonly trace_id: string; readonly span_id: string };

/** Gives every one of `model_calls` its row in `costs`, priced or not. */
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
