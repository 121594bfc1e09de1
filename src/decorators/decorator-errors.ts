import { BotanuError } from '../shared/botanu-error';
import { show } from '../shared/diagnostics';

/** @param decorator as written, e.g. `@TrackLlm()` @param what e.g. `the accessor 'Cart.total'` */
export const misplaced = (decorator: string, what: string): BotanuError =>
  new BotanuError(
    'DECORATOR_MISPLACED',
    `${decorator} cannot be applied to ${what}. It decorates methods and classes, and in the standard dialect fields that hold a function. Put it on a method that does the work, or call the matching function inside.`,
  );

export const bareUse = (decorator: string, example: string, args: readonly unknown[]): BotanuError =>
  new BotanuError(
    'DECORATOR_MISPLACED',
    `@${decorator} was written without its parentheses${placeOf(args)}. It is a function that makes a decorator. Write ${example} instead.`,
  );

export const badOption = (decorator: string, option: string, value: unknown, expected: string): BotanuError =>
  new BotanuError(
    'DECORATOR_OPTIONS',
    `${decorator}: expected ${option} to be ${expected}, got ${show(value)}.`,
  );

/** Where a bare decorator stands, as far as its arguments tell. */
function placeOf([target, second]: readonly unknown[]): string {
  if (typeof second === 'string' || typeof second === 'symbol') {
    const owner = typeof target === 'function' ? target : (target as object).constructor;
    return ` on '${owner.name}.${String(second)}'`;
  }
  const name =
    (second as { name?: unknown } | undefined)?.name ?? (target as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== '' ? ` on '${name}'` : '';
}
