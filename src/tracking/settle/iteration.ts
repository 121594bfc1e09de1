import { hearEventStream, isEventStream } from './event-stream';
import { settleGenerator } from './generator';
import { type AnyFunction, defineOwn } from './own-method';
import type { Settlement } from './settlement';

/** What can be iterated over as well as awaited: anthropic's tool runner, a query. */
interface Iterable {
  [Symbol.asyncIterator]: AnyFunction;
}

/**
 * Follows the first iterator that is asked for, by the caller or by what is awaited. What a tool runner brings are
 * whole answers, or helpers that stream them.
 *
 * @param isAwaited whether somebody waits for what it brings in the end, who then tells of it
 */
export function settleIteration(iterable: Iterable, settlement: Settlement, isAwaited: () => boolean): void {
  const { [Symbol.asyncIterator]: original } = iterable;
  let asked = false;
  defineOwn(iterable, Symbol.asyncIterator, function (...args) {
    const iterator = original.apply(this, args) as AsyncGenerator;
    if (asked || settlement.ended) return iterator;
    asked = true;
    return settleGenerator(iterator, settlement, {
      yielded: (value) => hearAnswer(value, settlement),
      returned: () => {
        if (!isAwaited()) settlement.complete(iterable);
      },
    });
  });
}

function hearAnswer(value: unknown, settlement: Settlement): void {
  if (typeof value === 'object' && value !== null && isEventStream(value)) hearEventStream(value, settlement);
  else settlement.part(value);
}
