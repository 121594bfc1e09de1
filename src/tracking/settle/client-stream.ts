import { besideResponse } from '../../usage/raw-response';
import { followIterator, type StreamIterator } from './followed-iterator';
import { type AnyFunction, defineOwn } from './own-method';
import { Reading } from './reading';
import type { Settlement } from './settlement';

/** What model clients call a stream: something to iterate over, with a controller that calls it off. */
interface ClientStream {
  [Symbol.asyncIterator]: AnyFunction;
  iterator?: AnyFunction;
  controller?: { readonly signal?: { readonly aborted?: boolean } };
  abortController?: { readonly signal?: { readonly aborted?: boolean } };
}

export const isAsyncIterable = (result: object): result is ClientStream =>
  typeof (result as Partial<ClientStream>)[Symbol.asyncIterator] === 'function';

/** Whether it can be called off, which only a stream can: what else is iterated over may be a collection. */
export const hasController = (result: ClientStream): boolean => signalOf(result) !== undefined;

const signalOf = ({ controller, abortController }: ClientStream) =>
  (controller ?? abortController)?.signal ?? undefined;

/**
 * Follows the first iterator that is asked for; a client's second one only says that the stream is consumed. Where
 * the stream keeps its source as `iterator` (openai, anthropic), `tee()` takes it from there.
 */
export function settleClientStream<S extends ClientStream>(stream: S, settlement: Settlement): S {
  const reading = new Reading(stream, settlement);
  const source = typeof stream.iterator === 'function' ? stream.iterator : undefined;
  const original = source ?? stream[Symbol.asyncIterator];
  let asked = false;
  const iterate: AnyFunction = function (...args) {
    const iterator = original.apply(this, args) as StreamIterator;
    if (asked) return iterator;
    asked = true;
    return followIterator(iterator, reading, () => signalOf(stream)?.aborted === true);
  };
  // An assignment leaves a property of its own where it shows.
  if (source !== undefined) stream.iterator = iterate;
  else defineOwn(stream, Symbol.asyncIterator, iterate);
  return stream;
}

/**
 * The stream in an answer that has more to say beside it, as Bedrock's `{ $metadata, stream }`, or what `withResponse`
 * of a client gives.
 */
export function streamWithin(result: object): object | undefined {
  if ('stream' in result) return iterableField(result, 'stream');
  if ('body' in result) return iterableField(result, 'body');
  return besideResponse(result) === undefined ? undefined : iterableField(result, 'data');
}

/** Without calling a getter, which might begin the work. */
function iterableField(result: object, name: string): object | undefined {
  const field: unknown = Object.getOwnPropertyDescriptor(result, name)?.value;
  return typeof field === 'object' && field !== null && isAsyncIterable(field) ? field : undefined;
}
