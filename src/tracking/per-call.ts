import { warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';

/** A function of any shape: what the decorators' types are generic over. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the bound under which a method of any shape is inferred
export type AnyFunction = (this: any, ...args: any[]) => any;

/** Each option as a value, or as a function of the method's own `this` and arguments, called at each call. */
export type PerCall<T, M extends AnyFunction, O> = {
  [K in keyof O]: O[K] | ((this: T, ...args: Parameters<M>) => O[K]);
};

/** Options of which any may be a function, as the recording side sees them. */
export type Unresolved<O> = { readonly [K in keyof O]: unknown };

/** Options that are functions themselves, and not to be called for their value. */
const NEVER_CALLED = new Set(['usage']);

export function isPerCall(options: object): boolean {
  return Object.entries(options).some(
    ([name, value]) => typeof value === 'function' && !NEVER_CALLED.has(name),
  );
}

/** The options of this call. One that throws is left out and said once: the call itself goes on. */
export function resolveOptions<O extends object>(
  options: Unresolved<O>,
  self: unknown,
  args: readonly unknown[],
  where: string,
): O {
  const resolved: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    resolved[name] =
      typeof value === 'function' && !NEVER_CALLED.has(name)
        ? called(value as AnyFunction, self, args, name, where)
        : value;
  }
  return resolved as O;
}

function called(
  option: AnyFunction,
  self: unknown,
  args: readonly unknown[],
  name: string,
  where: string,
): unknown {
  try {
    return option.apply(self, args as unknown[]);
  } catch (error) {
    warnOnce(
      `option:${where}:${name}`,
      () => `The option '${name}' of ${where} threw (${errorText(error)}); it was left out for that call.`,
    );
    return undefined;
  }
}
