import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { compressionOf, decompressed } from './decompressed';
import type { Bytes } from './decompressed';

/** How far a segment has been read, in bytes of its text: always to the end of a line. */
export interface Position {
  readonly bytes: number;
  readonly lines: number;
  /** The last of those bytes, by which it is known again: no two segments have the same there. */
  readonly tail: Tail;
}

export interface Tail {
  readonly bytes: number;
  readonly hash: string;
}

export const BEGINNING: Position = { bytes: 0, lines: 0, tail: { bytes: 0, hash: '' } };

/** Whole lines, each with its line break. */
export interface Block {
  readonly lines: Buffer;
  /** The position of their end. */
  readonly endBytes: number;
  readonly tail: Tail;
}

/** What was read before is no longer there: the file was truncated, or replaced by another. */
export class SegmentReplacedError extends Error {}

const CHUNK_BYTES = 1 << 20;
const TAIL_BYTES = 1024;
const LINE_BREAK = 0x0a;

/**
 * A file's lines from a position on, up to its last line break: what follows that was not finished by its writer.
 * Throws `SegmentReplacedError` before the first where the position is of something else, and when the file, or its
 * compressed data, ends early. `onRead` is told how many bytes of the file have been taken.
 */
export async function* segmentLines(
  path: string,
  from: Position,
  onRead: (bytes: number) => void,
): AsyncGenerator<Block> {
  const compression = compressionOf(path);
  const known = from.bytes - from.tail.bytes;
  const start = compression === 'none' ? known : 0;
  const text = decompressed(chunks(path, start, onRead), compression);
  yield* wholeLines(continued(text, known - start, from.tail), from.bytes);
}

/**
 * Read here and not on a worker thread, where it would wait for what is being loaded: a chunk is less than a
 * millisecond's work.
 */
async function* chunks(
  path: string,
  start: number,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (let position = start; ;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const bytes = readSync(file, chunk, 0, CHUNK_BYTES, position);
      if (bytes === 0) return;
      position += bytes;
      onRead(position);
      yield chunk.subarray(0, bytes);
      await setImmediate();
    }
  } finally {
    closeSync(file);
  }
}

/** What follows on `skip` bytes and the tail. */
async function* continued(bytes: Bytes, skip: number, tail: Tail): AsyncGenerator<Uint8Array> {
  const known = skip + tail.bytes;
  const end: Uint8Array[] = [];
  let passed = 0;
  try {
    for await (const chunk of bytes) {
      const before = Math.min(chunk.length, known - passed);
      if (before > 0) {
        end.push(chunk.subarray(Math.max(0, skip - passed), before));
        passed += before;
        if (passed === known && tailOf(Buffer.concat(end)).hash !== tail.hash) break;
      }
      if (before < chunk.length) yield chunk.subarray(before);
    }
  } catch (error) {
    if (passed === known) throw error;
  }
  if (known > 0 && tailOf(Buffer.concat(end)).hash !== tail.hash) throw new SegmentReplacedError();
}

async function* wholeLines(bytes: Bytes, start: number): AsyncGenerator<Block> {
  let endBytes = start;
  let unfinished: Uint8Array[] = [];
  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(LINE_BREAK) + 1;
    if (end === 0) {
      unfinished.push(chunk);
      continue;
    }
    const lines = Buffer.concat([...unfinished, chunk.subarray(0, end)]);
    unfinished = [chunk.subarray(end)];
    endBytes += lines.length;
    yield { lines, endBytes, tail: tailOf(lines.subarray(-TAIL_BYTES)) };
  }
}

const tailOf = (bytes: Buffer): Tail => ({
  bytes: bytes.length,
  hash: createHash('sha256').update(bytes).digest('hex'),
});
