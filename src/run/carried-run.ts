import type { Baggage, Context, TextMapSetter } from '@opentelemetry/api';
import { propagation } from '../shared/opentelemetry-api';
import { carrierGetter, removeHeader } from './carrier-headers';

/** What some readers take off a key before they look at it: spaces, in a `+` too, and what cannot be seen. */
const RUN_MEMBER = /^[\s\p{C}+]*botanu\./u;

/** Whether a member of baggage tells of a run, to any reader. */
export const isRunMember = (key: string): boolean => RUN_MEMBER.test(key);

/**
 * Takes `botanu.*` out of headers that have been written to, where the context did not put it there: a client was
 * handed headers of another request, or the same ones again. Other baggage stays.
 */
export function leaveOutOtherRuns(context: Context, carrier: unknown, setter: TextMapSetter): void {
  if (typeof carrier !== 'object' || carrier === null) return;
  const baggage = propagation.getBaggage(context);
  for (const name of carrierGetter.keys(carrier)) {
    if (name.toLowerCase() !== 'baggage') continue;
    const members = [carrierGetter.get(carrier, name) ?? []].flat().flatMap((text) => text.split(','));
    const kept = members.filter((member) => !tellsOfOtherRun(member, baggage));
    if (kept.length === members.length) continue;
    removeHeader(carrier, name);
    if (kept.length > 0) setter.set(carrier, name, kept.join(','));
  }
}

function tellsOfOtherRun(member: string, baggage: Baggage | undefined): boolean {
  const [pair = ''] = member.split(';');
  const [key = '', ...value] = pair.split('=');
  const name = decoded(key);
  return isRunMember(name) && baggage?.getEntry(name)?.value !== decoded(value.join('='));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return text;
  }
}
