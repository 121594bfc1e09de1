import { foldPart, type StreamSeen } from './read-stream';
import type { ResponseUsage } from './token-usage';
import type { StreamEnd } from './usage-reader';
import { withProvider } from './with-provider';

/**
 * What a streamed response says of its call, folded together chunk by chunk. Flat: however long the stream, no
 * chunk is kept. Pure: nothing is recorded, and no chunk is changed.
 */
export interface UsageStream {
  /** Takes in one chunk; one of a shape that is not known says nothing. */
  add(chunk: unknown): void;
  /** What is known so far; undefined while no chunk was of a known shape. */
  readonly seen: ResponseUsage | undefined;
  /** What the chunks say of a stream that looks done; undefined if it is, or if that cannot be known. */
  readonly end: StreamEnd | undefined;
}

/** @param hint the convention's name of the provider, where it is known */
export function usageStream(hint: { readonly provider?: string | undefined }): UsageStream {
  return new FoldedStream(hint.provider);
}

class FoldedStream implements UsageStream {
  private parts: StreamSeen | undefined = undefined;

  constructor(private readonly provider: string | undefined) {}

  add(chunk: unknown): void {
    this.parts = foldPart(this.parts, chunk);
  }

  get seen(): ResponseUsage | undefined {
    return this.parts && withProvider(this.parts.read, this.provider);
  }

  get end(): StreamEnd | undefined {
    return this.parts?.reader.endOf?.(this.parts.read);
  }
}
