import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { recordingSettings } from '../shared/recording-settings';

/** An operation among those that are open: the list is linked through them, so that entering and leaving are a few assignments. */
export interface Watched {
  older: Watched | undefined;
  newer: Watched | undefined;
  /** The sweep that was the last one when it was entered; {@link NOT_WATCHED} while it is not in the list. */
  openSince: number;
  /** After which it counts as abandoned. */
  readonly maxOpenSeconds: number;
  abandon(): void;
}

export const NOT_WATCHED = -1;

let oldest: Watched | undefined;
let newest: Watched | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Ends the operation as abandoned if it is still open after `maxOperationSeconds`. */
export function watch(tracker: Watched): void {
  tracker.openSince = sweeps;
  tracker.older = newest;
  if (newest === undefined) oldest = tracker;
  else newest.newer = tracker;
  newest = tracker;
  // In the root context: a timer keeps the context that it was made in.
  timer ??= context.with(ROOT_CONTEXT, schedule);
}

export function unwatch(tracker: Watched): void {
  tracker.openSince = NOT_WATCHED;
  if (tracker.older === undefined) oldest = tracker.newer;
  else tracker.older.newer = tracker.newer;
  if (tracker.newer === undefined) newest = tracker.older;
  else tracker.newer.older = tracker.older;
  tracker.older = undefined;
  tracker.newer = undefined;
}

function schedule(): ReturnType<typeof setTimeout> {
  const next = setTimeout(sweep, Math.min(sweepIntervalSeconds() * 1000, 2 ** 31 - 1));
  next.unref?.();
  return next;
}

/** Often enough to be late by a tenth at most. Counting sweeps is the clock: reading a real one at each call costs more. */
const sweepIntervalSeconds = (): number => Math.max(recordingSettings.maxOperationSeconds / 10, 0.01);
let sweeps = 0;

function sweep(): void {
  sweeps += 1;
  for (let tracker = oldest; tracker !== undefined;) {
    const { newer } = tracker;
    if ((sweeps - tracker.openSince - 1) * sweepIntervalSeconds() >= tracker.maxOpenSeconds)
      tracker.abandon();
    tracker = newer;
  }
  timer = oldest === undefined ? undefined : schedule();
}
