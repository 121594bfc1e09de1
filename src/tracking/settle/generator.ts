import { context as contextApi } from '@opentelemetry/api';
import { whenCollected } from './collected';
import { defineOwn } from './own-method';
import type { Settlement } from './settlement';

type AnyGenerator = Generator | AsyncGenerator;

/** What a `function*` or `async function*` gives, and nothing else: another iterator's end is not the operation's. */
export function isGenerator(result: object): result is AnyGenerator {
  const tag = (result as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return (
    (tag === 'Generator' || tag === 'AsyncGenerator') && typeof (result as AnyGenerator).throw === 'function'
  );
}

/**
 * Follows the same generator object step by step, each step in the operation's context: without that its body
 * would see its consumer's. `return` before the end (a `break`) is an operation that was left early. What it yields
 * may be the chunks of a stream that it wraps.
 */
export function settleGenerator<G extends AnyGenerator>(generator: G, settlement: Settlement): G {
  const { readsChunks } = settlement;
  if (readsChunks) settlement.expectChunks(generator, false);
  let left = false;
  for (const step of ['next', 'return', 'throw'] as const) {
    const original = generator[step].bind(generator) as (...args: unknown[]) => unknown;
    const heard = ({ done, value }: IteratorResult<unknown>): void => {
      // One that was left may go on for a while: its `finally` may yield.
      left ||= step === 'return';
      if (!done) {
        if (readsChunks) settlement.chunk(value);
      } else if (left) settlement.cancel(false);
      else settlement.succeed(value);
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
  if (settlement.ended) return original(...args);
  const { context } = settlement;
  let result: unknown;
  try {
    result =
      context === undefined ? original(...args) : contextApi.with(context, original, undefined, ...args);
  } catch (error) {
    settlement.fail(error);
    throw error;
  }
  if (!(result instanceof Promise)) {
    heard(result as IteratorResult<unknown>);
    return result;
  }
  return result.then(
    (next: IteratorResult<unknown>) => {
      heard(next);
      return next;
    },
    (error: unknown) => {
      settlement.fail(error);
      throw error;
    },
  );
}
