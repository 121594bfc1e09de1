import { anthropicStream } from './anthropic-stream';
import { BEDROCK, converseUsage, routedModel } from './bedrock-converse';
import { llama, titan } from './bedrock-models';
import { cohereStream } from './cohere-stream';
import { asCount, asRecord, asText, isRecord, listOf, own, type Unknown } from './fields';
import { isBytes, parseBytes } from './json-bytes';
import { mergeResponses, overlay } from './merge-responses';
import { openaiChatStream } from './openai-chat-stream';
import type { ResponseUsage } from './token-usage';
import type { StreamReader } from './usage-reader';

/** Events of Bedrock's ConverseStream, of which the last has the usage. */
export const bedrockConverseStream: StreamReader = {
  recognises: (part) =>
    asText(asRecord(own(part, 'messageStart')).role) !== undefined ||
    asText(asRecord(own(part, 'messageStop')).stopReason) !== undefined ||
    asCount(asRecord(asRecord(own(part, 'metadata')).usage).inputTokens) !== undefined,

  fold(seen, { messageStop, metadata: given }) {
    if (isRecord(messageStop))
      return mergeResponses(seen, { finishReasons: listOf(messageStop.stopReason), usage: {} });
    if (!isRecord(given)) return seen ?? NOTHING;
    return mergeResponses(seen, {
      provider: BEDROCK,
      model: routedModel(given.trace),
      serviceTier: asText(asRecord(given.serviceTier).type),
      usage: converseUsage(asRecord(given.usage)),
    });
  },

  endOf: ({ finishReasons }) => (finishReasons === undefined ? 'cut off' : undefined),
};

const NOTHING: ResponseUsage = { provider: BEDROCK, usage: {} };

/** What models stream in their own words when they are invoked on Bedrock. */
const MODELS: readonly StreamReader[] = [
  anthropicStream,
  bedrockConverseStream,
  openaiChatStream,
  cohereStream,
];

interface InvokeSeen extends ResponseUsage {
  /** The reader of the model's own events, once one is recognised. */
  readonly reader: StreamReader | undefined;
  /** What the model itself has said. */
  readonly told: ResponseUsage | undefined;
  /** Whether Bedrock has given its own counts, as it does last. */
  readonly counted: boolean;
}

/**
 * Chunks of Bedrock's InvokeModelWithResponseStream: the model's own events, as bytes. With the last, Bedrock gives
 * its own counts; they stand in where the model itself did not count its input.
 */
export const bedrockInvokeStream: StreamReader<InvokeSeen> = {
  recognises: (part) => isBytes(asRecord(own(part, 'chunk')).bytes),

  fold(seen, { chunk }) {
    const { bytes } = asRecord(chunk);
    const event = isBytes(bytes) ? parseBytes(bytes) : {};
    const reader = seen?.reader ?? MODELS.find((model) => model.recognises(event));
    const told = reader === undefined ? plainEnd(event, seen?.told) : reader.fold(seen?.told, event);
    const metrics = own(event, 'amazon-bedrock-invocationMetrics');
    if (seen !== undefined && told === seen.told && metrics === undefined) return seen;
    const standIn = isRecord(metrics) && told?.usage.inputTokens === undefined;
    const counted = metrics !== undefined || seen?.counted === true;
    const usage = standIn ? overlay(metricsUsage(metrics), told?.usage) : (told?.usage ?? {});
    return { ...told, provider: BEDROCK, usage, reader, told, counted };
  },

  endOf: ({ counted }) => (counted ? undefined : 'cut off'),
};

/** The models whose last event looks like an answer that is not streamed. */
function plainEnd(event: Unknown, told: ResponseUsage | undefined): ResponseUsage | undefined {
  const read = [titan, llama].find((model) => model.recognises(event))?.read(event);
  if (read === undefined) return told;
  return { ...mergeResponses(told, read), usage: overlay(told?.usage ?? {}, read.usage) };
}

const metricsUsage = (metrics: Unknown): ResponseUsage['usage'] =>
  converseUsage({
    inputTokens: metrics.inputTokenCount,
    outputTokens: metrics.outputTokenCount,
    cacheReadInputTokens: metrics.cacheReadInputTokenCount,
    cacheWriteInputTokens: metrics.cacheWriteInputTokenCount,
  });
