import { log } from '../../shared/diagnostics';
import { isGenerator, settleGenerator } from './generator';
import { isNativePromise, settleNativePromise } from './native-promise';
import type { Settlement } from './settlement';
import { isThenable, settleThenable } from './thenable';

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
    if (isThenable(result)) return settleThenable(result, settlement);
    if (isGenerator(result)) return settleGenerator(result, settlement) as R;
  } catch (error) {
    // A frozen or otherwise peculiar object: it is the caller's, and stays as it is.
    log.debug(`A result could not be followed to its end (${String(error)}); its span ends here.`);
  }
  settlement.succeed(result);
  return result;
}
