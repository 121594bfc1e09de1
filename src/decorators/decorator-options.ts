import type { DecoratorOptions } from '../metadata/botanu-metadata';
import { show } from '../shared/texts';
import { BotanuError } from '../shared/botanu-error';
import type { AnyFunction } from '../tracking/per-call';
import { badOption, bareUse } from './decorator-errors';
import { isDecoratorCall } from './method-decorator';

/** Option of every decorator that may stand on a class. */
export interface ClassOptions {
  /** On a class: only these of its own methods. */
  readonly methods?: readonly PropertyKey[] | undefined;
}

/** What a method settles to: the awaited value, or a generator's return value. */
export type Settled<R> = ReturnOf<Awaited<R>>;

type ReturnOf<V> = V extends Generator<unknown, infer R> | AsyncGenerator<unknown, infer R> ? R : V;

/** A function of what the method settled to and of its arguments. */
export type OfResult<T, M extends AnyFunction, V> = (
  this: T,
  result: Settled<ReturnType<M>>,
  ...args: Parameters<M>
) => V;

/** Refuses a decorator written without its parentheses. @param example what to write */
export function refuseBareUse(decorator: string, example: string, args: ArrayLike<unknown>): void {
  const given = Array.from(args);
  if (isDecoratorCall(given)) throw bareUse(decorator, example, given);
}

/** The options, if they are an object of known names. */
export function checkedOptions(
  decorator: string,
  options: unknown,
  known: readonly string[],
): DecoratorOptions {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw badOption(`@${decorator}()`, 'its options', options, 'an object');
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new BotanuError(
      'DECORATOR_OPTIONS',
      `@${decorator}() has no option ${show(unknown)}. Its options are ${known.join(', ')}.`,
    );
  }
  return options as DecoratorOptions;
}
