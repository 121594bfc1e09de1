import 'reflect-metadata';

/** Own properties that a function has by being one, and that cannot or must not be another's. */
const INTRINSIC = new Set<PropertyKey>(['prototype', 'arguments', 'caller']);

/**
 * Makes one function pass for another: name, length, own properties and every Reflect metadata key, whoever
 * wrote it. A framework keeps routes, guards and roles there; a wrapper without them would lose a route, or
 * leave it unguarded.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- any function at all
export function carryOver(from: Function, to: Function): void {
  for (const key of Reflect.ownKeys(from)) {
    const descriptor = INTRINSIC.has(key) ? undefined : Object.getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined) Object.defineProperty(to, key, descriptor);
  }
  for (const key of Reflect.getOwnMetadataKeys(from)) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, from), to);
  }
}
