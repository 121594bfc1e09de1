import type { Settle, Settlement } from './settlement';

/** A promise of the platform's own class, not a subclass, with nothing of its own laid over it. */
export const isNativePromise = (result: object): result is Promise<unknown> =>
  result instanceof Promise && result.constructor === Promise && !Object.hasOwn(result, 'then');

/**
 * The promise that the caller gets settles as the operation's does. It is derived, not observed from the
 * side: a second handler on the original would hide an unhandled rejection, or add one.
 *
 * @param settle for what the promise brings, which may be a generator
 */
export function settleNativePromise(
  promise: Promise<unknown>,
  settlement: Settlement,
  settle: Settle,
): Promise<unknown> {
  return promise.then(
    (value) => settle(value, settlement),
    (error: unknown) => {
      settlement.fail(error);
      throw error;
    },
  );
}
