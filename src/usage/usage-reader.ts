import type { Unknown } from './fields';
import type { ResponseUsage } from './token-usage';

/** What one provider's responses look like, and what they say. Pure, in a file of its own. */
export interface UsageReader {
  /** Fields of which a response of this shape holds at least one. What has none of anybody's is looked at no further. */
  readonly marks: readonly string[];
  /**
   * Whether the response is of this shape. No two readers claim the same one. It may be anything, even a stream:
   * look at it through `own` alone.
   */
  recognises(response: Unknown): boolean;
  read(response: Unknown): ResponseUsage;
}

/**
 * What one provider's stream is made of, and how it adds up. Pure: no part is changed, and none is kept, so that what
 * a stream says is held in the same few fields however long it gets.
 */
export interface StreamReader<Seen extends ResponseUsage = ResponseUsage> {
  /** Whether a part of a stream is of this shape. No two readers claim the same one. */
  recognises(part: Unknown): boolean;
  /**
   * What the stream has said with this part, usage so far included; the very same object where the part has nothing
   * new to say, which is the case of most.
   *
   * @param seen what came out for the part before; undefined at the first
   */
  fold(seen: Seen | undefined, part: Unknown): Seen;
  /** What its parts say of a stream that looks done; undefined if it is, or if that cannot be known. */
  endOf?(seen: Seen): StreamEnd | undefined;
}

/**
 * What a client keeps to itself. `cut off`: a stream that was called off, or whose connection broke, looks done. With
 * an error: the provider gave up and said so in a part like others.
 */
export type StreamEnd = 'cut off' | { readonly error: unknown };
