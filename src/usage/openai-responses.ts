import { asArray, asRecord, asText, own, type Unknown } from './fields';
import { reportedCost, responsesUsage } from './openai-usage';
import type { ResponseUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** OpenAI responses. */
export const openaiResponses: UsageReader = {
  marks: ['output'],

  recognises: (response) => own(response, 'object') === 'response' && Array.isArray(own(response, 'output')),

  read(response): ResponseUsage {
    const usage = asRecord(response.usage);
    const reason = finishReason(response);
    return {
      model: asText(response.model),
      responseId: asText(response.id),
      requestId: asText(response._request_id),
      finishReasons: reason === undefined ? undefined : [reason],
      serviceTier: asText(response.service_tier),
      costUsd: reportedCost(usage),
      usage: { ...responsesUsage(usage), webSearches: webSearches(response.output) },
    };
  },
};

const RUNNING: readonly unknown[] = ['queued', 'in_progress'];

const finishReason = ({ status, incomplete_details: details }: Unknown): string | undefined =>
  RUNNING.includes(status) ? undefined : (asText(asRecord(details).reason) ?? asText(status));

/** Searches are charged one by one; opening a page that was found is not a search. */
function webSearches(output: unknown): number | undefined {
  let searches = 0;
  for (const item of asArray(output)) {
    const { type, action } = asRecord(item);
    if (type === 'web_search_call' && (asRecord(action).type ?? 'search') === 'search') searches++;
  }
  return searches > 0 ? searches : undefined;
}
