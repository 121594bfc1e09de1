/** Every order of some things. */
export function everyOrder<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first, index) =>
    everyOrder(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}
