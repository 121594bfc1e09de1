import { asCount, asRecord, asText, own, type Unknown } from './fields';
import { isCamelCase } from './mistral';
import { chatUsage, finishReasonsOf, groqRequestId, reportedCost } from './openai-usage';
import type { ResponseUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** Chat completions, and the older completions of text as OpenAI and as Together name them. */
const OBJECTS: readonly unknown[] = ['chat.completion', 'text_completion', 'text.completion'];

/** OpenAI chat completions and completions, and the many services that answer in their shape. */
export const openaiChat: UsageReader = {
  marks: ['choices'],

  recognises(response) {
    const object = own(response, 'object');
    if (object !== undefined && !OBJECTS.includes(object)) return false;
    if (!Array.isArray(own(response, 'choices')) || isCamelCase(response)) return false;
    // AI21 and some gateways do not name the object.
    return object !== undefined || asCount(asRecord(own(response, 'usage')).prompt_tokens) !== undefined;
  },

  read(response): ResponseUsage {
    const usage = asRecord(response.usage);
    return {
      model: asText(response.model),
      responseId: asText(response.id),
      requestId: asText(response._request_id) ?? groqRequestId(response),
      finishReasons: finishReasonsOf(response.choices),
      serviceTier: serviceTierOf(response, usage),
      costUsd: reportedCost(usage),
      usage: chatUsage(usage),
    };
  },
};

/** Mistral says it inside the usage. */
export const serviceTierOf = (response: Unknown, usage: Unknown): string | undefined =>
  asText(response.service_tier) ?? asText(usage.service_tier);
