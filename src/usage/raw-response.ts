import { isRecord, own, type Unknown } from './fields';

/**
 * The answer in what a client's `withResponse` gives (`withRawResponse` with Cohere), where it stands beside the HTTP
 * response that brought it; undefined for anything else.
 */
export function besideResponse(result: object): Unknown | undefined {
  // Most answers have no such field, and that is found out at less cost.
  if (!('data' in result)) return undefined;
  const data = own(result, 'data');
  if (!isRecord(data)) return undefined;
  return isResponse(own(result, 'response')) || isResponse(own(result, 'rawResponse')) ? data : undefined;
}

/** Of the platform or of a library that stands in for it. */
function isResponse(response: unknown): boolean {
  if (!isRecord(response)) return false;
  const { status, headers } = response;
  return typeof status === 'number' && isRecord(headers) && typeof headers.get === 'function';
}
