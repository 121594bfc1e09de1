import { createReadStream } from 'node:fs';
import type * as Fzstd from 'fzstd';
import { BotanuError } from '../shared/botanu-error';
import { decompressed } from './decompressed';
import type { Bytes } from './decompressed';

export interface ExportedLine {
  readonly text: string;
  /** Else the file ends without a line break: its writer may not be done with it. */
  readonly isWhole: boolean;
}

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Before each message of a collector's compressed file: its length. */
const LENGTH_BYTES = 4;
const HEAD_BYTES = LENGTH_BYTES + ZSTD.length;

/**
 * The lines of a file that a collector's file exporter wrote, whatever it is called: plain, compressed as a whole, or
 * one message at a time, as the exporter itself does with `compression: zstd`. Throws a `BotanuError` where there is
 * no such file, and after the last line that could be read where it ends early.
 */
export async function* exportedLines(
  path: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<ExportedLine> {
  const [head, bytes] = await peeked(
    counted(createReadStream(path, { highWaterMark: 1 << 20 }), onRead),
    path,
  );
  if (head.subarray(LENGTH_BYTES).equals(ZSTD)) yield* messages(bytes);
  else yield* lines(decompressed(bytes, compressionIn(head, path)));
}

function compressionIn(head: Buffer, path: string): 'gzip' | 'zstd' | 'none' {
  if (head.subarray(0, GZIP.length).equals(GZIP)) return 'gzip';
  if (head.subarray(0, ZSTD.length).equals(ZSTD)) return 'zstd';
  if (head.length === 0 || /^\s*(\{|$)/.test(head.toString('latin1'))) return 'none';
  throw new BotanuError(
    'COMMAND_INVALID',
    `'${path}' does not hold OTLP JSON lines. Of a collector's file exporter, \`format: json\` is understood, which ` +
      `is its default.`,
  );
}

async function* counted(bytes: Bytes, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  let taken = 0;
  for await (const chunk of bytes) {
    taken += chunk.length;
    onRead(taken);
    yield chunk as Buffer;
  }
}

/** The first bytes, and all of them. */
async function peeked(bytes: AsyncGenerator<Buffer>, path: string): Promise<[Buffer, Bytes]> {
  let head = Buffer.alloc(0);
  try {
    while (head.length < HEAD_BYTES) {
      const next = await bytes.next();
      if (next.done) break;
      head = Buffer.concat([head, next.value]);
    }
  } catch (error) {
    throw new BotanuError('COMMAND_INVALID', `'${path}' cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return [head.subarray(0, HEAD_BYTES), followedBy(head, bytes)];
}

async function* followedBy(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

async function* lines(bytes: Bytes): AsyncGenerator<ExportedLine> {
  let unfinished: Uint8Array[] = [];
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      const line = Buffer.concat([...unfinished, chunk.subarray(start, end)]);
      unfinished = [];
      start = end + 1;
      yield { text: line.toString(), isWhole: true };
    }
    if (start < chunk.length) unfinished.push(chunk.subarray(start));
  }
  if (unfinished.length > 0) yield { text: Buffer.concat(unfinished).toString(), isWhole: false };
}

/** Each is a request without a line break. */
async function* messages(bytes: Bytes): AsyncGenerator<ExportedLine> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see decompressed.ts
  const { decompress } = require('fzstd') as typeof Fzstd;
  let held = Buffer.alloc(0);
  for await (const chunk of bytes) {
    held = Buffer.concat([held, chunk]);
    while (held.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + held.readUInt32BE();
      if (held.length < end) break;
      yield { text: Buffer.from(decompress(held.subarray(LENGTH_BYTES, end))).toString(), isWhole: true };
      held = held.subarray(end);
    }
  }
  if (held.length > 0) throw new Error('its last message is not whole');
}
