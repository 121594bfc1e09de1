import type { Settle, Settlement } from './settlement';

/** A promise of the platform's own class, not a subclass, with nothing of its own laid over `then`. */
export const isNativePromise = (result: object): result is Promise<unknown> =>
  result.constructor === Promise && (result as Promise<unknown>).then === Promise.prototype.then;

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
  const derived = promise.then(
    (value) => settle(value, settlement),
    (error: unknown) => {
      settlement.fail(error);
      throw error;
    },
  );
  if (Object.keys(promise).length > 0) addOwnProperties(promise, derived);
  return derived;
}

/** What clients hang on the promise that they hand out: `json()`, `cancel()`, `child`. */
function addOwnProperties(from: object, to: object): void {
  for (const key of Reflect.ownKeys(from)) {
    // Node's own bookkeeping stands on every promise.
    if (!Object.hasOwn(to, key)) Object.defineProperty(to, key, Object.getOwnPropertyDescriptor(from, key)!);
  }
}
