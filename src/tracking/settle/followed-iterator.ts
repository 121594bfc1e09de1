import { isPromise } from './native-promise';
import { type AnyFunction, defineOwn } from './own-method';
import type { Listener } from './reading';

/** An iterator as a stream hands it out, to be read by `for await` or by hand. */
export interface StreamIterator {
  next: AnyFunction;
  return?: AnyFunction;
  throw?: AnyFunction;
}

type Step = IteratorResult<unknown> | undefined;

/**
 * Listens on the same iterator. Leaving it (`break`, a throw in the loop) comes as `return`, also before the first
 * `next`. The promise of a step is derived, so that one that nobody handles stays unhandled.
 *
 * @param isAborted whether the reader has called the stream off: a stream of a client then looks as if it were done
 */
export function followIterator<I extends StreamIterator>(
  iterator: I,
  listener: Listener,
  isAborted: () => boolean = () => false,
): I {
  const { next } = iterator;
  const heard = (step: unknown): unknown => {
    if ((step as Step)?.done !== true) listener.chunk((step as Step)?.value);
    else if (isAborted()) listener.leave(true);
    else listener.done();
    return step;
  };
  const failed = (error: unknown): never => {
    listener.fail(error);
    throw error;
  };

  defineOwn(iterator, 'next', function (...args) {
    if (listener.ended) return next.apply(iterator, args);
    let step: unknown;
    try {
      step = next.apply(iterator, args);
    } catch (error) {
      return failed(error);
    }
    return isPromise(step) ? step.then(heard, failed) : heardLater(step, heard, failed);
  });
  return followLeaving(iterator, listener, isAborted);
}

/** As {@link followIterator}, but for what it brings. */
export function followLeaving<I extends StreamIterator>(
  iterator: I,
  listener: Pick<Listener, 'leave'>,
  isAborted: () => boolean,
): I {
  for (const name of ['return', 'throw'] as const) {
    const { [name]: original } = iterator;
    if (typeof original !== 'function') continue;
    defineOwn(iterator, name, function (...args) {
      // Asked before: a client's stream that is left calls itself off.
      const aborted = isAborted();
      try {
        return original.apply(iterator, args);
      } finally {
        listener.leave(aborted);
      }
    });
  }
  return iterator;
}

/** For an iterator that gives its steps at once, or by a promise of its own kind. */
function heardLater(step: unknown, heard: AnyFunction, failed: (error: unknown) => never): unknown {
  const { then } = (step ?? {}) as { then?: unknown };
  return typeof then === 'function' ? Promise.resolve(step).then(heard, failed) : heard(step);
}
