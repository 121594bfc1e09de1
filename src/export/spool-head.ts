import { reasonOf, type Verdict, verdictOf } from './export-failure';
import type { ReadableSpan } from './readable-span';
import { RefusedSpans } from './refused-spans';
import type { ExportResult } from './span-exporter';
import type { Spool, SpooledBatch, StoredBatch } from './spool';
import type { SpoolNews } from './spool-news';

/** A batch on disk, or a part of it, which is sent by itself. */
interface Unit {
  readonly batch: SpooledBatch;
  /** Less those that went ahead. */
  readonly spans: ReadableSpan[];
  readonly isPart: boolean;
  /** How often in a row the endpoint broke over it. */
  failures: number;
  /** How often in a row the endpoint, right after it had not taken this, took another span. */
  strikes: number;
}

/** A span that is sent ahead, to find out whether the endpoint takes any. */
interface Probe {
  readonly span: ReadableSpan;
  readonly of: Unit;
  /** Of what held it up. */
  readonly verdict: Verdict;
  readonly reason: string;
}

/** What is to be done after an answer: go on at once, or leave the endpoint alone for a while. */
export interface Step {
  readonly isToWait: boolean;
  /** Spans that the endpoint has taken. */
  readonly taken: number;
}

/** A batch's failures in a row, ten seconds of them or so, before it is taken apart: many an outage is over by then. */
const PATIENCE = 4;
/** Endpoints that answer 500 at random pass for sound now and then, but not as often as this in a row. */
const STRIKES = 5;
/** Answers without a success after which an endpoint may have come to refuse whatever it gets. */
const TRUST = 16;
/** Spans to choose a probe from, if as many are kept: not all of them may be of the kind that is not taken. */
const CHOICE = 100;

/**
 * The head of a spool: which spans to send next, and what to do with those that the endpoint does not take.
 *
 * A batch that it refuses, or breaks over again and again, is halved, and so are its parts, until the spans are alone
 * that it does not take. Each of them is set aside, but only where others are taken at the same time: an endpoint that
 * takes nothing at all costs nothing but patience. A batch leaves the disk when all of it has been settled. A process that
 * is killed meanwhile has sent a part of one batch, and perhaps a few spans from behind it, which are sent again.
 */
export class SpoolHead {
  private readonly spool: Spool;
  private readonly refused: RefusedSpans;
  private readonly news: SpoolNews;
  /** The oldest, and those behind it that a probe may come from. */
  private batches: SpooledBatch[] = [];
  /** In the order of the disk. */
  private units: Unit[] = [];
  private probe: Probe | undefined;
  private answersSinceTaken = Infinity;
  private patience = PATIENCE;

  constructor(spool: Spool, refused: RefusedSpans, news: SpoolNews) {
    this.spool = spool;
    this.refused = refused;
    this.news = news;
  }

  /** The spans to send next; undefined where there are none. Throws what the disk says. */
  next(): ReadableSpan[] | undefined {
    // Another process may have the file now, or somebody has deleted it.
    if ([...new Set(this.batches.map(({ file }) => file))].some((file) => !file.isThere())) this.forget();
    if (this.units.length === 0) this.take(this.spool.first());
    return this.probe === undefined ? this.units[0]?.spans : [this.probe.span];
  }

  /** What came of the spans that were given last. */
  answered(result: ExportResult): Step {
    const verdict = verdictOf(result);
    if (verdict === 'taken') this.endpointTook();
    else this.answersSinceTaken += 1;
    const { probe, units } = this;
    this.probe = undefined;
    // It has been closed meanwhile.
    if (units.length === 0) return GO_ON;
    return probe === undefined
      ? this.headAnswered(units[0]!, verdict, reasonOf(result.error))
      : this.probeAnswered(units[0]!, probe, verdict);
  }

  /** Also what was sent past the spool. */
  endpointTook(): void {
    this.answersSinceTaken = 0;
  }

