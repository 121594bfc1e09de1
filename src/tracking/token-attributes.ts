import { BotanuAttribute, GenAiAttribute } from '../semconv/attributes';
import { recordingSettings } from '../shared/recording-settings';
import type { TokenUsage } from '../usage/token-usage';
import { isCount, isFiniteNumber } from './checked-values';
import type { SpanWriter } from './span-writer';

/** Token counts as `setTokens` takes them. */
export type TokenCounts = TokenUsage;

const extra = (name: string): string => BotanuAttribute.USAGE + name;

const CACHED = extra('cached_tokens');
const CACHE_READ = extra('cache_read_tokens');
const CACHE_WRITE = extra('cache_write_tokens');

/** Details that no convention names: written as they are given. */
const EXTRAS: readonly (readonly [keyof TokenUsage, string])[] = [
  ['inputAudioTokens', extra('input_audio_tokens')],
  ['outputAudioTokens', extra('output_audio_tokens')],
  ['outputImageTokens', extra('output_image_tokens')],
  ['cacheWrite5mTokens', extra('cache_write_5m_tokens')],
  ['cacheWrite1hTokens', extra('cache_write_1h_tokens')],
  ['acceptedPredictionTokens', extra('accepted_prediction_tokens')],
  ['rejectedPredictionTokens', extra('rejected_prediction_tokens')],
  ['webSearches', extra('web_searches')],
  ['searchUnits', extra('search_units')],
  ['characters', extra('characters')],
];

/**
 * Writes the counts that are given and are counts. The details are parts of the totals and stand on a span
 * only if they are more than zero, so that a backend which sums them up adds nothing that was not there.
 */
export function writeTokens(writer: SpanWriter, tokens: TokenCounts): void {
  const { inputTokens, outputTokens, cachedTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } =
    tokens;
  if (isCount('inputTokens', inputTokens))
    writer.setAttribute(GenAiAttribute.USAGE_INPUT_TOKENS, inputTokens);
  if (isCount('outputTokens', outputTokens))
    writer.setAttribute(GenAiAttribute.USAGE_OUTPUT_TOKENS, outputTokens);
  if (isPart('cachedTokens', cachedTokens)) writer.setAttribute(CACHED, cachedTokens);
  if (isPart('cacheReadTokens', cacheReadTokens)) {
    writer.setAttribute(GenAiAttribute.USAGE_CACHE_READ_INPUT_TOKENS, cacheReadTokens);
    writer.setAttribute(CACHE_READ, cacheReadTokens);
  }
  if (isPart('cacheWriteTokens', cacheWriteTokens)) {
    writer.setAttribute(cacheWriteKey(), cacheWriteTokens);
    writer.setAttribute(CACHE_WRITE, cacheWriteTokens);
  }
  if (isPart('reasoningTokens', reasoningTokens)) {
    writer.setAttribute(GenAiAttribute.USAGE_REASONING_OUTPUT_TOKENS, reasoningTokens);
  }
  for (const [name, key] of EXTRAS) {
    const value = tokens[name];
    if (value !== undefined && isPart(name, value)) writer.setAttribute(key, value);
  }
  const { audioSeconds } = tokens;
  if (isFiniteNumber('audioSeconds', audioSeconds) && audioSeconds > 0) {
    writer.setAttribute(extra('audio_seconds'), audioSeconds);
  }
}

const isPart = (name: string, value: unknown): value is number => isCount(name, value) && value > 0;

const cacheWriteKey = (): string =>
  recordingSettings.semconv === 'latest'
    ? GenAiAttribute.USAGE_CACHE_WRITE_INPUT_TOKENS
    : GenAiAttribute.USAGE_CACHE_CREATION_INPUT_TOKENS;
