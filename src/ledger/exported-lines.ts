import { createReadStream, statSync } from 'node:fs';
import { BotanuError } from '../shared/botanu-error';
import { errorMessage } from '../shared/texts';
import { decompressed, isGzip, isMessages, isZstd, peeked } from './decompressed';
import type { Bytes, Compression, OnDamage } from './decompressed';
import { TOO_LONG, wholeLines } from './whole-lines';

/** Stands for what is piped in. */
/** In place of a path: what is piped in. */
export const STDIN = '-';

export interface ExportedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  /** Else the file ends without a line break. */
  readonly isWhole: boolean;
  /** Else its writer may not be done with it. */
  readonly isFinished: boolean;
}

/**
 * The lines of a file that a collector's file exporter wrote, whatever it is called: plain, compressed as a whole, or
 * one message at a time, as the exporter itself does with `compression: zstd`. Throws a `BotanuError` where there is
 * no such file, and after the last line that could be read where it is damaged.
 */
export async function* exportedLines(
  path: string,
  onRead: (bytes: number) => void,
  onDamage: OnDamage,
): AsyncGenerator<ExportedLine> {
  const [head, bytes] = await opened(path, onRead);
  const compression = await closingOnError(bytes, () => compressionIn(head, path));
  let first: Bytes | undefined = bytes;
  const source = (): Bytes => {
    const next = first ?? (path === STDIN ? nothing() : bytesOf(path));
    first = undefined;
    return next;
  };
  let line = 0;
  for await (const { text, isWhole, isTooLong } of wholeLines(decompressed(source, compression, onDamage))) {
    if (isTooLong) {
      if (isWhole) onDamage(++line, TOO_LONG);
      continue;
    }
    for (let start = 0; start < text.length;) {
      const end = isWhole ? text.indexOf('\n', start) : text.length;
      yield {
        line: ++line,
        text: text.toString('utf8', start, end),
        isWhole,
        isFinished: isWhole || compression !== 'none',
      };
      start = end + 1;
    }
  }
}

/** What is not read on is closed. */
async function closingOnError<T>(bytes: Bytes, body: () => T): Promise<T> {
  try {
    return body();
  } catch (error) {
    await bytes[Symbol.asyncIterator]().return?.();
    throw error;
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function compressionIn(head: Buffer, path: string): Compression {
  if (isGzip(head)) return 'gzip';
  if (isZstd(head) || isMessages(head)) return 'zstd';
  const isMarked = head.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const text = (isMarked ? head.subarray(BYTE_ORDER_MARK.length) : head).toString('latin1');
  if (/^\s*([{[]|$)/.test(text)) return 'none';
  throw new BotanuError(
    'COMMAND_INVALID',
    `'${path}' does not hold OTLP JSON lines. Of a collector's file exporter, \`format: json\` is understood, which ` +
      `is its default.`,
  );
}

async function opened(path: string, onRead: (bytes: number) => void): Promise<[Buffer, Bytes]> {
  try {
    if (path !== STDIN && statSync(path).isDirectory()) {
      throw new Error(`it is a directory: name the files in it, such as ${path.replace(/\/*$/, '/')}*.json.`);
    }
    return await peeked(counted(path === STDIN ? process.stdin : bytesOf(path), onRead));
  } catch (error) {
    throw new BotanuError('COMMAND_INVALID', `'${path}' cannot be read: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

const bytesOf = (path: string): Bytes => createReadStream(path, { highWaterMark: 1 << 20 });

async function* nothing(): AsyncGenerator<Uint8Array> {
  // What was piped in cannot be read again.
}

async function* counted(bytes: Bytes, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let taken = 0;
  for await (const chunk of bytes) {
    taken += chunk.length;
    onRead(taken);
    yield chunk;
  }
}
