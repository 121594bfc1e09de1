import { context as contextApi } from '@opentelemetry/api';
import { whenCollected } from './collected';
import { defineOwn } from './own-method';
import type { Settlement } from './settlement';

type AnyGenerator = Generator | AsyncGenerator;

/** What is made of what a generator gives. */
interface Hear {
  /** Told only where somebody wants to know. */
  yielded(value: unknown): void;
  returned(value: unknown): void;
}

/** What a `function*` or `async function*` gives, and nothing else: another iterator's end is not the operation's. */
export function isGenerator(result: object): result is AnyGenerator {
  const tag = (result as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return (
    (tag === 'Generator' || tag === 'AsyncGenerator') && typeof (result as AnyGenerator).throw === 'function'
  );
}

/**
 * What an `async function*` gives that was compiled for engines without it (below ES2018): an object of no class that
 * is its own iterator and can be thrown into. A stream cannot, or can be called off.
 */
export function isLoweredGenerator(result: object): result is AsyncGenerator {
  const { next, return: leave, throw: raise } = result as Partial<AsyncGenerator>;
  return (
    typeof next === 'function' &&
    typeof leave === 'function' &&
    typeof raise === 'function' &&
    !('controller' in result || 'abortController' in result || 'getReader' in result || 'read' in result) &&
    (result as AsyncGenerator)[Symbol.asyncIterator]() === result
  );
}

/**
 * Follows the same generator object step by step, each step in the operation's context: without that its body
 * would see its consumer's. `return` before the end (a `break`) is an operation that was left early. What it yields
 * may be the chunks of a stream that it wraps.
 */
export function settleGenerator<G extends AnyGenerator>(
  generator: G,
  settlement: Settlement,
  hear: Hear = {
    yielded: (value) => settlement.chunk(value),
    returned: (value) => settlement.succeed(value),
  },
): G {
  const { readsChunks } = settlement;
  if (readsChunks) settlement.expectChunks(generator, false);
  let left = false;
  for (const step of ['next', 'return', 'throw'] as const) {
    if (typeof generator[step] !== 'function') continue;
    const original = generator[step].bind(generator) as (...args: unknown[]) => unknown;
    const heard = ({ done, value }: IteratorResult<unknown>): void => {
      // One that was left may go on for a while: its `finally` may yield.
      left ||= step === 'return';
      if (!done) {
        if (readsChunks) hear.yielded(value);
      } else if (left) settlement.cancel(false);
      else hear.returned(value);
    };
    defineOwn(generator, step, (...args) => follow(original, args, settlement, heard));
  }
  whenCollected(generator, settlement);
  return generator;
}

function follow(
  original: (...args: unknown[]) => unknown,
  args: unknown[],
  settlement: Settlement,
  heard: (result: IteratorResult<unknown>) => void,
) {
  const { context } = settlement;
  const step = (): unknown =>
    context === undefined ? original(...args) : contextApi.with(context, original, undefined, ...args);
  // Its body stays what it was, also past the maximum duration.
  if (settlement.ended) return step();
  let result: unknown;
  try {
    result = step();
  } catch (error) {
    settlement.fail(error);
    throw error;
  }
  if (!isStillToCome(result)) {
    heard(result as IteratorResult<unknown>);
    return result;
  }
  return result.then(
    (next) => {
      heard(next as IteratorResult<unknown>);
      return next;
    },
    (error: unknown) => {
      settlement.fail(error);
      throw error;
    },
  );
}

/** A promise of whatever realm, or of a compiler's own. */
const isStillToCome = (step: unknown): step is Promise<unknown> =>
  typeof (step as Partial<PromiseLike<unknown>> | undefined)?.then === 'function';
