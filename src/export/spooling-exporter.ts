import { Acknowledgements } from './acknowledgements';
import { Backoff } from './backoff';
import { boundedExport } from './bounded-export';
import type { DurableExporter } from './durable-exporter';
import { isRefusal, reasonOf, UnusableBatchError } from './export-failure';
import type { ReadableSpan } from './readable-span';
import { type ExportResult, ExportResultCode, failure, type SpanExporter } from './span-exporter';
import { Spool, type SpooledBatch, SpoolFullError } from './spool';
import { SpoolNews } from './spool-news';

export interface SpoolingExporterOptions {
  /** Of this endpoint alone. */
  readonly directory: string;
  readonly maxBytes: number;
  /** After which an answer is not waited for any more. */
  readonly exportTimeoutMillis: number;
  /** The endpoint as it may stand in a message. */
  readonly endpoint: string;
}

type Done = (result: ExportResult) => void;

/** A batch that was handed over, and not answered for yet. */
interface Handed {
  readonly spans: ReadableSpan[];
  readonly done: Done;
}

/** The request of a batch that was not on disk when it began. */
interface Direct extends Handed {
  /** Since it was written down, and its answer is waited for no more. */
  written?: SpooledBatch | 'not kept' | undefined;
}

const LOOK_FOR_OTHERS_MS = 60_000;
const ASK_DISK_AGAIN_MS = 1_000;

/**
 * Sends spans by another exporter, in order. What that cannot deliver is written down, and so is all that comes after
 * it, until everything has been sent. It has one request under way at a time: that of a batch just handed over, or
 * that of the oldest batch on disk.
 */
export class SpoolingExporter implements DurableExporter {
  private readonly exporter: SpanExporter;
  private readonly options: SpoolingExporterOptions;
  private readonly spool: Spool;
  private readonly news: SpoolNews;
  private direct: Direct | undefined;
  /** Of batches that are written down. */
  private readonly acknowledgements: Acknowledgements;
  /** The disk took nothing: until then it is not asked again for every span. */
  private unusableUntil = -Infinity;
  /** The disk takes nothing: they wait for the endpoint. */
  private held: Handed[] = [];
  private isRequesting = false;
  private readonly backoff = new Backoff();
  private readonly looking: NodeJS.Timeout;
  private isTimeToLook = false;
  private readonly draining = new Set<() => void>();
  private isClosed = false;

  constructor(exporter: SpanExporter, options: SpoolingExporterOptions) {
    this.exporter = exporter;
    this.options = options;
    this.news = new SpoolNews(options);
    this.spool = new Spool(options, this.news);
    this.acknowledgements = new Acknowledgements(this.spool);
    // Before the first span, which comes after what is left.
    this.lookForOthers();
    this.goOnSoon();
    this.looking = setInterval(() => {
      this.isTimeToLook = true;
      this.goOn();
    }, LOOK_FOR_OTHERS_MS).unref();
  }

  export(spans: ReadableSpan[], done: Done): void {
    const handed = { spans, done };
    if (this.isClosed) done(failure(new Error('it has been shut down')));
    else if (this.isRequesting || !this.spool.isEmpty || this.held.length > 0) this.keep(handed);
    else this.sendDirectly(handed);
  }

  writeDown(isLastTime = false): boolean {
    if (!isLastTime && performance.now() < this.unusableUntil) return false;
    const { direct } = this;
    // The oldest first.
    if (direct !== undefined && direct.written === undefined) {
      direct.written = this.tryToKeep(direct);
      if (direct.written === undefined) return false;
    }
    while (this.held.length > 0) {
      if (this.tryToKeep(this.held[0]!) === undefined) return false;
      this.held.shift();
    }
    return true;
  }

