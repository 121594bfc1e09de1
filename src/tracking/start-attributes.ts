import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { isAttributeValue, isText } from '../shared/checked-values';

/** What a span has from its start: the SDK's own first, then the user's, as key, value, key, value …. */
export function startAttributes(
  own: Readonly<Record<string, string | undefined>>,
  users: Attributes | undefined,
): readonly AttributeValue[] {
  const pairs: AttributeValue[] = [];
  for (const [key, value] of Object.entries(own)) if (isText(key, value)) pairs.push(key, value);
  for (const [key, value] of Object.entries(users ?? {})) {
    if (isAttributeValue(key, value)) pairs.push(key, value);
  }
  return pairs;
}
