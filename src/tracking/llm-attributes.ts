import { BotanuAttribute, GenAiAttribute } from '../semconv/attributes';
import type { ResponseUsage } from '../usage/token-usage';
import { isFiniteNumber, isFlag, isText, isTexts, orNothing } from '../shared/checked-values';
import { isAttempt } from './attempt';
import type { SpanWriter } from './span-writer';

/** What a model was asked for, beside the messages. */
export interface RequestParams {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly seed?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly presencePenalty?: number | undefined;
}

export function writeRequestParams(writer: SpanWriter, params: RequestParams): void {
  const given = orNothing(params);
  const { stopSequences } = given;
  writeNumber(writer, 'temperature', GenAiAttribute.REQUEST_TEMPERATURE, given.temperature);
  writeNumber(writer, 'topP', GenAiAttribute.REQUEST_TOP_P, given.topP);
  writeNumber(writer, 'topK', GenAiAttribute.REQUEST_TOP_K, given.topK);
  writeNumber(writer, 'maxTokens', GenAiAttribute.REQUEST_MAX_TOKENS, given.maxTokens);
  writeNumber(writer, 'seed', GenAiAttribute.REQUEST_SEED, given.seed);
  writeNumber(writer, 'frequencyPenalty', GenAiAttribute.REQUEST_FREQUENCY_PENALTY, given.frequencyPenalty);
  writeNumber(writer, 'presencePenalty', GenAiAttribute.REQUEST_PRESENCE_PENALTY, given.presencePenalty);
  if (isTexts('stopSequences', stopSequences)) {
    writer.setAttribute(GenAiAttribute.REQUEST_STOP_SEQUENCES, stopSequences);
  }
}

function writeNumber(writer: SpanWriter, name: string, key: string, value: number | undefined): void {
  if (isFiniteNumber(name, value)) writer.setAttribute(key, value);
}

/** Whether there was one. */
export function writeFinishReason(writer: SpanWriter, reason: string | readonly string[]): boolean {
  const reasons = typeof reason === 'string' ? [reason] : reason;
  if (!isTexts('finishReason', reasons)) return false;
  writer.setAttribute(GenAiAttribute.RESPONSE_FINISH_REASONS, reasons);
  return true;
}

/** A call that does not stream goes without saying. @param before what stands there already */
export function writeStreaming(writer: SpanWriter, on: boolean, before?: boolean): void {
  if (!isFlag('streaming', on) || (!on && !before)) return;
  writer.setAttribute(GenAiAttribute.REQUEST_STREAM, on);
  writer.setAttribute(BotanuAttribute.REQUEST_STREAMING, on);
}

export function writeCacheHit(writer: SpanWriter, hit: boolean): void {
  if (isFlag('cacheHit', hit)) writer.setAttribute(BotanuAttribute.REQUEST_CACHE_HIT, hit);
}

/** The first attempt goes without saying. Whether it was written. @param before what stands there already */
export function writeAttempt(writer: SpanWriter, attempt: number, before?: number): boolean {
  if (!isAttempt(attempt) || (attempt === 1 && before === undefined)) return false;
  writer.setAttribute(BotanuAttribute.REQUEST_ATTEMPT, attempt);
  return true;
}

/** What a response says of itself, but for its model and usage. @param missing what the user has not set by hand */
export function writeResponse(
  writer: SpanWriter,
  { provider, responseId, requestId, finishReasons, serviceTier, costUsd }: ResponseUsage,
  missing: { readonly requestId: boolean; readonly finishReasons: boolean },
): void {
  if (responseId !== undefined) writer.setAttribute(GenAiAttribute.RESPONSE_ID, responseId);
  const vendorId = requestId ?? responseId;
  if (missing.requestId && vendorId !== undefined)
    writer.setAttribute(BotanuAttribute.VENDOR_REQUEST_ID, vendorId);
  if (missing.finishReasons && finishReasons !== undefined) writeFinishReason(writer, finishReasons);
  if (isText('serviceTier', serviceTier)) writer.setAttribute(serviceTierKey(provider), serviceTier);
  if (costUsd !== undefined) writeProviderCost(writer, costUsd);
}

/** What the provider says that it charged; all other prices are the ledger's. */
function writeProviderCost(writer: SpanWriter, costUsd: number): void {
  writer.setAttribute(GenAiAttribute.USAGE_COST, costUsd);
  writer.setAttribute(BotanuAttribute.COST_TOTAL_USD, costUsd);
  writer.setAttribute(BotanuAttribute.COST_SOURCE, 'provider');
}

const serviceTierKey = (provider: string | undefined): string =>
  provider === 'openai' ? GenAiAttribute.OPENAI_RESPONSE_SERVICE_TIER : BotanuAttribute.USAGE_SERVICE_TIER;
