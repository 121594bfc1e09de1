import { Acknowledgements } from './acknowledgements';
import { Backoff } from './backoff';
import { boundedExport } from './bounded-export';
import type { DurableExporter } from './durable-exporter';
import { isTimeOut, reasonOf, UnusableBatchError, type Verdict, verdictOf } from './export-failure';
import type { ReadableSpan } from './readable-span';
import { RefusedSpans } from './refused-spans';
import { type ExportResult, failure, type SpanExporter } from './span-exporter';
import { Spool } from './spool';
import { SpoolHead } from './spool-head';
import { SpoolNews } from './spool-news';
import { type SpooledBatch, SpoolFullError } from './spooled-batch';
import type { SpoolingExporterOptions } from './spooling-exporter-options';

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
 * of what is oldest on disk.
 */
export class SpoolingExporter implements DurableExporter {
  private readonly exporter: SpanExporter;
  private readonly options: SpoolingExporterOptions;
  private readonly spool: Spool;
  private readonly head: SpoolHead;
  private readonly news: SpoolNews;
  private direct: Direct | undefined;
  /** Of batches that are written down. */
  private readonly acknowledgements: Acknowledgements;
  /** The disk took nothing: until then it is not asked again for every span. */
  private unusableUntil = -Infinity;
  /** The disk takes nothing: they wait for the endpoint. */
  private held: Handed[] = [];
  private isRequesting = false;
  private readonly backoff: Backoff;
  private readonly looking: NodeJS.Timeout;
  private isTimeToLook = false;
  /** What is on disk is left alone, though the endpoint may take others. */
  private isResting = false;
  private readonly draining = new Set<() => void>();
  private isClosed = false;

  constructor(exporter: SpanExporter, options: SpoolingExporterOptions) {
    this.exporter = exporter;
    this.options = options;
    this.news = new SpoolNews(options);
    this.spool = new Spool(options, this.news);
    this.head = new SpoolHead(this.spool, new RefusedSpans(options), this.news);
    this.backoff = new Backoff(options.firstRetryMillis);
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
    this.head.close();
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
    const verdict = verdictOf(result);
    if (verdict === 'taken') this.directlyTaken(0);
    // One span that no request can be made of does not cost the others.
    if (verdict === 'taken' || this.tryToKeep(direct) === undefined) direct.done(result);
    this.goOnAfter(verdict, result);
  }

  /** It is the oldest on disk, if it was kept. */
  private writtenAnswered(batch: SpooledBatch | 'not kept', spans: number, result: ExportResult): void {
    const verdict = verdictOf(result);
    if (verdict === 'taken') {
      if (batch !== 'not kept') this.spool.remove(batch);
      this.directlyTaken(spans);
    }
    this.goOnAfter(verdict, result);
  }

  private keptAnswered(result: ExportResult): void {
    const { then, taken } = this.head.answered(result);
    if (taken > 0) this.succeeded(taken);
    if (then === 'wait') this.failed(result);
    else if (then === 'rest') this.waitAWhile(true);
    else this.goOnSoon();
  }

  /** What is refused is no reason to leave the endpoint alone: the head of the spool finds out what it is. */
  private goOnAfter(verdict: Verdict, result: ExportResult): void {
    if (verdict === 'broken' || verdict === 'away') this.failed(result);
    else this.goOnSoon();
  }

  private directlyTaken(late: number): void {
    this.head.endpointTook();
    this.succeeded(late);
  }

  private succeeded(late: number): void {
    this.backoff.succeeded();
    this.news.delivered(late);
  }

  private failed({ error }: ExportResult): void {
    this.news.failed(reasonOf(error), isTimeOut(error));
    this.waitAWhile(false);
  }

  private waitAWhile(isResting: boolean): void {
    this.isResting = isResting;
    this.backoff.failed();
    this.tellDrained();
    // Nothing is kept where nothing can be written: then the next batch finds out.
    if (this.spool.isEmpty && this.held.length === 0) return;
    this.backoff.wait(() => this.goOn());
  }

  /** Behind what waits already: on disk, or in memory where the disk takes nothing. */
  private keep(handed: Handed): void {
    if (!this.writeDown() || this.tryToKeep(handed) === undefined) this.hold(handed);
    if (this.isResting) this.backoff.stop();
    this.isResting = false;
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
    const spans = this.oldestOnDisk();
    if (spans !== undefined) return this.request(spans, (result) => this.keptAnswered(result));
    const handed = this.held.shift();
    if (handed === undefined) this.tellDrained();
    else this.sendDirectly(handed);
  }

  /** A process that has nothing else to do is not kept alive by what it has written down. */
  private goOnSoon(): void {
    setTimeout(() => this.goOn(), 0).unref();
  }

  private oldestOnDisk(): ReadableSpan[] | undefined {
    try {
      return this.head.next();
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

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

function attempt(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
