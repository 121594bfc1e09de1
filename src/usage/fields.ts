/** Reading of what a provider sent: every part may be missing or of another type than documented. */
export type Unknown = Readonly<Record<string, unknown>>;

const EMPTY: Unknown = Object.freeze({});

export const isRecord = (value: unknown): value is Unknown => typeof value === 'object' && value !== null;

export const asRecord = (value: unknown): Unknown => (isRecord(value) ? value : EMPTY);

export const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A count, or undefined: absent is not zero, and what is no count is not one. */
export const asCount = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

/** A number from 0 up that need not be whole, such as seconds or dollars. */
export const asAmount = (value: unknown): number | undefined =>
  Number.isFinite(value) && (value as number) >= 0 ? (value as number) : undefined;

/**
 * A field that the object itself holds as plain data. Never runs a getter: on some results, such as those of the
 * AI SDK's streamText, merely reading one starts or consumes a stream. Whatever is not yet known to be a response
 * is looked at through this.
 */
export const own = (holder: object, name: string): unknown =>
  // Most of what is asked for is not there, and a descriptor costs several times as much as that answer.
  Object.hasOwn(holder, name) ? Object.getOwnPropertyDescriptor(holder, name)?.value : undefined;

/** One text an element, where there is one; undefined if there is none at all. */
export function textsOf(
  elements: unknown,
  textOf: (element: Unknown) => string | undefined,
): string[] | undefined {
  const texts: string[] = [];
  for (const element of asArray(elements)) {
    const text = textOf(asRecord(element));
    if (text !== undefined) texts.push(text);
  }
  return texts.length > 0 ? texts : undefined;
}

/** A list of one, or of none. */
export const listOf = (text: unknown): string[] | undefined => {
  const one = asText(text);
  return one === undefined ? undefined : [one];
};

/** The sum of what is there; undefined if nothing is. */
export function sum(...counts: readonly (number | undefined)[]): number | undefined {
  let total: number | undefined;
  for (const count of counts) if (count !== undefined) total = (total ?? 0) + count;
  return total;
}
