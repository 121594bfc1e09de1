import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { compressionOf, decompressed } from './decompressed';
import type { Bytes, OnDamage } from './decompressed';
import { wholeLines } from './whole-lines';
import type { Lines } from './whole-lines';

/** How far a segment has been read, in bytes of its text. */
export interface Position {
  readonly bytes: number;
  /** Line breaks among them. */
  readonly lines: number;
  /** The last line was a request without a line break. */
  readonly isInLine: boolean;
  /** Of its first line, which has ids that no other segment has: tells where to look for it. */
  readonly head: string;
  /** The last of those bytes, by which it is known again: no two segments have the same there. */
  readonly tail: Tail;
}

export interface Tail {
  readonly bytes: number;
  readonly hash: string;
}

export const BEGINNING: Position = {
  bytes: 0,
  lines: 0,
  isInLine: false,
  head: '',
  tail: { bytes: 0, hash: '' },
};

export interface Block extends Lines {
  readonly head: string;
  readonly tail: Tail;
}

/** What was read before is not there: the file was truncated, or is another. */
export class SegmentReplacedError extends Error {}

export interface Reading {
  /** Is told how many bytes of the file have been taken. */
  readonly onRead?: (bytes: number) => void;
  /** Is told of a line, counted from 1, that is left out. */
  readonly onDamage?: OnDamage;
}

const CHUNK_BYTES = 1 << 20;
const HEAD_BYTES = 4096;
const TAIL_BYTES = 1024;
const LINE_BREAK = 0x0a;
export const BLANK = /^\s*$/;

/**
 * A file's lines from a position on. Throws `SegmentReplacedError` before the first where the position is of something
 * else or its last line goes on, and after all that can be read when the file, or its compressed data, is damaged.
 */
export async function* segmentLines(
  path: string,
  from: Position,
  { onRead = () => undefined, onDamage = () => undefined }: Reading = {},
): AsyncGenerator<Block> {
  const compression = compressionOf(path);
  const known = from.bytes - from.tail.bytes;
  const start = compression === 'none' ? known : 0;
  const text = decompressed(() => chunks(path, start, onRead), compression, onDamage);
  let { head, isInLine } = from;
  for await (const lines of wholeLines(continued(text, known - start, from.tail))) {
    if (isInLine && !BLANK.test(firstLine(lines.text))) throw new SegmentReplacedError();
    isInLine = false;
    if (head === '') head = headOf(lines.text);
    yield { ...lines, head, tail: tailOf(lines.text.subarray(-TAIL_BYTES)) };
  }
}

const firstLine = (text: Buffer): string =>
  text.toString('utf8', 0, text.indexOf(LINE_BREAK) + 1 || text.length);

/** Whether a file goes on where a segment has been read to. */
export async function goesOn(path: string, position: Position): Promise<boolean> {
  try {
    for await (const _ of segmentLines(path, position)) break;
    return true;
  } catch {
    // It is another one, or cannot be read.
    return false;
  }
}

/** Of the first line in a file; empty where there is none, or it cannot be read. */
export async function fileHead(path: string): Promise<string> {
  const start: Uint8Array[] = [];
  let bytes = 0;
  try {
    const source = (): Bytes => chunks(path, 0, () => undefined, 2 * HEAD_BYTES);
    const text = decompressed(source, compressionOf(path), () => undefined);
    for await (const chunk of text) {
      start.push(chunk);
      bytes += chunk.length;
      if (bytes >= HEAD_BYTES || chunk.includes(LINE_BREAK)) break;
    }
  } catch {
    // What is damaged later has a beginning.
  }
  return headOf(Buffer.concat(start));
}

function headOf(text: Buffer): string {
  const end = text.subarray(0, HEAD_BYTES).indexOf(LINE_BREAK);
  return text.length === 0 ? '' : digest(text.subarray(0, end < 0 ? HEAD_BYTES : end));
}

/**
 * Read here and not on a worker thread, where it would wait for what is being loaded: a chunk is less than a
 * millisecond's work.
 */
async function* chunks(
  path: string,
  start: number,
  onRead: (bytes: number) => void,
  chunkBytes = CHUNK_BYTES,
): AsyncGenerator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (let position = start; ;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const bytes = readSync(file, chunk, 0, chunkBytes, position);
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
    if (passed === known || isOfTheSystem(error)) throw error;
  }
  if (known > 0 && tailOf(Buffer.concat(end)).hash !== tail.hash) throw new SegmentReplacedError();
}

/** It says nothing of what is in the file. */
export const isOfTheSystem = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).syscall !== undefined;

const tailOf = (bytes: Buffer): Tail => ({ bytes: bytes.length, hash: digest(bytes) });

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