  async drain(limitMs: number): Promise<void> {
    const isIdle = this.spool.isEmpty && !this.isRequesting;
    if (isIdle || this.backoff.isWaiting || this.isClosed) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.draining.delete(end);
        resolve();
      };
      const timer = setTimeout(end, limitMs);
      this.draining.add(end);
    });
  }

  leave(): void {
    this.writeDown(true);
    this.acknowledgements.settleNow();
    this.close();
  }

  async shutdown(): Promise<void> {
    this.isClosed = true;
    this.writeDown(true);
    // What is under way may still be answered, and then need not be sent again.
    await Promise.race([this.exporter.shutdown().catch(() => {}), after(this.options.exportTimeoutMillis)]);
    this.leave();
  }

  private close(): void {
    this.isClosed = true;
    this.backoff.stop();
    clearInterval(this.looking);
    this.spool.release();
    this.news.total();
    this.tellDrained();
  }

  private sendDirectly(handed: Handed): void {
    const direct: Direct = { ...handed };
    this.direct = direct;
    this.request(direct.spans, (result) => {
      this.direct = undefined;
      if (direct.written === undefined) this.directAnswered(direct, result);
      else this.writtenAnswered(direct.written, direct.spans.length, result);
    });
  }

  private directAnswered(direct: Direct, result: ExportResult): void {
    if (!isToBeMended(result)) {
      this.succeeded(0);
      direct.done(result);
      this.goOn();
      return;
    }
    this.news.failed(reasonOf(result.error));
    if (this.tryToKeep(direct) === undefined) direct.done(result);
    this.failed();
  }

  /** It is the oldest on disk, if it was kept. */
  private writtenAnswered(batch: SpooledBatch | 'not kept', spans: number, result: ExportResult): void {
    if (isToBeMended(result)) {
      this.news.failed(reasonOf(result.error));
      this.failed();
      return;
    }
    if (batch !== 'not kept') {
      const error = attempt(() => this.spool.remove(batch));
      if (error !== undefined) this.news.unwritable(error);
      if (result.code !== ExportResultCode.SUCCESS) this.news.refused(spans, reasonOf(result.error));
    }
    this.succeeded(spans);
    this.goOnSoon();
  }

  private succeeded(late: number): void {
    this.backoff.succeeded();
    this.news.delivered(late);
  }

  private failed(): void {
    this.backoff.failed();
    this.tellDrained();
    // Nothing is kept where nothing can be written: then the next batch finds out.
    if (this.spool.isEmpty && this.held.length === 0) return;
    this.backoff.wait(() => this.goOn());
  }

  /** Behind what waits already: on disk, or in memory where the disk takes nothing. */
  private keep(handed: Handed): void {
    if (!this.writeDown() || this.tryToKeep(handed) === undefined) this.hold(handed);
    this.goOn();
  }

  private hold(handed: Handed): void {
    this.held.push(handed);
    setTimeout(() => {
      const place = this.held.indexOf(handed);
      if (place < 0) return;
      this.held.splice(place, 1);
      handed.done(failure(new Error('it could neither be sent nor be written down')));
    }, this.options.exportTimeoutMillis).unref();
  }

  /** Undefined if the disk does not let it: the batch is still to be answered for. */
  private tryToKeep({ spans, done }: Handed): SpooledBatch | 'not kept' | undefined {
    try {
      const batch = this.spool.append(spans);
      this.unusableUntil = -Infinity;
      this.acknowledgements.add(done, batch.lost);
      return batch;
    } catch (error) {
      if (error instanceof SpoolFullError || error instanceof UnusableBatchError) {
        done(failure(error));
        return 'not kept';
      }
      this.unusableUntil = performance.now() + ASK_DISK_AGAIN_MS;
      this.news.unwritable(error as Error);
      return undefined;
    }
  }

  /** Sends what is oldest, unless that is being done or would be too early. */
  private goOn(): void {
    if (this.isRequesting || this.backoff.isWaiting || this.isClosed) return;
    if (this.isTimeToLook) this.lookForOthers();
    const batch = this.firstOnDisk();
    if (batch !== undefined) {
      this.request(batch.spans, (result) => this.writtenAnswered(batch, batch.spans.length, result));
      return;
    }
    const handed = this.held.shift();
    if (handed === undefined) this.tellDrained();
    else this.sendDirectly(handed);
  }

  /** A process that has nothing else to do is not kept alive by what it has written down. */
  private goOnSoon(): void {
    setTimeout(() => this.goOn(), 0).unref();
  }

  private firstOnDisk(): ReturnType<Spool['first']> {
    try {
      return this.spool.first();
    } catch (error) {
      this.news.unwritable(error as Error);
      return undefined;
    }
  }

  private lookForOthers(): void {
    this.isTimeToLook = false;
    const error = attempt(() => this.spool.takeOver());
    if (error !== undefined) this.news.unwritable(error);
  }

  private request(spans: ReadableSpan[], answered: Done): void {
    this.isRequesting = true;
    boundedExport(this.exporter, spans, this.options.exportTimeoutMillis, (result) => {
      this.isRequesting = false;
      answered(result);
    });
  }

  private tellDrained(): void {
    for (const end of this.draining) end();
  }
}

/** By time or by somebody; any other batch need not be sent again. */
const isToBeMended = (result: ExportResult): boolean =>
  result.code !== ExportResultCode.SUCCESS && !isRefusal(result);

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

function attempt(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
