import type { Context } from '@opentelemetry/api';

/** Who waits to hear how an operation ended. Only the first word counts. */
export interface Settlement {
  readonly ended: boolean;
  /** In which later steps of the operation run: a generator's, a lazy query's, an observable's. */
  readonly context: Context | undefined;
  /** Whether it wants to be shown what a stream brings, chunk by chunk. Where it does not, nobody shows it. */
  readonly readsChunks: boolean;
  /** What it settled to: the value, the awaited value, a generator's return value. */
  succeed(value: unknown): void;
  /**
   * A stream came to its end.
   *
   * @param result what the caller was given
   * @param last what came last, where that may be a whole answer
   */
  complete(result: object, last?: unknown): void;
  fail(error: unknown): void;
  /** The caller left it before its end. @param aborted by an abort signal, not by ceasing to read */
  cancel(aborted: boolean): void;
  /** Nobody ever read it, or not to its end and for too long. */
  abandon(): void;
  /** Chunks of `source` may follow. @param streamed whether it is a stream for sure: a generator may give one answer */
  expectChunks(source: object, streamed: boolean): void;
  /** What came with a stream, beside it: an answer's own head. */
  readHead(result: object): void;
  /** One chunk, before the caller sees it. It is not kept. */
  chunk(value: unknown): void;
  /** One of several whole answers that make up the result. */
  part(response: unknown): void;
  /** From now on it waits for a reader who may never come. */
  awaitReader(): void;
}

/** Hands a result on and tells the settlement how it ends. */
export type Settle = <R>(result: R, settlement: Settlement) => R;
