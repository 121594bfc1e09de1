/**
 * Reads `key=value,key=value` with percent-encoded parts, as OpenTelemetry's variables have it. Undefined if
 * any part is malformed: half a list would be a guess.
 */
export function parseKeyValueList(text: string): Record<string, string> | undefined {
  const pairs: Record<string, string> = {};
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals <= 0) return undefined;
    try {
      const key = decodeURIComponent(part.slice(0, equals).trim());
      pairs[key] = decodeURIComponent(part.slice(equals + 1).trim());
    } catch {
      return undefined;
    }
  }
  return pairs;
}

export const formatKeyValueList = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join(',');
