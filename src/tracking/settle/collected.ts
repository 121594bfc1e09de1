import type { Settlement } from './settlement';

const unread = new FinalizationRegistry<Settlement>((settlement) => settlement.abandon());

/**
 * Ends the operation as abandoned once nobody can read its result any more. Takes the place of what was waited for
 * before: a promise that has brought a stream may go.
 *
 * @param handle what the caller reads through, or is held by all through which it reads; the settlement must not hold it
 */
export function whenCollected(handle: object, settlement: Settlement): void {
  unread.unregister(settlement);
  unread.register(handle, settlement, settlement);
  settlement.awaitReader();
}

/** From now on it ends by itself, whoever holds what the caller was given. */
export function isBeingRead(settlement: Settlement): void {
  unread.unregister(settlement);
}
