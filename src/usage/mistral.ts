import { asAmount, asArray, asCount, asRecord, asText, own, textsOf, type Unknown } from './fields';
import type { ResponseUsage, TokenUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** Mistral's client answers in the shape of OpenAI's chat, but for its names; without a client it is OpenAI's. */
export const mistral: UsageReader = {
  marks: ['choices'],

  recognises: (response) => Array.isArray(own(response, 'choices')) && isCamelCase(response),

  read(response): ResponseUsage {
    const usage = asRecord(response.usage);
    return {
      model: asText(response.model),
      responseId: asText(response.id),
      finishReasons: textsOf(response.choices, (choice) => asText(choice.finishReason)),
      serviceTier: asText(usage.serviceTier),
      usage: mistralUsage(usage),
    };
  },
};

/** Cached tokens are in the input count. The client leaves the names that it does not know as they came. */
export const mistralUsage = (usage: Unknown): TokenUsage => ({
  inputTokens: asCount(usage.promptTokens),
  outputTokens: asCount(usage.completionTokens),
  cacheReadTokens:
    asCount(asRecord(usage.promptTokensDetails ?? usage.prompt_tokens_details).cachedTokens) ??
    asCount(asRecord(usage.prompt_tokens_details).cached_tokens) ??
    asCount(usage.num_cached_tokens),
  audioSeconds: asAmount(usage.promptAudioSeconds),
});

export const isCamelCase = (response: Unknown): boolean =>
  asRecord(own(response, 'usage')).promptTokens !== undefined ||
  asRecord(asArray(own(response, 'choices'))[0]).finishReason !== undefined;
