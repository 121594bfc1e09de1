/** Why an operation has no price. Never the same as costing nothing. */
export const UnpricedReason = {
  /** It ended well, or was left early, and its span has none of the counts that it is charged by. */
  NO_USAGE: 'no_usage',
  /** It failed and its span has no counts; it may have been charged or not. */
  FAILED_WITHOUT_USAGE: 'failed_without_usage',
  /** One of input and output is missing, or how much of the input is images, and the model charges for both. */
  INCOMPLETE_USAGE: 'incomplete_usage',
  /** Counts contradict one another (more tokens from the cache than were sent), or lack a detail that has a price. */
  INCONSISTENT_USAGE: 'inconsistent_usage',
  /** Its span has neither a start nor an end, and prices have their times. */
  NO_TIME: 'no_time',
  NO_MODEL: 'no_model',
  UNKNOWN_PROVIDER: 'unknown_provider',
  UNKNOWN_MODEL: 'unknown_model',
  /** The model is known, but not priced by the kind of token that was used. */
  NO_TOKEN_PRICE: 'no_token_price',
  /** The model is known, and the call was served at a tier that costs more or less than the list price. */
  UNPRICED_SERVICE_TIER: 'unpriced_service_tier',
  /** No rule of the rate card is for it, and no public price is there or wanted. */
  NO_RATE: 'no_rate',
} as const;
export type UnpricedReason = (typeof UnpricedReason)[keyof typeof UnpricedReason];
