/**
 * One value for the whole process, also where two copies of this package are loaded (an application's and
 * a library's): the first copy to ask makes it. What it holds is read structurally, never with `instanceof`.
 */
export function sharedState<T extends object>(name: string, make: () => T): T {
  const key = Symbol.for(`botanu.${name}`);
  const globals = globalThis as unknown as Record<symbol, T | undefined>;
  return (globals[key] ??= make());
}
