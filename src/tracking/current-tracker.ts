import { context } from '../shared/opentelemetry-api';
import { scopeOf } from '../run/scope-context';
import type { DBTracker } from './db-tracker';
import type { LLMTracker } from './llm-tracker';
import type { MessagingTracker } from './messaging-tracker';
import { NOOP_TRACKER } from './noop-tracker';
import type { RunTracker } from './run-tracker';
import { type OpenSpan, ownerOf, type TrackerKind } from './open-span';
import type { SpanTracker } from './span-tracker';
import type { StorageTracker } from './storage-tracker';
import type { ToolTracker } from './tool-tracker';

/** Which tracker goes with which kind. */
export interface TrackerOf {
  llm: LLMTracker;
  tool: ToolTracker;
  db: DBTracker;
  storage: StorageTracker;
  messaging: MessagingTracker;
  run: RunTracker;
}

/**
 * The innermost tracker, or the innermost of a kind. Where there is none, one that does nothing, so that code
 * never has to ask.
 *
 * @example
 * ```ts
 * currentTracker('llm').setRequestParams({ temperature: 0.2 });
 *
 * class Tickets {
 *   \@TrackDb({ system: 'postgresql' })
 *   async find(id: string, tracker = currentTracker('db')) {
 *     tracker.setResult({ rowsReturned: 1 });
 *   }
 * }
 * ```
 */
export function currentTracker(): SpanTracker;
export function currentTracker<K extends TrackerKind>(kind: K): TrackerOf[K];
export function currentTracker(kind?: TrackerKind): SpanTracker {
  return find(kind) ?? NOOP_TRACKER;
}

/** As {@link currentTracker}, but undefined where there is none. */
export function tryCurrentTracker(): SpanTracker | undefined;
export function tryCurrentTracker<K extends TrackerKind>(kind: K): TrackerOf[K] | undefined;
export function tryCurrentTracker(kind?: TrackerKind): SpanTracker | undefined {
  return find(kind);
}

function find(kind: TrackerKind | undefined): SpanTracker | undefined {
  let open = scopeOf(context.active()) as OpenSpan<SpanTracker> | undefined;
  if (kind !== undefined) {
    while (open !== undefined && open.kind !== kind)
      open = open.enclosing as OpenSpan<SpanTracker> | undefined;
  }
  return open?.tracker;
}

/** Whether a span of this kind is open that a method of the same instance opened. */
export function isInsideOwn(kind: TrackerKind, self: unknown): boolean {
  const owner = ownerOf(self);
  if (owner === undefined) return false;
  let open = scopeOf(context.active()) as OpenSpan | undefined;
  while (open !== undefined && (open.kind !== kind || open.owner !== owner)) open = open.enclosing;
  return open !== undefined;
}
