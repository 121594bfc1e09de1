import type { Context, Span } from '@opentelemetry/api';
import type { ActiveRun, RunScope } from '../run/active-run';
import { BotanuAttribute } from '../semconv/attributes';
import { warnOnce } from '../shared/diagnostics';
import type { StreamEnd } from '../usage/usage-reader';
import type { Instruments } from './instruments';
import { NOT_WATCHED, unwatch, type Watched } from './open-operations';
import type { Settlement } from './settle/settlement';
import { LateWriter, type SpanWriter, writerOf } from './span-writer';

/** What a tracker records. */
export type TrackerKind = 'llm' | 'tool' | 'db' | 'storage' | 'messaging' | 'run';

/**
 * How an operation ended, as its metrics have it: `canceled` by a caller who left a stream before its end,
 * `abandoned` by one who never read it, or not to its end and for too long. Neither is an error.
 */
export type OperationStatus = 'success' | 'failed' | 'canceled' | 'abandoned';

/** What a kind of operation adds to the end of its span. */
export interface OperationEnd {
  /** What can be told from the result itself. */
  readResult(value: unknown): void;
  /** What can be told from a stream that was read to its end. @param last what came last, where it may be a whole answer */
  readStream(result: object, last: unknown): void;
  setError(error: unknown): unknown;
  /** Whether it wants to see what a stream brings. */
  wantsChunks(): boolean;
  expectChunks(source: object, streamed: boolean): void;
  readHead(result: object): void;
  chunk(value: unknown): void;
  /** What is known of the end of a stream that looks done. */
  streamEnd(): StreamEnd | undefined;
  /** The kind's own attributes and metrics, before the span ends. @param aborted whether an abort signal canceled it */
  writeEnd(status: OperationStatus, aborted: boolean): void;
  /** After which it counts as abandoned. */
  readonly maxOpenSeconds: number;
}

/**
 * A span between its start and its end, which comes once. One class for all kinds, apart from their trackers:
 * what every call passes through meets a single shape of object, which engines make fast.
 */
export class OpenSpan<T extends OperationEnd = OperationEnd> implements RunScope, Settlement, Watched {
  tracker!: T;
  /** In which the operation's body runs; undefined for one that was started by hand. */
  context: Context | undefined = undefined;
  writer: SpanWriter;
  /** The last error recorded; undefined while there is none. */
  recordedError: { readonly error: unknown } | undefined = undefined;
  ended = false;
  older: Watched | undefined = undefined;
  newer: Watched | undefined = undefined;
  openSince = NOT_WATCHED;

  constructor(
    readonly kind: TrackerKind,
    readonly span: Span,
    readonly activeRun: ActiveRun | undefined,
    /** The next one outward that was open when this one was opened, and still when it ended. */
    public enclosing: OpenSpan | undefined,
    /** The instance whose method opened it. */
    public owner: object | undefined,
    /** Undefined where nobody asks for metrics. */
    readonly meters: Instruments | undefined,
    /** As `performance.now()` had it; 0 where nothing tells how long it took but the span itself. */
    readonly startedMs: number,
  ) {
    this.writer = writerOf(span);
  }

  get durationMs(): number {
    return performance.now() - this.startedMs;
  }

  get maxOpenSeconds(): number {
    return this.tracker.maxOpenSeconds;
  }

  succeed(value: unknown): void {
    if (this.ended) return;
    this.tracker.readResult(value);
    this.end();
  }

  complete(result: object, last?: unknown): void {
    if (this.ended) return;
    const end = this.tracker.streamEnd();
    if (end !== undefined) {
      if (end === 'cut off') this.abandon();
      else this.fail(end.error);
      return;
    }
    this.tracker.readStream(result, last);
    this.end();
  }

  fail(error: unknown): void {
    if (this.ended) return;
    this.tracker.setError(error);
    this.finish('failed');
  }

  cancel(aborted: boolean): void {
    this.finish('canceled', aborted);
  }

  abandon(): void {
    this.finish('abandoned');
  }

  get readsChunks(): boolean {
    return this.tracker.wantsChunks();
  }

  expectChunks(source: object, streamed: boolean): void {
    if (!this.ended) this.tracker.expectChunks(source, streamed);
  }

  readHead(result: object): void {
    if (!this.ended) this.tracker.readHead(result);
  }

  chunk(value: unknown): void {
    if (!this.ended) this.tracker.chunk(value);
  }

  /** An end that nobody has said anything of. */
  end(): void {
    this.finish(this.recordedError === undefined ? 'success' : 'failed');
  }

  private finish(status: OperationStatus, aborted = false): void {
    if (this.ended) return;
    this.ended = true;
    try {
      this.tracker.writeEnd(status, aborted);
      // The status of a span tells success from failure, and no more; a run has its outcome.
      if ((status === 'canceled' || status === 'abandoned') && this.kind !== 'run')
        this.writer.setAttribute(BotanuAttribute.OPERATION_STATUS, status);
      this.span.end();
    } catch (error) {
      // A span processor of the application's, say: the caller is to get the result, not that.
      warnOnce('end', () => `A span could not be ended as it should (${String(error)}).`);
    }
    this.writer = new LateWriter();
    this.owner = undefined;
    // Else each call that begins before the last one has ended would keep all before it alive.
    this.enclosing = stillOpen(this.enclosing);
    if (this.openSince !== NOT_WATCHED) unwatch(this);
  }
}

/** The innermost that is still open: one that has ended is not kept alive by what it left behind. */
export function stillOpen(scope: OpenSpan | undefined): OpenSpan | undefined {
  let open = scope;
  while (open?.ended) open = open.enclosing;
  return open;
}

/** What a method was called on: an instance, or in a static method the class. */
export const ownerOf = (self: unknown): object | undefined =>
  (typeof self === 'object' && self !== null) || typeof self === 'function' ? self : undefined;
