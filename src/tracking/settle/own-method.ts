export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Lays a method over that of an object, on this one object. It shows among the object's keys only where it did. */
export function defineOwn(target: object, name: PropertyKey, method: AnyFunction): void {
  Object.defineProperty(target, name, {
    value: method,
    writable: true,
    configurable: true,
    enumerable: Object.prototype.propertyIsEnumerable.call(target, name),
  });
}

/** Not for what every result is asked: a look-up by a name that varies is slow. */
export const hasMethod = <K extends PropertyKey>(
  value: object,
  name: K,
): value is Record<K, (...args: unknown[]) => unknown> =>
  typeof (value as Record<PropertyKey, unknown>)[name] === 'function';
