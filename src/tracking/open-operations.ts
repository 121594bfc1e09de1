import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { recordingSettings } from '../shared/recording-settings';

/** An operation among those that are open: the list is linked through them, so that entering and leaving are a few assignments. */
export interface OpenOperation {
  older: OpenOperation | undefined;
  newer: OpenOperation | undefined;
  /** Whether it is in the list. */
  watched: boolean;
  /** As `performance.now()` had it. */
  readonly startedMs: number;
  /** After which it counts as abandoned. */
  readonly maxOpenSeconds: number;
  abandon(): void;
}

let oldest: OpenOperation | undefined;
let newest: OpenOperation | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Ends the operation as abandoned if it is still open after `maxOperationSeconds`. */
export function watch(tracker: OpenOperation): void {
  tracker.watched = true;
  tracker.older = newest;
  if (newest === undefined) oldest = tracker;
  else newest.newer = tracker;
  newest = tracker;
  // In the root context: a timer keeps the context that it was made in.
  timer ??= context.with(ROOT_CONTEXT, schedule);
}

export function unwatch(tracker: OpenOperation): void {
  tracker.watched = false;
  if (tracker.older === undefined) oldest = tracker.newer;
  else tracker.older.newer = tracker.newer;
  if (tracker.newer === undefined) newest = tracker.older;
  else tracker.newer.older = tracker.older;
  tracker.older = undefined;
  tracker.newer = undefined;
}

function schedule(): ReturnType<typeof setTimeout> {
  const next = setTimeout(sweep, Math.min(sweepIntervalMs(), 2 ** 31 - 1));
  next.unref?.();
  return next;
}

/** Often enough to be late by a tenth at most. */
const sweepIntervalMs = (): number => Math.max(recordingSettings.maxOperationSeconds * 100, 10);

function sweep(): void {
  const now = performance.now();
  for (let tracker = oldest; tracker !== undefined;) {
    const { newer } = tracker;
    if (now - tracker.startedMs >= tracker.maxOpenSeconds * 1000) tracker.abandon();
    tracker = newer;
  }
  timer = oldest === undefined ? undefined : schedule();
}
