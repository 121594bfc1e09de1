import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ReadableSpan } from '../export/readable-span';
import { type ExportResult, ExportResultCode, type SpanExporter } from '../export/span-exporter';
import { DeliveryLosses } from './delivery-losses';

export interface SpanQueueOptions {
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly scheduleDelayMillis: number;
  readonly exportTimeoutMillis: number;
}

/** The key by which OpenTelemetry's `suppressTracing` tells instrumentations to look away. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const EXPORTING = ROOT_CONTEXT.setValue(SUPPRESS_TRACING, true);

/**
 * Finished spans on their way to an exporter: bounded, in batches, one export at a time, in the order of
 * their end. What cannot be delivered is counted; nothing here throws or rejects.
 */
export class SpanQueue {
  private readonly exporter: SpanExporter;
  private readonly options: SpanQueueOptions;
  private readonly losses = new DeliveryLosses();
  private spans: ReadableSpan[] = [];
  /** Spans ever taken in, and those whose export has ended one way or the other. */
  private added = 0;
  private settled = 0;
  private exporting: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isHurrying = false;
  /** The last export failed, and not at once: another one would only keep everybody waiting. */
  private isUnreachable = false;

  constructor(exporter: SpanExporter, options: SpanQueueOptions) {
    this.exporter = exporter;
    this.options = options;
  }

  /** Runs for every span: no more than a push, until there is something to schedule. */
  add(span: ReadableSpan): void {
    const { maxQueueSize, maxExportBatchSize } = this.options;
    if (this.spans.length >= maxQueueSize) return this.losses.drop(maxQueueSize);
    this.added += 1;
    const length = this.spans.push(span);
    if (length === 1 || length === maxExportBatchSize) this.schedule();
  }

  /**
   * Resolves when all that is queued now has been exported or given up. Where the exporter cannot be reached that
   * is found out with one batch; the others stay, and are tried again later.
   */
  async flush(): Promise<void> {
    const goal = this.added;
    while (this.settled < goal && this.isBusy()) {
      await this.exportNext();
      if (this.isUnreachable) break;
    }
    await this.exporter.forceFlush?.().catch(() => {});
  }

  /**
   * For the end of the process: an exporter that writes synchronously has written all that was queued when it
   * returns. With any other, what is still to be delivered is lost, and its number said.
   */
  drainSync(): void {
    let unanswered = this.added - this.settled - this.spans.length;
    while (this.spans.length > 0 && unanswered === 0) {
      const batch = this.take();
      unanswered = batch.length;
      this.hand(batch, () => {
        unanswered = 0;
      });
    }
    // An exporter that did not answer at once will not answer the next batch either.
    this.losses.leaveBehind(unanswered + this.spans.length);
    this.losses.total();
  }

  async shutdown(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
    const left = this.spans.splice(0).length;
    this.settled += left;
    this.losses.fail(left, 'it was shut down before they could be');
    await this.exporter.shutdown().catch(() => {});
    this.losses.total();
  }

  private isBusy(): boolean {
    return this.exporting !== undefined || this.spans.length > 0;
  }

  private schedule(): void {
    if (this.exporting !== undefined || this.isHurrying || this.spans.length === 0) return;
    // Outside of the caller's context, which the timer would otherwise keep alive.
    context.with(ROOT_CONTEXT, () => {
      if (this.spans.length >= this.options.maxExportBatchSize && !this.isUnreachable) this.exportSoon();
      else this.timer ??= setTimeout(() => void this.exportNext(), this.options.scheduleDelayMillis).unref();
    });
  }

  /** A full batch need not wait, but the span that filled it should not pay for it. */
  private exportSoon(): void {
    this.isHurrying = true;
    setImmediate(() => {
      this.isHurrying = false;
      void this.exportNext();
    });
  }

  /** The export under way, else a new one of the oldest batch. */
  private exportNext(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return (this.exporting ??= this.exportBatch().then(() => {
      this.exporting = undefined;
      this.schedule();
    }));
  }

  private async exportBatch(): Promise<void> {
    await this.resourceIsReady();
    const batch = this.take();
    if (batch.length === 0) return;
    const { exportTimeoutMillis } = this.options;
    await new Promise<void>((resolve) => {
      let isAtOnce = true;
      const timer = setTimeout(
        () => settle(failure(`no answer in ${exportTimeoutMillis} ms`)),
        exportTimeoutMillis,
      );
      const settle = this.hand(batch, (isDelivered) => {
        clearTimeout(timer);
        this.isUnreachable = !isDelivered && !isAtOnce;
        resolve();
      });
      isAtOnce = false;
      timer.unref();
    });
  }

  /** A detector may still be at work on the resource, which all spans of a provider share. */
  private async resourceIsReady(): Promise<void> {
    const resource = this.spans[0]?.resource;
    if (!resource?.asyncAttributesPending) return;
    await Promise.race([
      resource.waitForAsyncAttributes?.().catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, this.options.exportTimeoutMillis).unref()),
    ]);
  }

  private take(): ReadableSpan[] {
    const { maxExportBatchSize } = this.options;
    if (this.spans.length > maxExportBatchSize) return this.spans.splice(0, maxExportBatchSize);
    const all = this.spans;
    this.spans = [];
    return all;
  }

  /** Exports a batch. Only the first answer counts, be it the exporter's or, through the result, another's. */
  private hand(batch: ReadableSpan[], ended: (isDelivered: boolean) => void): (result: ExportResult) => void {
    let isOpen = true;
    const settle = (result: ExportResult): void => {
      if (!isOpen) return;
      isOpen = false;
      this.settled += batch.length;
      const isDelivered = result.code === ExportResultCode.SUCCESS;
      if (isDelivered) this.losses.succeed();
      else this.losses.fail(batch.length, reasonOf(result.error));
      ended(isDelivered);
    };
    try {
      context.with(EXPORTING, () => this.exporter.export(batch, settle));
    } catch (error) {
      settle({ code: ExportResultCode.FAILED, error: error as Error });
    }
    return settle;
  }
}

const failure = (message: string): ExportResult => ({
  code: ExportResultCode.FAILED,
  error: new Error(message),
});

/** A refused connection is an AggregateError, which has a code and no message. */
const reasonOf = (error: (Error & { code?: string | number }) | undefined): string =>
  error?.message || String(error?.code ?? 'the exporter gave no reason');
