import { isAbort } from '../error-attributes';
import { hearEvents } from './emitter';
import { type AnyFunction, hasMethod } from './own-method';
import { Reading } from './reading';
import type { Settlement } from './settlement';

/** What of a Node stream is looked at. */
interface NodeReadable {
  emit: AnyFunction;
  readonly readableEnded?: boolean;
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
  if (readable.readableEnded === true) reading.done();
  else if (readable.errored !== undefined && readable.errored !== null) failed(reading, readable.errored);
  else if (readable.destroyed === true) reading.leave(false);
  if (reading.ended) return readable;
  hearEvents(readable, 'emit', (event, first) => {
    if (event === 'data') reading.chunk(first);
    else if (event === 'end') reading.done();
    else if (event === 'error') failed(reading, first);
    else if (event === 'close') reading.leave(false);
  });
  return readable;
}

/** A `break` destroys the stream with an abort error, too; that of a signal has the signal's reason. */
function failed(reading: Reading, error: unknown): void {
  if (isAbort(error) && (error as Error).cause === undefined) reading.leave(false);
  else reading.fail(error);
}