  /** What is not settled stays on disk. */
  close(): void {
    this.forget();
    this.refused.close();
  }

  private headAnswered(unit: Unit, verdict: Verdict, reason: string): Step {
    switch (verdict) {
      case 'taken':
        this.settle(unit);
        return { isToWait: false, taken: unit.spans.length };
      case 'away':
        return WAIT;
      case 'broken':
        unit.failures += 1;
        if (!unit.isPart && unit.failures < this.patience) return WAIT;
        return unit.spans.length > 1 ? this.halve(unit) : this.lookBehind(verdict, reason);
      case 'refused':
      case 'unusable':
        if (unit.spans.length > 1) return this.halve(unit);
        // That no request can be made of it is not the endpoint's word.
        if (verdict === 'unusable' || this.answersSinceTaken <= TRUST) return this.setAside(unit, reason);
        return this.lookBehind(verdict, reason);
    }
  }

  /** It is in its batch's order what it was, and in twice as many requests. */
  private halve(unit: Unit): Step {
    const { batch, spans } = unit;
    const middle = Math.ceil(spans.length / 2);
    const parts = [spans.slice(0, middle), spans.slice(middle)].map((its) => newUnit(batch, its, true));
    this.units.splice(0, 1, ...parts);
    return GO_ON;
  }

  /** One span that it does not take holds up all others, if there are others and it would take them. */
  private lookBehind(verdict: Verdict, reason: string): Step {
    let behind = this.behindHead();
    while (behind.length < CHOICE && this.take(this.spool.after(this.batches.at(-1)!)))
      behind = this.behindHead();
    // Any of them: the next one may be of the same kind.
    const one = behind[Math.floor(Math.random() * behind.length)];
    if (one === undefined) return WAIT;
    this.probe = { ...one, verdict, reason };
    return GO_ON;
  }

  private behindHead(): Pick<Probe, 'of' | 'span'>[] {
    return this.units.slice(1).flatMap((of) => of.spans.map((span) => ({ of, span })));
  }

  private probeAnswered(head: Unit, probe: Probe, verdict: Verdict): Step {
    if (verdict !== 'taken') {
      head.strikes = 0;
      return WAIT;
    }
    const { of, span } = probe;
    of.spans.splice(of.spans.indexOf(span), 1);
    if (of.spans.length === 0) this.settle(of);
    head.strikes += 1;
    const isBroken = probe.verdict === 'broken';
    if (!isBroken || head.strikes >= STRIKES) {
      // Now it is known to break over a span.
      if (isBroken) this.patience = 1;
      this.setAside(head, probe.reason);
    }
    return { isToWait: false, taken: 1 };
  }

  private setAside(unit: Unit, reason: string): Step {
    const { spans } = unit;
    try {
      this.news.setAside(spans.length, reason, this.refused.keep(spans));
    } catch (error) {
      this.news.refused(spans.length, reason, error);
    }
    this.settle(unit);
    return GO_ON;
  }

  private take(batch: StoredBatch | undefined): boolean {
    if (batch === undefined || batch.size === 0) return false;
    this.batches.push(batch);
    this.units.push(newUnit(batch, batch.spans, false));
    return true;
  }

  /** What is behind it may have been settled before. */
  private settle(unit: Unit): void {
    this.units.splice(this.units.indexOf(unit), 1);
    while (this.batches.length > 0 && !this.units.some(({ batch }) => batch === this.batches[0])) {
      try {
        this.spool.remove(this.batches.shift()!);
      } catch (error) {
        this.news.unwritable(error as Error);
      }
    }
  }

  private forget(): void {
    this.batches = [];
    this.units = [];
    this.probe = undefined;
  }
}

const newUnit = (batch: SpooledBatch, spans: ReadableSpan[], isPart: boolean): Unit => ({
  batch,
  spans,
  isPart,
  failures: 0,
  strikes: 0,
});

const GO_ON: Step = { isToWait: false, taken: 0 };
const WAIT: Step = { isToWait: true, taken: 0 };
