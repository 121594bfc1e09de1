import { log } from '../../shared/diagnostics';
import { isAiSdkResult, settleAiSdkResult } from './ai-sdk-result';
import { hasController, isAsyncIterable, settleClientStream, streamWithin } from './client-stream';
import { isEventStream, settleEventStream } from './event-stream';
import { isGenerator, settleGenerator } from './generator';
import { isNativePromise, settleNativePromise } from './native-promise';
import { isNodeReadable, settleNodeReadable } from './node-readable';
import { isObservable, settleObservable } from './observable';
import type { Settlement } from './settlement';
import { isThenable, settleThenable } from './thenable';
import { isWebStream, settleWebStream } from './web-stream';

/**
 * Hands a result on as it is, and tells the settlement how it ended: at once for a value, later for what is
 * still to come. One settler a kind of result; the first that knows it takes it.
 */
export function settle<R>(result: R, settlement: Settlement): R {
  if (typeof result !== 'object' || result === null) {
    settlement.succeed(result);
    return result;
  }
  try {
    if (isNativePromise(result)) return settleNativePromise(result, settlement, settle) as R;
    if (isThenable(result)) return settleThenable(result, settlement, settle);
    const followed = settleStream(result, settlement);
    if (followed !== undefined) return followed as R;
  } catch (error) {
    // A frozen or otherwise peculiar object: it is the caller's, and stays as it is.
    log.debug(`A result could not be followed to its end (${String(error)}); its span ends here.`);
  }
  settlement.succeed(result);
  return result;
}

/** Undefined for what is no stream of any kind. */
function settleStream(result: object, settlement: Settlement): object | undefined {
  if (isGenerator(result)) return settleGenerator(result, settlement);
  if (isAsyncIterable(result)) {
    if (isWebStream(result)) return settleWebStream(result, settlement);
    if (isNodeReadable(result)) return settleNodeReadable(result, settlement);
    if (isEventStream(result)) return settleEventStream(result, settlement);
    // Whatever a model call gives to iterate over is its answer; a cursor of a database may never be iterated.
    if (hasController(result) || settlement.readsChunks) return settleClientStream(result, settlement);
    return undefined;
  }
  if (isObservable(result)) return settleObservable(result, settlement);
  if (isAiSdkResult(result)) return settleAiSdkResult(result, settlement);
  const within = settlement.readsChunks ? streamWithin(result) : undefined;
  if (within === undefined || settleStream(within, settlement) === undefined) return undefined;
  settlement.readHead(result);
  return result;
}
