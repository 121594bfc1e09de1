export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Lays a method over that of an object's class, on this one object. It does not show among the object's keys. */
export function defineOwn(target: object, name: PropertyKey, method: AnyFunction): void {
  Object.defineProperty(target, name, {
    value: method,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

/** Not for what every result is asked: a look-up by a name that varies is slow. */
export const hasMethod = <K extends PropertyKey>(
  value: object,
  name: K,
): value is Record<K, (...args: unknown[]) => unknown> =>
  typeof (value as Record<PropertyKey, unknown>)[name] === 'function';
