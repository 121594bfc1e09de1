import { whenCollected } from './collected';
import type { Settlement } from './settlement';

/** Who hears what comes out of a stream, before its reader does. */
export interface Listener {
  readonly ended: boolean;
  chunk(value: unknown): void;
  /** @param last what came last, where that may be a whole answer */
  done(last?: unknown): void;
  fail(error: unknown): void;
  leave(aborted: boolean): void;
}

/**
 * One stream on its way to its reader. All that the reader reads through holds it: once it can be collected, nobody
 * will read on.
 */
export class Reading implements Listener {
  private readonly listens: boolean;

  /**
   * @param result what the caller was given
   * @param streamed whether it is a stream for sure
   */
  constructor(
    private readonly result: object,
    private readonly settlement: Settlement,
    streamed = true,
  ) {
    this.listens = settlement.readsChunks;
    if (this.listens) settlement.expectChunks(result, streamed);
    whenCollected(this, settlement);
  }

  get ended(): boolean {
    return this.settlement.ended;
  }

  chunk(value: unknown): void {
    if (this.listens) this.settlement.chunk(value);
  }

  part(response: unknown): void {
    if (this.listens) this.settlement.part(response);
  }

  done(last?: unknown): void {
    this.settlement.complete(this.result, last);
  }

  fail(error: unknown): void {
    this.settlement.fail(error);
  }

  leave(aborted: boolean): void {
    this.settlement.cancel(aborted);
  }
}

/** One of several ways to read the same stream. */
export class Branch implements Listener {
  constructor(protected readonly whole: Listener) {}

  get ended(): boolean {
    return this.whole.ended;
  }

  chunk(value: unknown): void {
    this.whole.chunk(value);
  }

  done(last?: unknown): void {
    this.whole.done(last);
  }

  fail(error: unknown): void {
    this.whole.fail(error);
  }

  leave(aborted: boolean): void {
    this.whole.leave(aborted);
  }
}

/** What those that bring the same chunks know of each other. */
export interface Parallels {
  unleft: number;
  furthest: number;
}

/**
 * Each of several that bring the same chunks: the one that is ahead tells. The stream is left when all of them are.
 */
export class ParallelBranch extends Branch {
  private count = 0;
  private left = false;

  constructor(
    whole: Listener,
    private readonly all: Parallels,
  ) {
    super(whole);
    all.unleft += 1;
  }

  override chunk(value: unknown): void {
    this.count += 1;
    if (this.count <= this.all.furthest) return;
    this.all.furthest = this.count;
    super.chunk(value);
  }

  /** One that was left may close, too. */
  override done(last?: unknown): void {
    if (!this.left) super.done(last);
  }

  override leave(aborted: boolean): void {
    if (this.left) return;
    this.left = true;
    this.all.unleft -= 1;
    if (this.all.unleft === 0) super.leave(aborted);
  }
}
