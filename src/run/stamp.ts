import type { AttributeValue } from '@opentelemetry/api';
import { BaggageKey } from '../semconv/baggage-keys';
import { redacted } from '../shared/redaction';

/** What every span inside a run carries: key, value, key, value … in one array, ready to be written. */
export type Stamp = readonly AttributeValue[];

/** Numbers and flags, which baggage holds as text. */
const TYPED: Readonly<Record<string, (text: string) => AttributeValue>> = {
  [BaggageKey.ATTEMPT]: Number,
  [BaggageKey.DEADLINE]: Number,
  [BaggageKey.CANCELLED]: (text) => text === 'true',
};

/** The stamp of what a run's baggage holds, redacted. */
export function stampOf(members: Record<string, string>): Stamp {
  const stamp: AttributeValue[] = [];
  for (const key in members) {
    const text = members[key]!;
    const value = redacted(key, TYPED[key]?.(text) ?? text);
    if (value !== undefined) stamp.push(key, value);
  }
  return stamp;
}

export function without(stamp: Stamp, key: string): AttributeValue[] {
  const rest: AttributeValue[] = [];
  for (let i = 0; i < stamp.length; i += 2) if (stamp[i] !== key) rest.push(stamp[i]!, stamp[i + 1]!);
  return rest;
}
