import type { Context } from '@opentelemetry/api';

/** Who waits to hear how an operation ended. Only the first word counts. */
export interface Settlement {
  readonly ended: boolean;
  /** In which later steps of the operation run: a generator's, a lazy query's. */
  readonly context: Context | undefined;
  /** What it settled to: the value, the awaited value, a generator's return value. */
  succeed(value: unknown): void;
  fail(error: unknown): void;
  /** It was left before its end, or nobody ever read it. */
  abandon(): void;
}

/** Hands a result on and tells the settlement how it ends. */
export type Settle = <R>(result: R, settlement: Settlement) => R;
