import { BatchWalk } from './batch-walk';
import { reasonOf, verdictOf } from './export-failure';
import type { ReadableSpan } from './readable-span';
import type { RefusedSpans } from './refused-spans';
import type { ExportResult } from './span-exporter';
import type { Spool } from './spool';
import type { SpoolNews } from './spool-news';
import type { LineToWrite, Place, StoredBatch } from './spooled-batch';

/** What is to be done after an answer. */
export interface Step {
  /** `wait`: the endpoint is to be left alone; `rest`: so is what there is to send, it may take others. */
  readonly then: 'go on' | 'wait' | 'rest';
  /** Spans that the endpoint has taken. */
  readonly taken: number;
}

/** A batch's failures in a row, ten seconds of them or so, before it is taken apart: many an outage is over by then. */
const PATIENCE = 4;
/** Once it has come to an end there is none with other batches, until so many were taken as a whole. */
const SOUND = 16;
/** How often a span is not taken by itself, while others are, before it is set aside. */
const REFUSALS = 6;
/** The last time it is tried more often, at once: it may have come to the same broken replica each time. */
const LAST_TRIES = 3;
/** Misses in a row after which the rest of a batch goes to the back, and an endpoint that takes nothing is left alone. */
const MISSES = 16;
/** Answers without a success after which an endpoint may have come to refuse whatever it gets. */
const TRUST = 64;

/**
 * The head of a spool: which spans to send next, and what to do with those that the endpoint does not take.
 *
 * A batch that it refuses, or breaks over again and again, is taken apart until the spans are alone that it does not
 * take. They go to the back of the spool, where they hold up nothing, with a count of how often that happened while
 * others were taken; in the end they are set aside. An endpoint that takes nothing at all costs patience only.
 */
export class SpoolHead {
  private readonly spool: Spool;
  private readonly refused: RefusedSpans;
  private readonly news: SpoolNews;
  private walk: BatchWalk | undefined;
  /** Taken as a whole, since patience with one came to an end. */
  private soundBatches = Infinity;
  private answersSinceTaken = Infinity;
  private missesSinceWait = 0;
  /** The first line that went to the back since the endpoint took something, or since all of them came round again. */
  private firstDeferred: Place | undefined;
  /** Whether they came round, and none was taken. */
  private isRoundInVain = false;
  /** Whether it took something since the head of the spool was sent last. */
  private hasTakenOthers = false;
  /** Whether, since then, it did not take what it had never refused before. */
  private isOut = false;
  /** Until a batch had spans that were not even tried. */
  private isInOrder = true;

  constructor(spool: Spool, refused: RefusedSpans, news: SpoolNews) {
    this.spool = spool;
    this.refused = refused;
    this.news = news;
  }

  /** The spans to send next; undefined where there are none. Throws what the disk says. */
  next(): ReadableSpan[] | undefined {
    // Another process may have the file now, or somebody has deleted it.
    if (this.walk?.batch.file.isThere() === false) this.walk = undefined;
    if (this.walk === undefined) this.begin(this.spool.first());
    return this.walk?.next;
  }

  /** What came of the spans that were given last. */
  answered(result: ExportResult): Step {
    const verdict = verdictOf(result);
    if (verdict === 'taken') this.endpointTook();
    else if (verdict !== 'away') this.answersSinceTaken += 1;
    const { walk } = this;
    // It has been closed meanwhile.
    if (walk === undefined) return GO_ON;
    if (verdict === 'taken') return this.taken(walk);
    if (verdict === 'away') return WAIT;
    if (verdict === 'broken' && !walk.isTakenApart) {
      if (++walk.failures < this.patienceWith(walk)) return WAIT;
      this.soundBatches = 0;
    }
    if (this.isLastTime(walk) && ++walk.tries < LAST_TRIES) return GO_ON;
    walk.missed(reasonOf(result.error));
    return this.goOnWith(walk);
  }

  /** Also what was sent past the spool. */
  endpointTook(): void {
    this.answersSinceTaken = this.missesSinceWait = 0;
    this.hasTakenOthers = true;
    this.isOut = this.isRoundInVain = false;
    this.firstDeferred = undefined;
  }

