import { BotanuAttribute, GenAiAttribute } from '../semconv/attributes';
import { recordingSettings } from '../shared/recording-settings';
import type { TokenUsage } from '../usage/token-usage';
import { isCount, isFiniteNumber } from '../shared/checked-values';
import type { SpanWriter } from './span-writer';

/** Token counts as `setTokens` takes them. */
export type TokenCounts = TokenUsage;

/** Names of token details that no convention has. */
const extra = (name: string): string => BotanuAttribute.USAGE + name;

const CACHED = extra('cached_tokens');
const CACHE_READ = extra('cache_read_tokens');
const CACHE_WRITE = extra('cache_write_tokens');
const CACHE_WRITE_5M = extra('cache_write_5m_tokens');
const CACHE_WRITE_1H = extra('cache_write_1h_tokens');
const INPUT_AUDIO = extra('input_audio_tokens');
const INPUT_IMAGE = extra('input_image_tokens');
const CACHE_READ_AUDIO = extra('cache_read_audio_tokens');
const CACHE_READ_IMAGE = extra('cache_read_image_tokens');
const OUTPUT_AUDIO = extra('output_audio_tokens');
const OUTPUT_IMAGE = extra('output_image_tokens');
const ACCEPTED_PREDICTION = extra('accepted_prediction_tokens');
const REJECTED_PREDICTION = extra('rejected_prediction_tokens');
const WEB_SEARCHES = extra('web_searches');
const SEARCH_UNITS = extra('search_units');
const CHARACTERS = extra('characters');
const AUDIO_SECONDS = extra('audio_seconds');

/**
 * Writes the counts that are given and are counts. The details are parts of the totals and stand on a span
 * only if they are more than zero, so that a backend which sums them up adds nothing that was not there.
 */
export function writeTokens(writer: SpanWriter, tokens: TokenCounts): void {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, audioSeconds } = tokens;
  if (isCount('inputTokens', inputTokens))
    writer.setAttribute(GenAiAttribute.USAGE_INPUT_TOKENS, inputTokens);
  if (isCount('outputTokens', outputTokens))
    writer.setAttribute(GenAiAttribute.USAGE_OUTPUT_TOKENS, outputTokens);
  if (isPart('cacheReadTokens', cacheReadTokens)) {
    writer.setAttribute(GenAiAttribute.USAGE_CACHE_READ_INPUT_TOKENS, cacheReadTokens);
    writer.setAttribute(CACHE_READ, cacheReadTokens);
  }
  if (isPart('cacheWriteTokens', cacheWriteTokens)) {
    writer.setAttribute(cacheWriteKey(), cacheWriteTokens);
    writer.setAttribute(CACHE_WRITE, cacheWriteTokens);
  }
  // One line a field, not a loop over a table of them: a look-up by a varying name costs as much as writing one.
  writePart(writer, 'cachedTokens', CACHED, tokens.cachedTokens);
  writePart(writer, 'reasoningTokens', GenAiAttribute.USAGE_REASONING_OUTPUT_TOKENS, tokens.reasoningTokens);
  writePart(writer, 'cacheWrite5mTokens', CACHE_WRITE_5M, tokens.cacheWrite5mTokens);
  writePart(writer, 'cacheWrite1hTokens', CACHE_WRITE_1H, tokens.cacheWrite1hTokens);
  writePart(writer, 'inputAudioTokens', INPUT_AUDIO, tokens.inputAudioTokens);
  writeSplit(writer, 'inputImageTokens', INPUT_IMAGE, tokens.inputImageTokens);
  writeSplit(writer, 'cacheReadAudioTokens', CACHE_READ_AUDIO, tokens.cacheReadAudioTokens);
  writeSplit(writer, 'cacheReadImageTokens', CACHE_READ_IMAGE, tokens.cacheReadImageTokens);
  writePart(writer, 'outputAudioTokens', OUTPUT_AUDIO, tokens.outputAudioTokens);
  writePart(writer, 'outputImageTokens', OUTPUT_IMAGE, tokens.outputImageTokens);
  writePart(writer, 'acceptedPredictionTokens', ACCEPTED_PREDICTION, tokens.acceptedPredictionTokens);
  writePart(writer, 'rejectedPredictionTokens', REJECTED_PREDICTION, tokens.rejectedPredictionTokens);
  writePart(writer, 'webSearches', WEB_SEARCHES, tokens.webSearches);
  writePart(writer, 'searchUnits', SEARCH_UNITS, tokens.searchUnits);
  writePart(writer, 'characters', CHARACTERS, tokens.characters);
  if (isFiniteNumber('audioSeconds', audioSeconds) && audioSeconds > 0)
    writer.setAttribute(AUDIO_SECONDS, audioSeconds);
}

function writePart(writer: SpanWriter, name: string, key: string, value: number | undefined): void {
  if (isPart(name, value)) writer.setAttribute(key, value);
}

/** None is worth saying: without that nobody knows whether all of the whole had the price of text. */
function writeSplit(writer: SpanWriter, name: string, key: string, value: number | undefined): void {
  if (isCount(name, value)) writer.setAttribute(key, value);
}

const isPart = (name: string, value: unknown): value is number => isCount(name, value) && value > 0;

const cacheWriteKey = (): string =>
  recordingSettings.semconv === 'latest'
    ? GenAiAttribute.USAGE_CACHE_WRITE_INPUT_TOKENS
    : GenAiAttribute.USAGE_CACHE_CREATION_INPUT_TOKENS;
