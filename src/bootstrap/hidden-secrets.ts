import { inspect, type InspectOptions } from 'node:util';

/** Freezes an object which, printed in any of the usual ways, looks like `shown` makes it. */
export function hidingSecrets<T extends object>(value: T, shown: (value: T) => object): Readonly<T> {
  const printed = {
    toJSON: () => shown(value),
    toString: () => JSON.stringify(shown(value)),
    [inspect.custom]: (_depth: number, options: InspectOptions) => inspect(shown(value), options),
  };
  for (const name of Reflect.ownKeys(printed) as (keyof typeof printed)[]) {
    // Not enumerable, so that a copy or a comparison sees fields only.
    Object.defineProperty(value, name, { value: printed[name] });
  }
  return Object.freeze(value);
}
