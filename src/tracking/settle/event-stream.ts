import { hearEvents } from './emitter';
import { type AnyFunction, hasMethod } from './own-method';
import { Reading } from './reading';
import type { Settlement } from './settlement';

/** The helpers of the openai and anthropic clients that run by themselves and tell by events: `ChatCompletionStream`, `MessageStream`. */
interface EventStream {
  _emit: AnyFunction;
  readonly ended?: unknown;
}

export const isEventStream = (result: object): result is EventStream =>
  hasMethod(result, '_emit') && hasMethod(result, 'on') && hasMethod(result, 'abort');

/** By which event each helper tells of a chunk as it came: chat completions, messages, responses and assistants. */
const CHUNK_EVENTS = new Set<unknown>(['chunk', 'streamEvent', 'event']);

/** A listener of ours for `error` or `abort` would keep an error that nobody handles from being an unhandled rejection. */
export function settleEventStream<S extends EventStream>(stream: S, settlement: Settlement): S {
  const reading = new Reading(stream, settlement);
  if (stream.ended === true) {
    reading.done();
    return stream;
  }
  hearEvents(stream, '_emit', (event, first) => {
    if (CHUNK_EVENTS.has(event)) reading.chunk(first);
    else if (event === 'error') reading.fail(first);
    else if (event === 'abort') reading.leave(true);
    else if (event === 'end') reading.done();
  });
  return stream;
}
