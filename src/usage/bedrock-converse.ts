import { asArray, asCount, asRecord, asText, isRecord, listOf, own, sum, type Unknown } from './fields';
import { idInMetadata } from './request-id';
import type { ResponseUsage, TokenUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

export const BEDROCK = 'aws.bedrock';

/** Bedrock's Converse, and the models (Nova) whose own answers have its shape. */
export const bedrockConverse: UsageReader = {
  marks: ['stopReason'],

  recognises: (response) =>
    typeof own(response, 'stopReason') === 'string' &&
    isRecord(own(response, 'output')) &&
    isRecord(own(response, 'usage')),

  read: (response): ResponseUsage => ({
    provider: BEDROCK,
    model: routedModel(response.trace),
    requestId: idInMetadata(response),
    finishReasons: listOf(response.stopReason),
    serviceTier: asText(asRecord(response.serviceTier).type),
    usage: converseUsage(asRecord(response.usage)),
  }),
};

/** The model is the one asked for, unless a prompt router chose it. */
export const routedModel = (trace: unknown): string | undefined =>
  asText(asRecord(asRecord(trace).promptRouter).invokedModelId);

/** Cached tokens are not in Bedrock's input count. */
export function converseUsage(usage: Unknown): TokenUsage {
  const uncached = asCount(usage.inputTokens);
  const read = asCount(usage.cacheReadInputTokens) ?? asCount(usage.cacheReadInputTokenCount);
  const write = asCount(usage.cacheWriteInputTokens) ?? asCount(usage.cacheWriteInputTokenCount);
  return {
    inputTokens: uncached === undefined ? undefined : sum(uncached, read, write),
    outputTokens: asCount(usage.outputTokens),
    cacheReadTokens: read,
    cacheWriteTokens: write,
    cacheWrite5mTokens: writtenFor('5m', usage.cacheDetails),
    cacheWrite1hTokens: writtenFor('1h', usage.cacheDetails),
  };
}

const writtenFor = (lifetime: string, details: unknown): number | undefined =>
  sum(
    ...asArray(details)
      .map(asRecord)
      .filter(({ ttl }) => ttl === lifetime)
      .map(({ inputTokens }) => asCount(inputTokens)),
  );
