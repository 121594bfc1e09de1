/**
 * What a model call used. Absent is not zero: a count that nobody reported is left out. The first two are
 * inclusive totals; the rest are parts of them or stand beside them.
 */
export interface TokenUsage {
  /** All input tokens, cache reads and writes included. */
  readonly inputTokens?: number | undefined;
  /** All output tokens, reasoning included. */
  readonly outputTokens?: number | undefined;
  /** Input tokens from a cache, where the provider does not tell reads from writes. */
  readonly cachedTokens?: number | undefined;
  /** Input tokens read from the provider's cache. */
  readonly cacheReadTokens?: number | undefined;
  /** Input tokens written to the provider's cache. */
  readonly cacheWriteTokens?: number | undefined;
  readonly cacheWrite5mTokens?: number | undefined;
  readonly cacheWrite1hTokens?: number | undefined;
  /** Output tokens that the model spent on reasoning. */
  readonly reasoningTokens?: number | undefined;
  readonly inputAudioTokens?: number | undefined;
  readonly inputImageTokens?: number | undefined;
  /** Of those read from the cache, audio and images. */
  readonly cacheReadAudioTokens?: number | undefined;
  readonly cacheReadImageTokens?: number | undefined;
  readonly outputAudioTokens?: number | undefined;
  readonly outputImageTokens?: number | undefined;
  readonly acceptedPredictionTokens?: number | undefined;
  readonly rejectedPredictionTokens?: number | undefined;
  readonly webSearches?: number | undefined;
  readonly searchUnits?: number | undefined;
  readonly audioSeconds?: number | undefined;
  readonly characters?: number | undefined;
}

/** What a provider's response says of the call that it answers. */
export interface ResponseUsage {
  /** The convention's name of the provider, where the response tells it or the caller did. */
  readonly provider?: string | undefined;
  /** The model that answered. */
  readonly model?: string | undefined;
  /** The response's own id. */
  readonly responseId?: string | undefined;
  /** The id of the HTTP request, to show to the provider's support. */
  readonly requestId?: string | undefined;
  /** One per choice. */
  readonly finishReasons?: readonly string[] | undefined;
  readonly serviceTier?: string | undefined;
  /** What the provider itself says that it charged, in USD. Few do. */
  readonly costUsd?: number | undefined;
  readonly usage: TokenUsage;
}
