import type { ProviderAnswers } from './provider-server';

/** How the client asks, as an application would; each gives what the client's own method gives. */
export interface Asks {
  plain?(): unknown;
  stream(signal: AbortSignal): unknown;
}

/** One call of a real client, against a provider on this machine. */
export interface Client {
  readonly provider: string;
  readonly model: string;
  readonly answers: ProviderAnswers;
  connect(url: string): Asks;
  /** What to iterate over in the awaited answer. By default the answer itself. */
  streamOf?(answer: unknown): AsyncIterable<unknown>;
  /** By what the caller calls the stream off. By default the signal that went with the request. */
  abort?(answer: unknown): void;
  /** Whether leaving the stream is no end: another one of the same answer can still be read. */
  readonly neverLeft?: boolean;
  /** Whether it reads on by itself, whoever listens. */
  readonly readsAhead?: boolean;
  /** Whether an abort rejects with one of two errors, whichever comes first. */
  readonly abortsVary?: boolean;
}
