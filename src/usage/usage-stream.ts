import { foldPart, type StreamSeen } from './read-stream';
import type { Unknown } from './fields';
import { sumResponses } from './sum-responses';
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
  /** Of the answers that went before, where several came in one stream. */
  private earlier: ResponseUsage | undefined = undefined;

  constructor(private readonly provider: string | undefined) {}

  add(chunk: unknown): void {
    const { parts } = this;
    const next = foldPart(parts, chunk);
    if (parts === undefined || next === undefined || !isAnother(parts, next)) {
      this.parts = next;
      return;
    }
    this.earlier = sumResponses(this.earlier, parts.read);
    this.parts = { reader: parts.reader, read: parts.reader.fold(undefined, chunk as Unknown) };
  }

  get seen(): ResponseUsage | undefined {
    return this.parts && withProvider(sumResponses(this.earlier, this.parts.read), this.provider);
  }

  get end(): StreamEnd | undefined {
    return this.parts?.reader.endOf?.(this.parts.read);
  }
}

/** An agent's loop asks the model again and hands on all that it says. */
const isAnother = (before: StreamSeen, after: StreamSeen): boolean =>
  before.read.responseId !== undefined && after.read.responseId !== before.read.responseId;
