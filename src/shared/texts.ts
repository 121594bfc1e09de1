/** An error as it may stand in a message. Never throws, as an error may that is turned into a text. */
export function errorText(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'an error that cannot be shown';
  }
}

/** The message of an error alone, or what else was thrown. Never throws. */
export function errorMessage(error: unknown): string {
  try {
    const { message } = error as Partial<Error>;
    if (typeof message === 'string') return message;
  } catch {
    // A proxy, or a getter.
  }
  return errorText(error);
}

export const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** For sorting, by code units; what is absent is the empty text. */
export function compareTexts(a: string | null | undefined, b: string | null | undefined): number {
  const [one, other] = [a ?? '', b ?? ''];
  return one < other ? -1 : Number(one > other);
}

/** A value as it may stand in a message: its type and a short form, no secrets of a nested object. Never throws. */
export function show(value: unknown): string {
  try {
    return shown(value);
  } catch {
    return 'an object';
  }
}

function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `'${value.length > 80 ? `${value.slice(0, 77)}...` : value}'`;
    case 'function':
      return `a function${value.name ? ` (${value.name})` : ''}`;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `an array of ${value.length}` : 'an object';
    default:
      return String(value);
  }
}
