import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { isAttributeValue } from './checked-values';

/** What a span has from its start: the SDK's own first, then the user's, as key, value, key, value …. */
export function startAttributes(
  own: Readonly<Record<string, AttributeValue | undefined>>,
  users: Attributes | undefined,
): readonly AttributeValue[] {
  const pairs: AttributeValue[] = [];
  for (const [key, value] of [...Object.entries(own), ...Object.entries(users ?? {})]) {
    if (isAttributeValue(key, value)) pairs.push(key, value);
  }
  return pairs;
}
