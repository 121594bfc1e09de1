import type { ModelPrice, PriceCalculation, Usage } from '@pydantic/genai-prices';
import { priced, PROVIDER_SOURCE, unpriced, UnpricedReason } from './call-price';
import type { CallPrice, LlmCall } from './call-price';
import type { PublicPrices } from './genai-prices';
import { priceProvider } from './price-provider';

/**
 * What a call cost: the provider's own figure if it reported one, else its tokens at the list prices of the
 * day it was made. A figure is given only where every token that was used has a price.
 */
export function priceCall(call: LlmCall, prices: PublicPrices): CallPrice {
  if (call.reportedCostUsd !== null) return priced(call.reportedCostUsd, PROVIDER_SOURCE);
  if (call.inputTokens === null && call.outputTokens === null) {
    return unpriced(call.failed ? UnpricedReason.FAILED_WITHOUT_USAGE : UnpricedReason.NO_USAGE);
  }
  try {
    const found = calculate(call, prices);
    if (!found) return unpriced(unknown(call, prices));
    const gap = coverageGap(call, found.model_price);
    return gap ? unpriced(gap) : priced(found.total_price, prices.source);
  } catch {
    // The table refuses counts that cannot be taken apart, such as more cached tokens than input tokens.
    return unpriced(UnpricedReason.INCONSISTENT_USAGE);
  }
}

/** By the model that answered; by the one asked for where that name is unknown, as with deployments' names. */
function calculate(call: LlmCall, { calcPrice }: PublicPrices): PriceCalculation | null {
  const options = { ...providerOption(call), timestamp: new Date(call.startUnixMs) };
  for (const model of [call.responseModel, call.requestModel]) {
    const found = model === null ? null : calcPrice(usageOf(call), model, options);
    if (found) return found;
  }
  return null;
}

const providerOption = ({ provider }: LlmCall): { providerId?: string } =>
  provider === null ? {} : { providerId: priceProvider(provider) };

function unknown(call: LlmCall, { findProvider }: PublicPrices): UnpricedReason {
  if (call.responseModel === null && call.requestModel === null) return UnpricedReason.NO_MODEL;
  if (call.provider !== null && !findProvider(providerOption(call))) return UnpricedReason.UNKNOWN_PROVIDER;
  return UnpricedReason.UNKNOWN_MODEL;
}

/** The table itself counts what it has no price for, and what was not reported, as free. */
function coverageGap(call: LlmCall, price: ModelPrice): UnpricedReason | undefined {
  const directions = [
    [call.inputTokens, price.input_mtok],
    [call.outputTokens, price.output_mtok],
  ] as const;
  if (directions.some(([tokens, rate]) => tokens !== null && tokens > 0 && rate === undefined)) {
    return UnpricedReason.NO_TOKEN_PRICE;
  }
  if (directions.some(([tokens, rate]) => tokens === null && rate !== undefined && rate !== 0)) {
    return UnpricedReason.INCOMPLETE_USAGE;
  }
  return undefined;
}

const usageOf = (call: LlmCall): Usage => ({
  input_tokens: call.inputTokens ?? undefined,
  output_tokens: call.outputTokens ?? undefined,
  cache_read_tokens: call.cacheReadTokens ?? undefined,
  cache_write_tokens: call.cacheWriteTokens ?? undefined,
  cache_write_1h_tokens: call.cacheWrite1hTokens ?? undefined,
  output_reasoning_tokens: call.reasoningTokens ?? undefined,
  input_audio_tokens: call.inputAudioTokens ?? undefined,
  output_audio_tokens: call.outputAudioTokens ?? undefined,
  web_searches: call.webSearches ?? undefined,
});
