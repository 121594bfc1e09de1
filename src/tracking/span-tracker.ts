/// <reference lib="esnext.disposable" preserve="true" />
import type { Attributes, Span } from '@opentelemetry/api';
import type { BusinessContext } from '../run/business-context';
import type { OutcomeOptions } from '../run/outcome';
import { BotanuAttribute } from '../semconv/attributes';
import { warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';
import { recordingSettings } from '../shared/recording-settings';
import type { StreamEnd } from '../usage/usage-reader';
import { setBusinessContextOn } from './business-context';
import { isAttributeValue, isText, orNothing } from '../shared/checked-values';
import { writeError } from './error-attributes';
import type { OpenSpan, OperationStatus } from './open-span';
import { emitOutcomeOn, type OutcomeStatusInput } from './outcome';
import type { SpanWriter } from './span-writer';
import { metadataKey } from './metadata-key';
import { type TokenCounts, writeTokens } from './token-attributes';

/**
 * Records what one operation used and what came of it, on the operation's own span. Every method can be
 * chained, never throws, and keeps to itself once the span has ended. Setting twice: the last call wins per
 * field; what is left out stays as it was.
 */
export abstract class SpanTracker {
  /** The operation's span, for whatever OpenTelemetry offers beyond this tracker. */
  readonly span: Span;
  /** @internal */
  readonly open: OpenSpan;

  /** @internal */
  constructor(open: OpenSpan) {
    this.span = open.span;
    this.open = open;
  }

  /** The id of the run that the operation is part of; undefined outside a run. */
  get runId(): string | undefined {
    return this.open.activeRun?.context.runId;
  }

  /** Records the id by which the vendor knows this request, as `botanu.vendor.request_id`. */
  setRequestId(id: string): this {
    this.writeText('requestId', BotanuAttribute.VENDOR_REQUEST_ID, id);
    return this;
  }

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
    const { open } = this;
    if (open.recordedError !== undefined && open.recordedError.error === error) return this;
    open.recordedError = { error };
    try {
      writeError(this.writer, error);
      this.writeOwnError(error);
    } catch (problem) {
      // Of an error that does not let itself be looked at, say.
      warnOnce('setError', () => `An error could not be recorded as it should (${errorText(problem)}).`);
    }
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
    emitOutcomeOn(this.openSpan, this.open.activeRun, status, options);
    return this;
  }

  /** As the function of this name, with this operation's span as the current one. */
  setBusinessContext(values: BusinessContext): this {
    setBusinessContextOn(this.openSpan, this.open.activeRun, values);
    return this;
  }

  /** Ends the span. Only needed for a tracker from a `start…` function, and harmless to repeat. */
  end(): void {
    this.open.end();
  }

  /** `using tracker = startLlmCall(…)` ends it with the block. */
  [Symbol.dispose](): void {
    this.end();
  }

  /** @internal After which it counts as abandoned. */
  get maxOpenSeconds(): number {
    return recordingSettings.maxOperationSeconds;
  }

  /** @internal */
  protected get writer(): SpanWriter {
    return this.open.writer;
  }

  /** @internal The span, until it has ended. */
  protected get openSpan(): Span | undefined {
    return this.open.ended ? undefined : this.span;
  }

  /** @internal What goes before the keys of addMetadata. */
  protected abstract get metadataPrefix(): string;

  /** @internal The kind's own attributes and metrics, before the span ends. */
  abstract writeEnd(status: OperationStatus, aborted: boolean): void;

  /** @internal The kind's own error attribute, beside `error.type`. */
  protected writeOwnError(_error: unknown): void {}

  /** @internal What can be told from the result itself. */
  readResult(_value: unknown): void {}

  /** @internal What can be told from a stream that was read to its end. */
  readStream(_result: object, _last: unknown): void {}

  /** @internal Whether it wants to see what a stream brings. */
  wantsChunks(): boolean {
    return false;
  }

  /** @internal */
  expectChunks(_source: object, _streamed: boolean): void {}

  /** @internal */
  readHead(_result: object): void {}

  /** @internal */
  chunk(_value: unknown): void {}

  /** @internal One of several whole answers that make up the result. */
  readPart(_response: unknown): void {}

  /** @internal Whether what the method was called on and with is needed at the end. */
  needsCall(): boolean {
    return false;
  }

  /** @internal What is known of the end of a stream that looks done. */
  streamEnd(): StreamEnd | undefined {
    return undefined;
  }

  /** @internal */
  protected writeText(name: string, key: string, value: unknown): void {
    if (isText(name, value)) this.writer.setAttribute(key, value);
  }
}
