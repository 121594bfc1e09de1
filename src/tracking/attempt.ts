import { context, type Context, createContextKey } from '@opentelemetry/api';
import { warnOnce } from '../shared/diagnostics';
import { show } from '../shared/texts';

const ATTEMPT_KEY = createContextKey('botanu.attempt');

export const attemptOf = (active: Context): number | undefined =>
  active.getValue(ATTEMPT_KEY) as number | undefined;

/**
 * Gives back what `fn` gives; the model calls inside are stamped with the attempt.
 *
 * @param attempt from 1; the first attempt's calls are left unstamped
 * @example
 * ```ts
 * await pRetry((attempt) => withAttempt(attempt, () => agent.complete(messages)));
 * ```
 */
export function withAttempt<R>(attempt: number, fn: () => R): R {
  if (!isAttempt(attempt)) return fn();
  return context.with(context.active().setValue(ATTEMPT_KEY, attempt), fn);
}

/** Whether it can be one; said once where it cannot. */
export function isAttempt(attempt: number): boolean {
  if (Number.isSafeInteger(attempt) && attempt >= 1) return true;
  warnOnce(
    'withAttempt',
    () => `An attempt must be a whole number from 1 up, got ${show(attempt)}; it was left out.`,
  );
  return false;
}
