import { isAbort } from '../error-attributes';
import { hearEvents } from './emitter';
import { type AnyFunction, defineOwn, hasMethod } from './own-method';
import { Reading } from './reading';
import type { Settlement } from './settlement';

/** What of a Node stream is looked at. */
interface NodeReadable {
  emit: AnyFunction;
  pipe: AnyFunction;
  readonly readableEnded?: boolean;
  readonly destroyed?: boolean;
  readonly errored?: unknown;
}

/** What a Node stream is piped to. */
interface Destination {
  readonly destroyed?: boolean;
  readonly errored?: unknown;
}

export const isNodeReadable = (result: object): result is NodeReadable =>
  hasMethod(result, 'pipe') && hasMethod(result, 'read') && hasMethod(result, 'emit');

/**
 * A listener of ours for `data` would make the stream flow, and one for `error` swallow an error that nobody handles.
 * Every way of reading tells `data`, that of `for await` too.
 */
export function settleNodeReadable<R extends NodeReadable>(readable: R, settlement: Settlement): R {
  const reading = new Reading(readable, settlement);
  const destinations: Destination[] = [];
  const failed = (error: unknown): void => {
    if (isLeft(error) || destinations.some((destination) => isFailureOf(destination, error)))
      reading.leave(false);
    else reading.fail(error);
  };
  if (readable.readableEnded === true) reading.done();
  else if (readable.errored !== undefined && readable.errored !== null) failed(readable.errored);
  else if (readable.destroyed === true) reading.leave(false);
  if (reading.ended) return readable;
  hearEvents(readable, 'emit', (event, first) => {
    if (event === 'data') reading.chunk(first);
    else if (event === 'end') reading.done();
    else if (event === 'error') failed(first);
    else if (event === 'close') reading.leave(false);
  });
  const { pipe } = readable;
  defineOwn(readable, 'pipe', function (...args) {
    const [destination] = args;
    if (typeof destination === 'object' && destination !== null) destinations.push(destination);
    return pipe.apply(this, args);
  });
  return readable;
}

/** A `break` destroys the stream with an abort error, too; that of a signal has the signal's reason. */
const isLeft = (error: unknown): boolean => isAbort(error) && (error as Error).cause === undefined;

/**
 * A pipeline destroys its source with the error of what it leads to, which has it by then; with an error of the
 * source's own that comes later.
 */
const isFailureOf = ({ destroyed, errored }: Destination, error: unknown): boolean =>
  errored === null || errored === undefined
    ? destroyed === true &&
      (error as Partial<NodeJS.ErrnoException> | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE'
    : errored === error;
