import { asAmount, asCount, asRecord, asText, isRecord, sum, textsOf, type Unknown } from './fields';
import type { TokenUsage } from './token-usage';

/**
 * The usage of OpenAI's chat, and of the many services that answer in its shape; with what some of them add.
 * Cached tokens are in the input count.
 */
export function chatUsage(usage: Unknown): TokenUsage {
  const input = asRecord(usage.prompt_tokens_details);
  const output = asRecord(usage.completion_tokens_details);
  return {
    inputTokens: asCount(usage.prompt_tokens),
    outputTokens: completionTokens(usage, asCount(output.reasoning_tokens)),
    cacheReadTokens:
      asCount(input.cached_tokens) ??
      asCount(usage.prompt_cache_hit_tokens) ?? // DeepSeek
      asCount(usage.num_cached_tokens) ?? // Mistral
      asCount(usage.cached_tokens), // Moonshot, and models served by others
    cacheWriteTokens: asCount(input.cache_write_tokens),
    ...inputMedia(input),
    reasoningTokens: asCount(output.reasoning_tokens),
    outputAudioTokens: asCount(output.audio_tokens),
    outputImageTokens: asCount(output.image_tokens),
    acceptedPredictionTokens: asCount(output.accepted_prediction_tokens),
    rejectedPredictionTokens: asCount(output.rejected_prediction_tokens),
    webSearches: asCount(usage.num_search_queries), // Perplexity
    audioSeconds: asAmount(usage.prompt_audio_seconds), // Mistral
  };
}

/** Some services (xAI) count reasoning beside the completion; their own total tells. */
function completionTokens(usage: Unknown, reasoning: number | undefined): number | undefined {
  const completion = asCount(usage.completion_tokens);
  if (completion === undefined || reasoning === undefined || reasoning === 0) return completion;
  const apart = sum(asCount(usage.prompt_tokens), completion, reasoning);
  return apart === asCount(usage.total_tokens) ? completion + reasoning : completion;
}

/** The usage of OpenAI's newer endpoints. Cached tokens are in the input count. */
export function responsesUsage(usage: Unknown): TokenUsage {
  const input = asRecord(usage.input_tokens_details);
  const output = asRecord(usage.output_tokens_details);
  return {
    inputTokens: asCount(usage.input_tokens),
    outputTokens: asCount(usage.output_tokens),
    cacheReadTokens: asCount(input.cached_tokens),
    cacheWriteTokens: asCount(input.cache_write_tokens),
    ...inputMedia(input),
    reasoningTokens: asCount(output.reasoning_tokens),
    outputAudioTokens: asCount(output.audio_tokens),
    outputImageTokens: asCount(output.image_tokens),
  };
}

/** What of the input, and of what was read from the cache, is no text. */
function inputMedia(input: Unknown): TokenUsage {
  const cached = asRecord(input.cached_tokens_details);
  return {
    inputAudioTokens: asCount(input.audio_tokens),
    inputImageTokens: asCount(input.image_tokens),
    cacheReadAudioTokens: asCount(cached.audio_tokens),
    cacheReadImageTokens: asCount(cached.image_tokens),
  };
}

/** What the service itself charged, where it says so in dollars. */
export function reportedCost(usage: Unknown): number | undefined {
  const { cost } = usage;
  if (typeof cost === 'object') return asAmount(asRecord(cost).total_cost); // Perplexity
  // OpenRouter's answers have both of these, or one. Others' `cost` may be in any unit.
  const { is_byok, cost_details: details } = usage;
  if (typeof is_byok !== 'boolean' && !isRecord(details)) return undefined;
  const upstream = asRecord(details).upstream_inference_cost;
  // With a key of your own, the model's provider charges you apart from it; else it may be named as well.
  const isOwnKey = typeof is_byok === 'boolean' ? is_byok : upstream !== cost;
  return sum(asAmount(cost), isOwnKey ? asAmount(upstream) : undefined);
}

export const finishReasonsOf = (choices: unknown): string[] | undefined =>
  textsOf(choices, (choice) => asText(choice.finish_reason));

/** Groq's own id of the request, which is not that of the response. */
export const groqRequestId = (response: Unknown): string | undefined => asText(asRecord(response.x_groq).id);
