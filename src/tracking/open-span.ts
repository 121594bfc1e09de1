import type { Context, Span } from '@opentelemetry/api';
import type { ActiveRun, RunScope } from '../run/active-run';
import { BotanuAttribute } from '../semconv/attributes';
import { warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';
import type { StreamEnd } from '../usage/usage-reader';
import { isAbort } from './error-attributes';
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
  readPart(response: unknown): void;
  /** What is known of the end of a stream that looks done. */
  streamEnd(): StreamEnd | undefined;
  /** The kind's own attributes and metrics, before the span ends. @param aborted whether an abort signal canceled it */
  writeEnd(status: OperationStatus, aborted: boolean): void;
  /** Whether the end is told with what the method was called on and with: a function of the user's is then called with it. */
  needsCall(): boolean;
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
  /** What a signal that called it off made it throw: no error of its own. */
  abortError: { readonly error: unknown } | undefined = undefined;
  ended = false;
  private weakOwner: WeakRef<object> | undefined = undefined;
  older: Watched | undefined = undefined;
  newer: Watched | undefined = undefined;
  openSince = NOT_WATCHED;

  constructor(
    readonly kind: TrackerKind,
    readonly span: Span,
    readonly activeRun: ActiveRun | undefined,
    /** The next one outward that was open when this one was opened, and still when it ended. */
    public enclosing: OpenSpan | undefined,
    private heldOwner: object | undefined,
    /** Undefined where nobody asks for metrics. */
    readonly meters: Instruments | undefined,
    /** As `performance.now()` had it; 0 where nothing tells how long it took but the span itself. */
    readonly startedMs: number,
  ) {
    this.writer = writerOf(span);
  }

  /** The instance whose method opened it, until it ends. */
  get owner(): object | undefined {
    return this.heldOwner ?? this.weakOwner?.deref();
  }

  get durationMs(): number {
    return performance.now() - this.startedMs;
  }

  get maxOpenSeconds(): number {
    return this.tracker.maxOpenSeconds;
  }

  succeed(value: unknown): void {
    if (this.ended) return;
    try {
      this.tracker.readResult(value);
    } catch (error) {
      notRecorded(error);
    }
    this.end();
  }

  complete(result: object, last?: unknown): void {
    if (this.ended) return;
    try {
      const end = this.tracker.streamEnd();
      if (end === 'cut off') return this.abandon();
      if (end !== undefined) return this.fail(end.error);
      this.tracker.readStream(result, last);
    } catch (error) {
      notRecorded(error);
    }
    this.end();
  }

  /** What an abort signal made it throw is no failure: whoever called it off asked for it. */
  fail(error: unknown): void {
    if (this.ended) return;
    if (isAbort(error)) {
      this.abortError = { error };
      this.finish('canceled', true);
      return;
    }
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
    if (this.ended) return;
    try {
      this.tracker.readHead(result);
    } catch (error) {
      notRecorded(error);
    }
  }

  chunk(value: unknown): void {
    if (!this.ended) this.tracker.chunk(value);
  }

  part(response: unknown): void {
    if (!this.ended) this.tracker.readPart(response);
  }

  /**
   * From now on who called the method may be forgotten, unless its end is told with that: an instance that keeps the
   * stream which it gave would never be collected.
   */
  awaitReader(): void {
    if (this.ended || this.heldOwner === undefined || this.tracker.needsCall()) return;
    this.weakOwner = new WeakRef(this.heldOwner);
    this.heldOwner = undefined;
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
      notRecorded(error);
    }
    this.writer = new LateWriter();
    this.heldOwner = undefined;
    this.weakOwner = undefined;
    // Else each call that begins before the last one has ended would keep all before it alive.
    this.enclosing = stillOpen(this.enclosing);
    if (this.openSince !== NOT_WATCHED) unwatch(this);
  }
}

function notRecorded(error: unknown): void {
  warnOnce('end', () => `A span could not be ended as it should (${errorText(error)}).`);
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
