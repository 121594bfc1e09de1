import { asArray, asCount, asRecord, asText, type Unknown } from './fields';
import type { ResponseUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** OpenAI chat completions, and the many services that answer in their shape. Cached tokens are in the input count. */
export const openaiChat: UsageReader = {
  recognises: (response) => response.object === 'chat.completion' && Array.isArray(response.choices),

  read(response): ResponseUsage {
    const usage = asRecord(response.usage);
    const input = asRecord(usage.prompt_tokens_details);
    const output = asRecord(usage.completion_tokens_details);
    return {
      model: asText(response.model),
      responseId: asText(response.id),
      requestId: asText(response._request_id),
      finishReasons: finishReasons(response.choices),
      serviceTier: asText(response.service_tier),
      usage: {
        inputTokens: asCount(usage.prompt_tokens),
        outputTokens: asCount(usage.completion_tokens),
        cacheReadTokens: asCount(input.cached_tokens),
        cacheWriteTokens: asCount(input.cache_write_tokens),
        inputAudioTokens: asCount(input.audio_tokens),
        reasoningTokens: asCount(output.reasoning_tokens),
        outputAudioTokens: asCount(output.audio_tokens),
        acceptedPredictionTokens: asCount(output.accepted_prediction_tokens),
        rejectedPredictionTokens: asCount(output.rejected_prediction_tokens),
      },
    };
  },
};

function finishReasons(choices: unknown): string[] | undefined {
  const reasons: string[] = [];
  for (const choice of asArray(choices)) {
    const reason = asText((choice as Unknown | null)?.finish_reason);
    if (reason !== undefined) reasons.push(reason);
  }
  return reasons.length > 0 ? reasons : undefined;
}
