import type { Settle, Settlement } from './settlement';

/** The engine's own, of which async functions give theirs: `Promise` itself may be replaced, as zone.js does. */
// eslint-disable-next-line @typescript-eslint/require-await -- it is the promise that counts
const NativePromise = (async () => undefined)().constructor as PromiseConstructor;

/** A promise of the platform's own class, not a subclass, with nothing of its own laid over `then`. */
export const isNativePromise = (result: object): result is Promise<unknown> =>
  (result.constructor === NativePromise &&
    (result as Promise<unknown>).then === NativePromise.prototype.then) ||
  (result.constructor === Promise && (result as Promise<unknown>).then === Promise.prototype.then);

/** Of the platform's own class or a subclass. */
export const isPromise = (result: unknown): result is Promise<unknown> =>
  result instanceof NativePromise || result instanceof Promise;

/** One that begins nothing when it is asked for what it brings, whatever its class. */
export const isEagerPromise = (result: object): result is Promise<unknown> =>
  isPromise(result) &&
  (result.then === NativePromise.prototype.then || result.then === Promise.prototype.then);

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
