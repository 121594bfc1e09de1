import type { ResponseUsage } from 'botanu';

/** An answer in the shape in which a provider or its client gives it, and what is to be read from it. */
export interface Sample {
  readonly response: object;
  readonly read: ResponseUsage;
}

/** The parts of a stream, and what they say together. */
export interface StreamSample {
  readonly parts: readonly object[];
  readonly read: ResponseUsage;
}

export const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
