import type { TokenUsage } from '../usage/token-usage';

/** The later counts over the earlier: what is left out, or is no count, stays as it was. */
export function mergeTokens(earlier: TokenUsage, later: TokenUsage): TokenUsage {
  const merged: Record<string, number | undefined> = { ...earlier };
  for (const [name, value] of Object.entries(later))
    if (typeof value === 'number' && value >= 0 && (Number.isSafeInteger(value) || name === 'audioSeconds'))
      merged[name] = value;
  return merged;
}

/**
 * What was set by hand over what was read. Of that only the parts stay that fit in a total which is no longer the
 * read one: larger ones are parts of something else.
 */
export function overrule(read: TokenUsage, given: TokenUsage): TokenUsage {
  const { inputTokens, outputTokens } = mergeTokens(read, given);
  let fitting = read;
  if (inputTokens !== undefined && inputTokens !== read.inputTokens) {
    const cached = (read.cacheReadTokens ?? 0) + (read.cacheWriteTokens ?? 0);
    fitting = without(fitting, inputTokens, INPUT_PARTS);
    if (cached > inputTokens) fitting = { ...fitting, ...NOTHING_CACHED };
  }
  if (outputTokens !== undefined && outputTokens !== read.outputTokens)
    fitting = without(fitting, outputTokens, OUTPUT_PARTS);
  return mergeTokens(fitting, given);
}

const without = (read: TokenUsage, total: number, parts: readonly (keyof TokenUsage)[]): TokenUsage => ({
  ...read,
  ...Object.fromEntries(parts.filter((part) => (read[part] ?? 0) > total).map((part) => [part, undefined])),
});

const NOTHING_CACHED: TokenUsage = {
  cacheReadTokens: undefined,
  cacheWriteTokens: undefined,
  cacheWrite5mTokens: undefined,
  cacheWrite1hTokens: undefined,
  cacheReadAudioTokens: undefined,
  cacheReadImageTokens: undefined,
};

const INPUT_PARTS = ['cachedTokens', 'inputAudioTokens', 'inputImageTokens'] as const;

const OUTPUT_PARTS = [
  'reasoningTokens',
  'outputAudioTokens',
  'outputImageTokens',
  'acceptedPredictionTokens',
  'rejectedPredictionTokens',
] as const;
