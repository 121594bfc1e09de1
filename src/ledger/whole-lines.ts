import type { Bytes } from './decompressed';

/** Lines, each with its line break. */
export interface Lines {
  readonly text: Buffer;
  /** What they are in the file; of a line that is too long the text is not there. */
  readonly bytes: number;
  /** Else it is the rest of a file: a line without a line break, which may be unfinished. */
  readonly isWhole: boolean;
  readonly isTooLong: boolean;
}

/** A request of a collector has a few megabytes at most; one of this length still fits into memory several times. */
const MOST_LINE_BYTES = 64 * 1024 * 1024;

export const TOO_LONG = `a line of more than ${MOST_LINE_BYTES / 1024 / 1024} MiB`;

const LINE_BREAK = 0x0a;

/** As they come: those that are whole in a chunk together, and what follows the last line break at the end. */
export async function* wholeLines(bytes: Bytes, mostBytes = MOST_LINE_BYTES): AsyncGenerator<Lines> {
  let unfinished: Uint8Array[] = [];
  let length = 0;
  const keep = (part: Uint8Array): void => {
    length += part.length;
    if (length > mostBytes) unfinished = [];
    else if (part.length > 0) unfinished.push(part);
  };
  const finished = (isWhole: boolean): Lines => {
    const line = { text: Buffer.concat(unfinished), bytes: length, isWhole, isTooLong: length > mostBytes };
    unfinished = [];
    length = 0;
    return line;
  };
  for await (const chunk of bytes) {
    const first = chunk.indexOf(LINE_BREAK) + 1;
    const end = chunk.lastIndexOf(LINE_BREAK) + 1;
    let start = 0;
    if (length > 0 && first > 0) {
      keep(chunk.subarray(0, first));
      yield finished(true);
      start = first;
    }
    if (end > start) {
      const text = Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start);
      yield { text, bytes: text.length, isWhole: true, isTooLong: false };
    }
    keep(chunk.subarray(end));
  }
  if (length > 0) yield finished(false);
}
