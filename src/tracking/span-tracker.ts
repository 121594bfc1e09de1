/// <reference lib="esnext.disposable" preserve="true" />
import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { ActiveRun } from '../run/active-run';
import type { BusinessContext } from '../run/business-context';
import type { OutcomeOptions } from '../run/outcome';
import { recordingSettings } from '../shared/recording-settings';
import { setBusinessContextOn } from './business-context';
import { isAttributeValue, isText, orNothing } from './checked-values';
import { writeError } from './error-attributes';
import type { Instruments } from './instruments';
import { NOT_WATCHED, type OpenOperation, unwatch } from './open-operations';
import { emitOutcomeOn, type OutcomeStatusInput } from './outcome';
import { LateWriter, type SpanWriter, writerOf } from './span-writer';
import { metadataKey } from './metadata-key';
import { type TokenCounts, writeTokens } from './token-attributes';

export type TrackerKind = 'llm' | 'tool' | 'db' | 'storage' | 'messaging' | 'run';

/** How an operation ended, as its metrics have it. */
export type OperationStatus = 'success' | 'failed' | 'abandoned';

/** Where a tracker stands. */
export interface TrackerPlace {
  readonly span: Span;
  readonly activeRun: ActiveRun | undefined;
  readonly enclosing: SpanTracker | undefined;
  /** The instance whose method opened it. */
  readonly owner: object | undefined;
  /** Undefined where nobody asks for metrics. */
  readonly meters: Instruments | undefined;
}

/**
 * Records what one operation used and what came of it, on the operation's own span. Every method can be
 * chained, never throws, and keeps to itself once the span has ended. Setting twice: the last call wins per
 * field; what is left out stays as it was.
 */
export abstract class SpanTracker {
  /** The operation's span, for whatever OpenTelemetry offers beyond this tracker. */
  readonly span: Span;
  /** @internal */
  abstract get kind(): TrackerKind;
  /** @internal */
  readonly activeRun: ActiveRun | undefined;
  /** @internal The next tracker outward that was open when this one was opened, and still when it ended. */
  enclosing: SpanTracker | undefined;
  /** @internal */
  owner: object | undefined;
  /** @internal */
  ended = false;
  /** @internal In which the operation's body runs; undefined for one that was started by hand. */
  context: Context | undefined;
  /** @internal Neighbours among the open operations. */
  older: OpenOperation | undefined;
  /** @internal */
  newer: OpenOperation | undefined;
  /** @internal */
  openSince = NOT_WATCHED;
  /** @internal */
  writer: SpanWriter;
  /** @internal The last error recorded; undefined while there is none. */
  recordedError: { readonly error: unknown } | undefined;
  /** @internal */
  readonly meters: Instruments | undefined;
  /** @internal As `performance.now()` had it. */
  readonly startedMs: number;

  /** @internal */
  constructor(place: TrackerPlace, startedMs = performance.now()) {
    this.span = place.span;
    this.activeRun = place.activeRun;
    this.enclosing = place.enclosing;
    this.owner = place.owner;
    this.meters = place.meters;
    this.startedMs = startedMs;
    this.writer = writerOf(place.span);
  }

  /** The id of the run that the operation is part of; undefined outside a run. */
  get runId(): string | undefined {
    return this.activeRun?.context.runId;
  }

  /** Records the id by which the vendor knows this request, as `botanu.vendor.request_id`. */
  abstract setRequestId(id: string): this;

  /**
   * Records token counts on this tracker's own span. Whole numbers from 0 up; `inputTokens` includes cached
   * tokens and `outputTokens` reasoning, as the GenAI conventions have it.
   */
  setTokens(tokens: TokenCounts): this {
    writeTokens(this.writer, orNothing(tokens));
    return this;
  }

  /** Records an error that the operation survived or is about to report: status ERROR, `error.type`, one `exception` event. */
  setError(error: unknown): this {
    if (this.recordedError !== undefined && this.recordedError.error === error) return this;
    this.recordedError = { error };
    writeError(this.writer, error);
    this.writeOwnError(error);
    return this;
  }

  /**
   * Adds attributes of your own. A key in one of the conventions' namespaces (`botanu.`, `gen_ai.`, `db.` …)
   * stays as it is; any other gets the tracker's prefix.
   */
  addMetadata(metadata: Attributes): this {
    for (const [key, value] of Object.entries(orNothing(metadata))) {
      if (isAttributeValue(key, value))
        this.writer.setAttribute(metadataKey(this.metadataPrefix, key), value);
    }
    return this;
  }

  /** As the function of this name, with this operation's span as the current one. */
  emitOutcome<S extends string>(status: OutcomeStatusInput<S>, options?: OutcomeOptions): this {
    emitOutcomeOn(this.ended ? undefined : this.span, this.activeRun, status, options);
    return this;
  }

  /** As the function of this name, with this operation's span as the current one. */
  setBusinessContext(values: BusinessContext): this {
    setBusinessContextOn(this.ended ? undefined : this.span, this.activeRun, values);
    return this;
  }

  /** Ends the span. Only needed for a tracker from a `start…` function, and harmless to repeat. */
  end(): void {
    this.finish(this.recordedError === undefined ? 'success' : 'failed');
  }

  /** `using tracker = startLlmCall(…)` ends it with the block. */
  [Symbol.dispose](): void {
    this.end();
  }

  /** @internal What the operation settled to. */
  succeed(value: unknown): void {
    if (this.ended) return;
    this.readResult(value);
    this.end();
  }

  /** @internal */
  fail(error: unknown): void {
    if (this.ended) return;
    this.setError(error);
    this.finish('failed');
  }

  /** @internal Nobody waited for the result. */
  abandon(): void {
    this.finish('abandoned');
  }

  /** @internal */
  protected finish(status: OperationStatus): void {
    if (this.ended) return;
    this.ended = true;
    this.writeEnd(status);
    this.writer = new LateWriter();
    this.owner = undefined;
    // Else each call that begins before the last one has ended would keep all before it alive.
    this.enclosing = openTracker(this.enclosing);
    this.span.end();
    if (this.openSince !== NOT_WATCHED) unwatch(this);
  }

  /** @internal After which it counts as abandoned. */
  get maxOpenSeconds(): number {
    return recordingSettings.maxOperationSeconds;
  }

  /** @internal */
  protected get durationMs(): number {
    return performance.now() - this.startedMs;
  }

  /** @internal What goes before the keys of addMetadata. */
  protected abstract get metadataPrefix(): string;

  /** @internal The kind's own attributes and metrics, before the span ends. */
  protected abstract writeEnd(status: OperationStatus): void;

  /** @internal The kind's own error attribute, beside `error.type`. */
  protected writeOwnError(_error: unknown): void {}

  /** @internal What can be told from the result itself. */
  protected readResult(_value: unknown): void {}

  /** @internal */
  protected writeText(name: string, key: string, value: unknown): void {
    if (isText(name, value)) this.writer.setAttribute(key, value);
  }
}

/** The innermost that is still open: one that has ended is not kept alive by what it left behind. */
export function openTracker(scope: SpanTracker | undefined): SpanTracker | undefined {
  let tracker = scope;
  while (tracker?.ended) tracker = tracker.enclosing;
  return tracker;
}
