import { anthropicUsage } from './anthropic';
import { BEDROCK, converseUsage } from './bedrock-converse';
import { asCount, asRecord, asText, own, type Unknown } from './fields';
import { mistralUsage } from './mistral';
import { serviceTierOf } from './openai-chat';
import { chatUsage, reportedCost, responsesUsage } from './openai-usage';
import type { ResponseUsage, TokenUsage } from './token-usage';

/**
 * What is left where somebody handed on a response's usage without the rest. Its names alone prove little: it counts
 * only where the provider is known.
 */
export function readBareUsage(response: Unknown, provider: string): ResponseUsage | undefined {
  const usage = asRecord(own(response, 'usage'));
  const counts = countsOf(usage, provider);
  if (counts === undefined) return undefined;
  return {
    model: asText(own(response, 'model')),
    responseId: asText(own(response, 'id')),
    requestId: asText(own(response, '_request_id')),
    serviceTier: serviceTierOf(response, usage),
    costUsd: reportedCost(usage),
    usage: counts,
  };
}

function countsOf(usage: Unknown, provider: string): TokenUsage | undefined {
  const chat = hasAny(usage, 'prompt_tokens', 'completion_tokens');
  const newer = hasAny(usage, 'input_tokens', 'output_tokens');
  if (chat && newer) return undefined;
  if (chat) return chatUsage(usage);
  if (newer) return isAnthropic(usage, provider) ? anthropicUsage(usage) : responsesUsage(usage);
  if (provider === BEDROCK && hasAny(usage, 'inputTokens', 'outputTokens'))
    return isOfAiSdk(usage) ? undefined : converseUsage(usage);
  if (provider === 'mistral_ai' && hasAny(usage, 'promptTokens', 'completionTokens'))
    return mistralUsage(usage);
  return undefined;
}

const hasAny = (usage: Unknown, ...names: readonly string[]): boolean =>
  names.some((name) => asCount(usage[name]) !== undefined);

/** It counts in Converse's names, but cached tokens with the rest or apart, by its version and the model. */
const isOfAiSdk = (usage: Unknown): boolean =>
  AI_SDK_DETAILS.some((name) => usage[name] !== undefined && usage[name] !== null);

const AI_SDK_DETAILS = ['cachedInputTokens', 'reasoningTokens', 'inputTokenDetails', 'outputTokenDetails'];

/** OpenAI's clones of the same names tell their parts in details of the input; Anthropic has none of these. */
const isAnthropic = (usage: Unknown, provider: string): boolean =>
  usage.input_tokens_details === undefined &&
  (provider === 'anthropic' ||
    usage.cache_creation_input_tokens !== undefined ||
    usage.cache_read_input_tokens !== undefined);
