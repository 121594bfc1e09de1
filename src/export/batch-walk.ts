import type { ReadableSpan } from './readable-span';
import type { StoredBatch } from './spooled-batch';

/** A batch of the spool on its way: as a whole, and once that was not taken, in halves of halves. */
export class BatchWalk {
  readonly batch: StoredBatch;
  /** Not taken, though alone. */
  left: ReadableSpan[] = [];
  /** Why the last of them was not. */
  reason = '';
  /** Parts in a row that were not taken. */
  misses = 0;
  /** How often in a row the endpoint broke over the whole. */
  failures = 0;
  /** How often the part that is next was tried before, alone. */
  tries = 0;
  isTakenApart: boolean;
  hasTaken = false;
  private readonly isInOrder: boolean;
  private parts: ReadableSpan[][] = [];

  /** In any order, where it may be the first ones that are not taken, and nobody gets further. */
  constructor(batch: StoredBatch, isInOrder: boolean) {
    this.batch = batch;
    this.isInOrder = isInOrder;
    // What was refused before goes by itself.
    this.isTakenApart = batch.refusals > 0;
    this.beginWith(batch.spans);
  }

  /** Undefined at the end. */
  get next(): ReadableSpan[] | undefined {
    return this.parts[0];
  }

  get rest(): ReadableSpan[] {
    return this.inOrder(this.parts.flat());
  }

  get notTaken(): ReadableSpan[] {
    return this.inOrder([...this.left, ...this.parts.flat()]);
  }

  /** Gives their number. */
  taken(): number {
    this.hasTaken = true;
    this.misses = this.tries = 0;
    return this.parts.shift()!.length;
  }

  missed(reason: string): void {
    this.reason = reason;
    const part = this.parts.shift()!;
    const middle = Math.ceil(part.length / 2);
    if (part.length === 1) this.left.push(...part);
    else this.parts.unshift(...this.anyFirst([part.slice(0, middle), part.slice(middle)]));
    this.misses += 1;
    this.tries = 0;
    this.isTakenApart = true;
  }

  /** Less what was taken. */
  beginAgain(): void {
    const spans = this.notTaken;
    this.left = [];
    this.misses = 0;
    this.beginWith(spans);
  }

  private beginWith(spans: ReadableSpan[]): void {
    if (this.batch.refusals > 0) this.parts = this.anyFirst(spans.map((span) => [span]));
    else this.parts = spans.length > 0 ? [spans] : [];
  }

  private anyFirst(parts: ReadableSpan[][]): ReadableSpan[][] {
    if (this.isInOrder) return parts;
    const first = Math.floor(Math.random() * parts.length);
    return [...parts.slice(first), ...parts.slice(0, first)];
  }

  private inOrder(spans: readonly ReadableSpan[]): ReadableSpan[] {
    const its = new Set(spans);
    return this.batch.spans.filter((span) => its.has(span));
  }
}
