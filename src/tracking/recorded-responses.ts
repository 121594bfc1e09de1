import { sharedState } from '../shared/shared-state';

/** Responses, streams and chunks whose usage stands on a span: what several tracked methods hand on is read once. */
export const recordedResponses = sharedState('recorded-responses', () => new WeakSet());

/** False if its usage stands on another span, which heard of it first. */
export function claim(response: object): boolean {
  if (recordedResponses.has(response)) return false;
  recordedResponses.add(response);
  return true;
}

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
