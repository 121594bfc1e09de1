import type { Settlement } from './settlement';

const unread = new FinalizationRegistry<Settlement>((settlement) => settlement.abandon());

/** Ends the operation as abandoned once nobody can read the result any more. The settlement must not hold it. */
export function whenCollected(result: object, settlement: Settlement): void {
  unread.register(result, settlement);
}
