import { log } from '../../shared/diagnostics';
import { errorText } from '../../shared/texts';
import { isAiSdkResult, settleAiSdkResult } from './ai-sdk-result';
import { hasController, isAsyncIterable, settleClientStream, streamWithin } from './client-stream';
import { whenCollected } from './collected';
import { isEventStream, settleEventStream } from './event-stream';
import { isGenerator, isLoweredGenerator, settleGenerator } from './generator';
import { isEagerPromise, isNativePromise, settleNativePromise } from './native-promise';
import { isNodeReadable, settleNodeReadable } from './node-readable';
import { isObservable, settleObservable } from './observable';
import type { Settlement } from './settlement';
import { isThenable, settleThenable } from './thenable';
import { isWebStream, settleWebStream } from './web-stream';

/** Follows one kind of result to its end. Throws where the object does not let itself be followed. */
type Settler = (result: object, settlement: Settlement) => object;

/**
 * Hands a result on as it is, and tells the settlement how it ended: at once for a value, later for what is
 * still to come. One settler a kind of result; the first that knows it takes it.
 */
export function settle<R>(result: R, settlement: Settlement): R {
  if (typeof result !== 'object' || result === null) {
    settlement.succeed(result);
    return result;
  }
  let settler: Settler | undefined;
  try {
    if (isNativePromise(result)) return settleNativePromise(result, settlement, settle) as R;
    settler = settlerOf(result, settlement);
    if (settler !== undefined) return settler(result, settlement) as R;
  } catch (error) {
    // A frozen or otherwise peculiar object: it is the caller's, and stays as it is.
    log.debug(`A result cannot be followed to its end (${errorText(error)}).`);
    if (settler !== undefined) {
      // What is still to come has not succeeded yet.
      whenCollected(result, settlement);
      return result;
    }
  }
  settlement.succeed(result);
  return result;
}

/** Undefined for a value. */
function settlerOf(result: object, settlement: Settlement): Settler | undefined {
  if (!isThenable(result)) return streamSettlerOf(result, settlement);
  // Nothing can be laid over it, but asking it begins nothing, either.
  const derives = isEagerPromise(result) && !Object.isExtensible(result);
  return (derives ? settlePromise : settleLater) as Settler;
}

/** Undefined for what is no stream of any kind. */
function streamSettlerOf(result: object, settlement: Settlement): Settler | undefined {
  if (isGenerator(result)) return settleGenerator as Settler;
  if (isEventStream(result)) return settleEventStream as Settler;
  if (isAsyncIterable(result)) {
    if (isWebStream(result)) return settleWebStream as Settler;
    if (isNodeReadable(result)) return settleNodeReadable as Settler;
    if (isLoweredGenerator(result)) return settleGenerator as Settler;
    // Whatever a model call gives to iterate over is its answer; a cursor of a database may never be iterated.
    if (hasController(result) || settlement.readsChunks) return settleClientStream as Settler;
    return undefined;
  }
  if (isObservable(result)) return settleObservable as Settler;
  if (isAiSdkResult(result)) return settleAiSdkResult as Settler;
  const within = settlement.readsChunks ? streamWithin(result) : undefined;
  const settler = within && streamSettlerOf(within, settlement);
  if (within === undefined || settler === undefined) return undefined;
  return () => {
    settler(within, settlement);
    settlement.readHead(result);
    return result;
  };
}

const settlePromise = (promise: Promise<unknown>, settlement: Settlement): object =>
  settleNativePromise(promise, settlement, settle);

const settleLater = (thenable: Parameters<typeof settleThenable>[0], settlement: Settlement): object =>
  settleThenable(thenable, settlement, settle);
