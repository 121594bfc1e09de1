import 'reflect-metadata';

const KEY = 'botanu:inject_tracker';

/** Notes which of a method's parameters is to be the tracker. */
export function writeTrackerIndex(target: object, method: PropertyKey, index: number): void {
  Reflect.defineMetadata(KEY, index, target, method as string);
}

export const readTrackerIndex = (target: object, method: PropertyKey): number | undefined =>
  Reflect.getOwnMetadata(KEY, target, method as string) as number | undefined;
