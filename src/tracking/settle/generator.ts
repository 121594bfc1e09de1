import { context as contextApi } from '@opentelemetry/api';
import { whenCollected } from './collected';
import type { Settlement } from './settlement';

type AnyGenerator = Generator | AsyncGenerator;
type Step = 'next' | 'return' | 'throw';

/** What a `function*` or `async function*` gives, and nothing else: another iterator's end is not the operation's. */
export function isGenerator(result: object): result is AnyGenerator {
  const tag = (result as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return (
    (tag === 'Generator' || tag === 'AsyncGenerator') && typeof (result as AnyGenerator).throw === 'function'
  );
}

/**
 * Follows the same generator object step by step, each step in the operation's context: without that its body
 * would see its consumer's. `return` before the end (a `break`) is an operation that was left early.
 */
export function settleGenerator<G extends AnyGenerator>(generator: G, settlement: Settlement): G {
  for (const step of ['next', 'return', 'throw'] as const) {
    const original = generator[step].bind(generator) as (...args: unknown[]) => unknown;
    Object.defineProperty(generator, step, {
      value: (...args: unknown[]) => follow(step, original, args, settlement),
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
  whenCollected(generator, settlement);
  return generator;
}

function follow(
  step: Step,
  original: (...args: unknown[]) => unknown,
  args: unknown[],
  settlement: Settlement,
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
    heard(step, result as IteratorResult<unknown>, settlement);
    return result;
  }
  return result.then(
    (next: IteratorResult<unknown>) => {
      heard(step, next, settlement);
      return next;
    },
    (error: unknown) => {
      settlement.fail(error);
      throw error;
    },
  );
}

function heard(step: Step, result: IteratorResult<unknown>, settlement: Settlement): void {
  if (!result.done) return;
  if (step === 'return') settlement.abandon();
  else settlement.succeed(result.value);
}
