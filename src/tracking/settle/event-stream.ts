import { hearEvents } from './emitter';
import { followLeaving, type StreamIterator } from './followed-iterator';
import { type AnyFunction, defineOwn, hasMethod } from './own-method';
import { Reading } from './reading';
import type { Settlement } from './settlement';

/**
 * The helpers of the openai and anthropic clients that run by themselves and tell by events: `ChatCompletionStream`,
 * `MessageStream`. Those that run tools as well ask the model several times.
 */
interface EventStream {
  _emit: AnyFunction;
  readonly ended?: unknown;
  readonly controller?: { readonly signal?: { readonly aborted?: boolean } };
}

export const isEventStream = (result: object): result is EventStream =>
  typeof (result as Partial<EventStream>)._emit === 'function' &&
  hasMethod(result, 'on') &&
  hasMethod(result, 'abort');

/** By which event each helper tells of a chunk as it came: chat completions, messages, responses and assistants. */
const CHUNK_EVENTS = new Set<unknown>(['chunk', 'streamEvent', 'event']);

/** A listener of ours for `error` or `abort` would keep an error that nobody handles from being an unhandled rejection. */
export function settleEventStream<S extends EventStream>(stream: S, settlement: Settlement): S {
  const isIterable = hasMethod(stream, Symbol.asyncIterator);
  const reading = new Reading(stream, settlement, isIterable);
  settlement.readHead(stream);
  if (stream.ended === true) {
    reading.done();
    return stream;
  }
  const hearPart = partsOf(stream, reading);
  hearEvents(stream, '_emit', (event, first) => {
    hearPart(event, first);
    if (event === 'error') reading.fail(first);
    else if (event === 'abort') reading.leave(true);
    else if (event === 'connect') settlement.readHead(stream);
    else if (event === 'end') reading.done();
  });
  if (isIterable) tellLeaving(stream, reading);
  return stream;
}

/** Hears what a helper brings that is only a part of something longer. */
export function hearEventStream(stream: EventStream, settlement: Settlement): void {
  hearEvents(stream, '_emit', partsOf(stream, settlement));
}

/** One that does not stream tells of each answer as a whole. */
function partsOf(
  stream: EventStream,
  listener: Pick<Settlement, 'chunk' | 'part'>,
): (event: unknown, first: unknown) => void {
  const isStreamed = hasMethod(stream, Symbol.asyncIterator);
  return (event, first) => {
    if (CHUNK_EVENTS.has(event)) listener.chunk(first);
    else if (event === 'chatCompletion' && !isStreamed) listener.part(first);
  };
}

/** Whoever leaves the loop makes the helper call itself off, which then looks like the reader's own abort. */
function tellLeaving(stream: EventStream, reading: Reading): void {
  const original = (stream as unknown as Record<symbol, AnyFunction>)[Symbol.asyncIterator]!;
  defineOwn(stream, Symbol.asyncIterator, function (...args) {
    const iterator = original.apply(this, args) as StreamIterator;
    return followLeaving(iterator, reading, () => stream.controller?.signal?.aborted === true);
  });
}
