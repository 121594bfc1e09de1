import { BotanuError } from '../shared/botanu-error';
import { show } from '../shared/texts';

/** @param decorator as written, e.g. `@TrackLlm()` @param what e.g. `the accessor 'Cart.total'` */
export const misplaced = (decorator: string, what: string): BotanuError =>
  new BotanuError(
    'DECORATOR_MISPLACED',
    `${decorator} cannot be applied to ${what}. It decorates methods and classes, and in the standard dialect fields that hold a function. Put it on a method that does the work, or call the matching function inside.`,
  );

export function bareUse(decorator: string, example: string, args: readonly unknown[]): BotanuError {
  const place = placeOf(args);
  return new BotanuError(
    'DECORATOR_MISPLACED',
    `@${decorator} was written without its parentheses${place === undefined ? '' : ` on ${place}`}. It is a function that makes a decorator. Write ${example} instead.`,
  );
}

export const badOption = (decorator: string, option: string, value: unknown, expected: string): BotanuError =>
  new BotanuError(
    'DECORATOR_OPTIONS',
    `${decorator}: expected ${option} to be ${expected}, got ${show(value)}.`,
  );

/** Where a decorator of either dialect stands, as far as its arguments tell, e.g. `'Cart.total'`. */
export function placeOf([target, second]: readonly unknown[]): string | undefined {
  if (isKey(second)) return `'${classNameOf(target as object)}.${String(second)}'`;
  const name = nameOf(second) ?? nameOf(target);
  return isKey(name) && name !== '' ? `'${String(name)}'` : undefined;
}

/** The name of the class that a static member (the class) or another member (the prototype) belongs to. */
export function classNameOf(target: object): string {
  const owner = typeof target === 'function' ? target : target.constructor;
  return owner.name || 'anonymous class';
}

const isKey = (value: unknown): value is string | symbol =>
  typeof value === 'string' || typeof value === 'symbol';

const nameOf = (value: unknown): unknown => (value as { name?: unknown } | null | undefined)?.name;