  /** What has been begun goes to the back, so that the next process does not begin with it again. */
  close(): void {
    const { walk } = this;
    if (walk?.isTakenApart && (walk.hasTaken || this.spool.hasMoreThan(walk.batch))) this.defer(walk);
    this.walk = undefined;
    this.refused.close();
  }

  private get isEvident(): boolean {
    return this.hasTakenOthers && this.answersSinceTaken <= TRUST;
  }

  private begin(batch: StoredBatch | undefined): void {
    if (batch === undefined) {
      this.isInOrder = true;
      return;
    }
    const { file, start } = this.firstDeferred ?? {};
    if (batch.file === file && batch.start === start) {
      this.isRoundInVain = !this.hasTakenOthers;
      this.hasTakenOthers = false;
      this.firstDeferred = undefined;
    }
    this.walk = new BatchWalk(batch, this.isInOrder && batch.refusals === 0);
  }

  /** A process before this one has lost patience with what it left. */
  private patienceWith({ batch }: BatchWalk): number {
    return batch.file.isOwn && this.soundBatches >= SOUND ? PATIENCE : 1;
  }

  private isLastTime({ batch, next }: BatchWalk): boolean {
    return next?.length === 1 && batch.refusals >= REFUSALS - 1 && this.isEvident;
  }

  private taken(walk: BatchWalk): Step {
    if (!walk.isTakenApart) this.soundBatches += 1;
    const taken = walk.taken();
    return { ...this.goOnWith(walk), taken };
  }

  private goOnWith(walk: BatchWalk): Step {
    const most = walk.batch.refusals > 0 && !this.isEvident ? 1 : MISSES;
    return walk.next !== undefined && walk.misses < most ? GO_ON : this.end(walk);
  }

  private end(walk: BatchWalk): Step {
    const isTaken = walk.notTaken.length === 0;
    const { isEvident } = this;
    if (walk.misses === MISSES) this.isInOrder = false;
    if (!isTaken && !isEvident && walk.batch.refusals === 0) this.isOut = true;
    const isToStay = this.isRoundInVain || !this.spool.hasMoreThan(walk.batch);
    if (!isTaken && !isEvident && isToStay) return this.stop(walk);
    if (!this.defer(walk)) {
      walk.beginAgain();
      return REST;
    }
    this.walk = undefined;
    if (isTaken || isEvident) return GO_ON;
    this.missesSinceWait += walk.misses;
    return this.missesSinceWait < MISSES ? GO_ON : this.stop();
  }

  private stop(walk?: BatchWalk): Step {
    walk?.beginAgain();
    this.missesSinceWait = 0;
    this.isRoundInVain = false;
    return this.isOut ? WAIT : REST;
  }

  /** A batch is done with: what is left of it is at the back. False where the disk does not let it; nothing is lost. */
  private defer(walk: BatchWalk): boolean {
    const { batch } = walk;
    if (!batch.file.isThere()) return true;
    try {
      const lines = this.isEvident ? this.counted(walk) : [{ ...batch, spans: walk.notTaken }];
      const place = this.spool.appendAgain(lines.filter(({ spans }) => spans.length > 0));
      this.firstDeferred ??= place;
    } catch (error) {
      this.news.unwritable(error as Error);
      return false;
    }
    this.spool.remove(batch);
    return true;
  }

  private counted(walk: BatchWalk): LineToWrite[] {
    const refusals = Math.min(walk.batch.refusals + 1, REFUSALS);
    if (walk.left.length > 0 && refusals === REFUSALS) this.setAside(walk);
    return [
      { spans: walk.left, refusals },
      { spans: walk.rest, refusals: walk.batch.refusals },
    ];
  }

  /** What the disk does not take goes to the back once more. */
  private setAside(walk: BatchWalk): void {
    const { left, reason } = walk;
    try {
      const { kept, path } = this.refused.keep(left);
      walk.left = [];
      if (kept > 0) this.news.setAside(kept, reason, path);
      if (kept < left.length) this.news.refused(left.length - kept, reason);
    } catch (error) {
      this.news.unwritable(error as Error);
    }
  }
}

const GO_ON: Step = { then: 'go on', taken: 0 };
const WAIT: Step = { then: 'wait', taken: 0 };
const REST: Step = { then: 'rest', taken: 0 };
