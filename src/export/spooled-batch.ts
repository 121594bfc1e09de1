import type { ReadableSpan } from './readable-span';
import type { SpoolFile } from './spool-file';

export interface Place {
  readonly file: SpoolFile;
  readonly start: number;
}

/** A batch on disk, and where. */
export interface SpooledBatch extends Place {
  readonly end: number;
  readonly size: number;
}

/** One that was read. */
export interface StoredBatch extends SpooledBatch {
  readonly spans: ReadableSpan[];
  /** How often each of them was not taken, though by itself. */
  readonly refusals: number;
}

export type LineToWrite = Pick<StoredBatch, 'refusals'> & { readonly spans: readonly ReadableSpan[] };

/** There is no room within `maxBytes`. */
export class SpoolFullError extends Error {
  constructor(maxBytes: number) {
    super(`the spool is full (spool.maxBytes: ${maxBytes})`);
  }
}
