import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { asDurable, type DurableExporter } from '../export/durable-exporter';
import { reasonOf } from '../export/export-failure';
import type { ReadableSpan } from '../export/readable-span';
import { type ExportResult, ExportResultCode, failure, type SpanExporter } from '../export/span-exporter';
import { untraced } from '../export/untraced';
import { DeliveryLosses } from './delivery-losses';
import { type Fate, type FlushResult, FlushTally } from './flush-result';

export interface SpanQueueOptions {
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly scheduleDelayMillis: number;
  readonly exportTimeoutMillis: number;
}

/**
 * Finished spans on their way to an exporter: bounded, in batches, one export at a time, in the order of
 * their end. What cannot be delivered is counted, or kept by an exporter that can; nothing here throws or rejects.
 */
export class SpanQueue {
  private readonly exporter: SpanExporter;
  private readonly durable: DurableExporter | undefined;
  private readonly options: SpanQueueOptions;
  private readonly losses = new DeliveryLosses();
  private spans: ReadableSpan[] = [];
  /** Spans ever taken in, and those whose export has ended one way or the other. */
  private added = 0;
  private settled = 0;
  private readonly tallies = new Set<FlushTally>();
  private readonly awaiting: (() => void)[] = [];
  private exporting: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isHurrying = false;
  /** The last export failed, and not at once: another one would only keep everybody waiting. */
  private isUnreachable = false;

  constructor(exporter: SpanExporter, options: SpanQueueOptions) {
    this.exporter = exporter;
    this.durable = asDurable(exporter);
    this.options = options;
  }

  /** Runs for every span: no more than a push, until there is something to schedule. */
  add(span: ReadableSpan): void {
    const { maxQueueSize, maxExportBatchSize } = this.options;
    if (this.spans.length >= maxQueueSize && !this.makeRoom()) return this.losses.drop(maxQueueSize);
    this.added += 1;
    const length = this.spans.push(span);
    if (length === 1 || length === maxExportBatchSize) this.schedule();
  }

  /**
   * Resolves when all that is queued now has been exported, written down or given up, and says which. Where the
   * exporter cannot be reached and keeps nothing, that is found out with one batch; the others stay, and are tried
   * again later.
   */
  async flush(): Promise<FlushResult> {
    const tally = new FlushTally(this.settled, this.added);
    this.tallies.add(tally);
    // An endpoint that takes its time with each batch gets no more of it than one that does not answer.
    const limit = setTimeout(() => this.durable?.writeDown(), this.options.exportTimeoutMillis).unref();
    while (this.settled < tally.goal && this.isBusy()) {
      await (this.isAllHanded() ? this.nextAnswer() : this.exportNext());
      if (this.isUnreachable) break;
    }
    clearTimeout(limit);
    this.tallies.delete(tally);
    await this.exporter.forceFlush?.().catch(() => {});
    return tally.result();
  }

  /** Flushes, and stays while what an earlier outage has left on disk is being sent, for a while. */
  async finish(): Promise<void> {
    await this.flush();
    await this.durable?.drain(FINISH_MS);
  }

  /**
   * For the end of the process: an exporter that writes synchronously, or keeps what it cannot deliver, has all that
   * was queued when this returns. With any other, what is still to be delivered is lost, and its number said.
   */
  drainSync(): void {
    // An exporter that did not answer at once will not answer the next batch either.
    while (this.takesAtOnce() && this.spans.length > 0) this.hand(this.take(), () => {});
    this.durable?.leave();
    this.losses.leaveBehind(this.added - this.settled);
    this.losses.total();
  }

  async shutdown(): Promise<void> {
    await this.finish();
    clearTimeout(this.timer);
    const left = this.spans.splice(0).length;
    this.count(left, 'lost');
    this.losses.fail(left, 'it was shut down before they could be');
    await this.exporter.shutdown().catch(() => {});
    this.losses.total();
  }

  /** A full queue moves its oldest spans to where they are kept, if anything keeps them. */
  private makeRoom(): boolean {
    if (this.durable === undefined || this.spans[0]?.resource.asyncAttributesPending) return false;
    if (!this.durable.writeDown()) return false;
    this.hand(this.take(), () => {});
    this.durable.writeDown();
    return true;
  }

  private takesAtOnce(): boolean {
    return this.durable?.writeDown(true) ?? this.added - this.settled === this.spans.length;
  }

  private isBusy(): boolean {
    return !this.isAllHanded() || this.durable !== undefined;
  }

  /** Nothing is left to export; what made room in a full queue may yet be answered for. */
  private isAllHanded(): boolean {
    return this.exporting === undefined && this.spans.length === 0;
  }

  private nextAnswer(): Promise<void> {
    return new Promise((resolve) => this.awaiting.push(resolve));
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
      const timer = setTimeout(() => {
        if (this.durable?.writeDown()) return;
        settle(failure(new Error(`no answer in ${exportTimeoutMillis} ms`)));
      }, exportTimeoutMillis);
      const settle = this.hand(batch, (isDone) => {
        clearTimeout(timer);
        this.isUnreachable = !isDone && !isAtOnce;
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
  private hand(batch: ReadableSpan[], ended: (isDone: boolean) => void): (result: ExportResult) => void {
    let isOpen = true;
    const size = batch.length;
    const settle = (result: ExportResult): void => {
      if (!isOpen) return;
      isOpen = false;
      const isDone = result.code === ExportResultCode.SUCCESS;
      const lost = isDone ? (result.lost?.spans ?? 0) : size;
      if (lost > 0) this.losses.fail(lost, result.lost?.reason ?? reasonOf(result.error));
      else this.losses.succeed();
      this.count(size - lost, result.isSpooled ? 'spooled' : 'delivered');
      this.count(lost, 'lost');
      ended(isDone);
    };
    try {
      untraced(() => this.exporter.export(batch, settle));
    } catch (error) {
      settle(failure(error as Error));
    }
    return settle;
  }

  private count(spans: number, fate: Fate): void {
    for (const tally of this.tallies) tally.count(this.settled, spans, fate);
    this.settled += spans;
    for (const resolve of this.awaiting.splice(0)) resolve();
  }
}

const FINISH_MS = 5_000;
