import type { Settlement } from './settlement';
import { isWebStream, settleWebStream } from './web-stream';

/** Whether a client's raw HTTP response goes on with events, beyond its headers. */
function isEventResponse(response: unknown): response is { readonly body: object } {
  if (typeof response !== 'object' || response === null) return false;
  const { headers, body } = response as { headers?: { get?(name: string): unknown }; body?: unknown };
  const type: unknown = headers?.get?.('content-type');
  return (
    typeof type === 'string' &&
    type.startsWith('text/event-stream') &&
    typeof body === 'object' &&
    body !== null
  );
}

/** A raw response is an end, unless it streams: then its body's end is. Its bytes are not looked into. */
export function settleResponse<R>(response: R, settlement: Settlement): R {
  if (isEventResponse(response) && isWebStream(response.body))
    settleWebStream(response.body, settlement, response);
  else settlement.succeed(response);
  return response;
}
