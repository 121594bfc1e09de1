import { anthropicUsage } from './anthropic';
import {
  asAmount,
  asArray,
  asCount,
  asRecord,
  asText,
  isRecord,
  listOf,
  own,
  sum,
  type Unknown,
} from './fields';
import { idInHeaders } from './request-id';
import { sumUsage } from './sum-usage';
import type { ResponseUsage, TokenUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/**
 * The Vercel AI SDK, from its version 5: generateText, generateObject, embed, embedMany, generateImage and transcribe.
 * A result of streamText has none of this as data of its own: it is left alone, since reading its promises consumes
 * the stream.
 */
export const aiSdk: UsageReader = {
  marks: ['steps', 'usage', 'responses'],

  recognises: (result) => isText(result) || isStep(result) || isEmbedding(result) || isMedia(result),

  read(result): ResponseUsage {
    if (isText(result)) return readSteps(asArray(own(result, 'steps')).map(asRecord));
    if (isStep(result)) return readStep(result);
    const usage = asRecord(own(result, 'usage'));
    return {
      ...readHead(own(result, 'response') ?? asArray(own(result, 'responses'))[0]),
      usage: isEmbedding(result)
        ? { inputTokens: asCount(usage.tokens) }
        : { ...counts(usage), audioSeconds: asAmount(own(result, 'durationInSeconds')) },
    };
  },
};

const isText = (result: Unknown): boolean => {
  const steps = own(result, 'steps');
  return Array.isArray(steps) && isRecord(steps[0]) && isStep(steps[0]);
};

/** One answer of a model, as a step of generateText, or alone as from generateObject. */
const isStep = (result: Unknown): boolean =>
  own(result, 'type') === undefined &&
  hasTokens(own(result, 'usage')) &&
  typeof own(result, 'finishReason') === 'string' &&
  isRecord(own(result, 'response'));

const isEmbedding = (result: Unknown): boolean =>
  typeof asRecord(own(result, 'usage')).tokens === 'number' &&
  (Array.isArray(own(result, 'embedding')) || Array.isArray(own(result, 'embeddings')));

const isMedia = (result: Unknown): boolean =>
  Array.isArray(own(result, 'responses')) &&
  ((Array.isArray(own(result, 'images')) && hasTokens(own(result, 'usage'))) ||
    (Array.isArray(own(result, 'segments')) && typeof own(result, 'text') === 'string'));

const hasTokens = (usage: unknown): boolean => isRecord(usage) && 'inputTokens' in usage;

/** `usage` is the last step's in some versions and the sum in others; the steps are the same in all. */
function readSteps(steps: readonly Unknown[]): ResponseUsage {
  const reads = steps.map(readStep);
  return { ...reads[reads.length - 1], usage: sumUsage(reads.map(({ usage }) => usage)) };
}

export function readStep(step: Unknown): ResponseUsage {
  const metadata = asRecord(own(step, 'providerMetadata'));
  return {
    ...readHead(own(step, 'response')),
    finishReasons: listOf(own(step, 'finishReason')),
    serviceTier: asText(asRecord(metadata.openai).serviceTier),
    usage: stepUsage(asRecord(own(step, 'usage')), metadata),
  };
}

function readHead(given: unknown): Omit<ResponseUsage, 'usage'> {
  const response = asRecord(given);
  return {
    model: asText(response.modelId),
    responseId: asText(response.id),
    requestId: idInHeaders(response.headers),
  };
}

function stepUsage(usage: Unknown, metadata: Unknown): TokenUsage {
  const openai = asRecord(metadata.openai);
  const raw = anthropicUsage(asRecord(asRecord(metadata.anthropic).usage));
  return {
    ...counts(usage),
    ...countedApart(usage, metadata),
    cacheWrite5mTokens: raw.cacheWrite5mTokens,
    cacheWrite1hTokens: raw.cacheWrite1hTokens,
    webSearches: raw.webSearches,
    acceptedPredictionTokens: asCount(openai.acceptedPredictionTokens),
    rejectedPredictionTokens: asCount(openai.rejectedPredictionTokens),
  };
}

/**
 * Version 5, and newer ones with a provider package made for it, hand on the input count of Anthropic and of
 * Bedrock, which is without cached tokens. All else includes them and tells what was not cached.
 */
function countedApart(usage: Unknown, { anthropic, bedrock }: Unknown): TokenUsage {
  const uncached = asCount(usage.inputTokens);
  if (uncached === undefined || asRecord(usage.inputTokenDetails).noCacheTokens !== undefined) return {};
  if (!isRecord(anthropic) && !isRecord(bedrock)) return {};
  const write =
    asCount(asRecord(anthropic).cacheCreationInputTokens) ??
    asCount(asRecord(asRecord(bedrock).usage).cacheWriteInputTokens);
  return {
    inputTokens: sum(uncached, asCount(usage.cachedInputTokens), write),
    cacheWriteTokens: write,
  };
}

function counts(usage: Unknown): TokenUsage {
  const input = asRecord(usage.inputTokenDetails);
  const output = asRecord(usage.outputTokenDetails);
  return {
    inputTokens: asCount(usage.inputTokens),
    outputTokens: asCount(usage.outputTokens),
    cacheReadTokens: asCount(input.cacheReadTokens) ?? asCount(usage.cachedInputTokens),
    cacheWriteTokens: asCount(input.cacheWriteTokens),
    reasoningTokens: asCount(output.reasoningTokens) ?? asCount(usage.reasoningTokens),
  };
}
