/**
 * What became of the spans that had ended, and were still waiting, when a flush was called. Each is counted once; one
 * that goes to several destinations, by the one where it fared worst.
 */
export interface FlushResult {
  /** Spans that the endpoint has accepted, or that have been written to the ledger. */
  readonly delivered: number;
  /**
   * Spans that are on disk, in the spool, from where they are sent when the endpoint takes them. One that it turns out
   * never to take, while it takes others, stays on disk in a file of its own.
   */
  readonly spooled: number;
  /** Spans that were given up: there was nowhere to keep them, or, without a spool, the endpoint did not take them. */
  readonly lost: number;
  /** Spans still in memory, for an endpoint out of reach, that are tried again later. None where there is a spool. */
  readonly waiting: number;
}

export type Fate = Exclude<keyof FlushResult, 'waiting'>;

export const NOTHING_FLUSHED: FlushResult = Object.freeze({ delivered: 0, spooled: 0, lost: 0, waiting: 0 });

/** Counts the fates of spans `from` to `goal`, of all that ever went through a queue. They are settled in order. */
export class FlushTally {
  readonly goal: number;
  private readonly spans: number;
  private readonly counts: Record<Fate, number> = { delivered: 0, spooled: 0, lost: 0 };

  constructor(from: number, goal: number) {
    this.goal = goal;
    this.spans = goal - from;
  }

  /** So many spans were settled, after `settled` others. */
  count(settled: number, spans: number, fate: Fate): void {
    this.counts[fate] += Math.max(0, Math.min(spans, this.goal - settled));
  }

  result(): FlushResult {
    const { delivered, spooled, lost } = this.counts;
    return { delivered, spooled, lost, waiting: this.spans - delivered - spooled - lost };
  }
}

/** Of destinations that each got the same spans. */
export function worstOf(results: readonly FlushResult[]): FlushResult {
  const most = (count: (result: FlushResult) => number): number => Math.max(0, ...results.map(count));
  let rest = most(({ delivered, spooled, lost, waiting }) => delivered + spooled + lost + waiting);
  const part = (spans: number): number => {
    const taken = Math.min(rest, spans);
    rest -= taken;
    return taken;
  };
  const lost = part(most((result) => result.lost));
  const waiting = part(most((result) => result.waiting));
  const spooled = part(most((result) => result.spooled));
  return { delivered: rest, spooled, lost, waiting };
}
