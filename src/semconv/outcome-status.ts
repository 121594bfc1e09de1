/**
 * How a run ended, in the business's terms. `failure` is read from peers as `failed` and never written.
 *
 * - `success`: what was asked for was done.
 * - `partial`: some of it.
 * - `failed`: it was not.
 * - `timeout`: time ran out first.
 * - `canceled`: somebody called it off.
 * - `abandoned`: nobody waited for the result.
 */
export const OutcomeStatus = {
  SUCCESS: 'success',
  PARTIAL: 'partial',
  FAILED: 'failed',
  TIMEOUT: 'timeout',
  CANCELED: 'canceled',
  ABANDONED: 'abandoned',
} as const;

export type OutcomeStatus = (typeof OutcomeStatus)[keyof typeof OutcomeStatus];

export const OUTCOME_STATUSES: readonly OutcomeStatus[] = Object.values(OutcomeStatus);

export const isOutcomeStatus = (value: unknown): value is OutcomeStatus =>
  OUTCOME_STATUSES.includes(value as OutcomeStatus);
