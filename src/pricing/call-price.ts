/** What pricing an LLM call needs to know of it. Token counts: null where nobody reported one. */
export interface LlmCall {
  readonly provider: string | null;
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  /** Decides which of a model's prices was valid. */
  readonly startUnixMs: number;
  readonly failed: boolean;
  /** Includes cache reads and writes, and audio. */
  readonly inputTokens: number | null;
  /** Includes reasoning, and audio. */
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly cacheWrite1hTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly inputAudioTokens: number | null;
  readonly outputAudioTokens: number | null;
  readonly webSearches: number | null;
  /** What the provider itself said the call cost. */
  readonly reportedCostUsd: number | null;
}

/** Why a call has no price. Never the same as costing nothing. */
export const UnpricedReason = {
  /** The call ended well, or was left early, and its span has no token counts. */
  NO_USAGE: 'no_usage',
  /** The call failed and its span has no token counts; it may have been charged or not. */
  FAILED_WITHOUT_USAGE: 'failed_without_usage',
  /** One of input and output is missing, and the model charges for both. */
  INCOMPLETE_USAGE: 'incomplete_usage',
  /** Counts contradict one another (more tokens from the cache than were sent), or lack a detail that has a price. */
  INCONSISTENT_USAGE: 'inconsistent_usage',
  NO_MODEL: 'no_model',
  UNKNOWN_PROVIDER: 'unknown_provider',
  UNKNOWN_MODEL: 'unknown_model',
  /** The model is known, but not priced by the kind of token that was used. */
  NO_TOKEN_PRICE: 'no_token_price',
} as const;
export type UnpricedReason = (typeof UnpricedReason)[keyof typeof UnpricedReason];

/** A cost with its source, or the reason why there is none. */
export type CallPrice =
  | { readonly costUsd: number; readonly source: string; readonly unpricedReason: null }
  | { readonly costUsd: null; readonly source: null; readonly unpricedReason: UnpricedReason };

/** Source of an amount that the provider itself reported. */
export const PROVIDER_SOURCE = 'provider';

export const priced = (costUsd: number, source: string): CallPrice => ({
  costUsd,
  source,
  unpricedReason: null,
});

export const unpriced = (unpricedReason: UnpricedReason): CallPrice => ({
  costUsd: null,
  source: null,
  unpricedReason,
});
