/** Reading of what a provider sent: every part may be missing or of another type than documented. */
export type Unknown = Readonly<Record<string, unknown>>;

const EMPTY: Unknown = Object.freeze({});

export const asRecord = (value: unknown): Unknown =>
  typeof value === 'object' && value !== null ? (value as Unknown) : EMPTY;

export const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A count, or undefined: absent is not zero, and what is no count is not one. */
export const asCount = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
