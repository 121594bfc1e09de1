import type { TokenUsage } from '../usage/token-usage';

/** The later counts over the earlier: what is left out, or is no count, stays as it was. */
export function mergeTokens(earlier: TokenUsage, later: TokenUsage): TokenUsage {
  const merged: Record<string, number | undefined> = { ...earlier };
  for (const [name, value] of Object.entries(later))
    if (typeof value === 'number' && value >= 0 && (Number.isSafeInteger(value) || name === 'audioSeconds'))
      merged[name] = value;
  return merged;
}
