import { createGunzip } from 'node:zlib';
import type * as Fzstd from 'fzstd';
import { errorMessage } from '../shared/texts';

export type Bytes = AsyncIterable<Uint8Array>;

export type Compression = 'gzip' | 'zstd' | 'none';

export function compressionOf(file: string): Compression {
  if (file.endsWith('.gz')) return 'gzip';
  return file.endsWith('.zst') ? 'zstd' : 'none';
}

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** Before each message of a collector's compressed file: its length. */
const LENGTH_BYTES = 4;

/** As many as tell how a file is compressed. */
const HEAD_BYTES = LENGTH_BYTES + ZSTD.length;

export const isGzip = (head: Buffer): boolean => head.subarray(0, GZIP.length).equals(GZIP);

export const isZstd = (head: Buffer): boolean => head.subarray(0, ZSTD.length).equals(ZSTD);

/** As a collector's file exporter writes with `compression: zstd`. */
export const isMessages = (head: Buffer): boolean => isZstd(head.subarray(LENGTH_BYTES));

/** Lines are counted from 1. */
export type OnDamage = (line: number, problem: string) => void;

/** What is read: from its beginning, again if need be. */
export type Source = () => Bytes;

/**
 * The bytes as they were before compression. All that can be read comes before the error of what cannot: where they end
 * early, or are damaged. Of a collector's messages each becomes a line; a damaged one becomes an empty line, and
 * `onDamage` is told of it.
 */
export function decompressed(source: Source, compression: Compression, onDamage: OnDamage): Bytes {
  switch (compression) {
    case 'gzip':
      return gunzipped(source);
    case 'zstd':
      return unzstd(source(), onDamage);
    case 'none':
      return source();
  }
}

/** Taken at a time: bounds how much comes out at once. */
const PIECE_BYTES = 1 << 16;

/** What zlib has made of a piece with damage in it is lost: such a one is taken again, byte by byte. */
async function* gunzipped(source: Source): AsyncGenerator<Uint8Array> {
  let sound = 0;
  let given = 0;
  try {
    const pieces = gunzippedPieces(
      source(),
      () => PIECE_BYTES,
      (end) => (sound = end),
    );
    for await (const chunk of pieces) {
      given += chunk.length;
      yield chunk;
    }
  } catch (error) {
    const pieceAt = (start: number): number => Math.min(PIECE_BYTES, Math.max(1, sound - start));
    let passed = 0;
    for await (const chunk of gunzippedPieces(source(), pieceAt, () => undefined)) {
      passed += chunk.length;
      // More than the chunk's length is all of it.
      if (passed > given) yield chunk.subarray(-(passed - given));
    }
    throw error;
  }
}

/** `onTaken` is told the end of each piece of which all has come out. */
async function* gunzippedPieces(
  bytes: Bytes,
  pieceAt: (start: number) => number,
  onTaken: (end: number) => void,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  let out: Uint8Array[] = [];
  let done: (error?: Error | null) => void = () => undefined;
  gunzip.on('data', (chunk: Uint8Array) => out.push(chunk));
  gunzip.on('end', () => done());
  gunzip.on('error', (error) => done(error));
  const outOf = async function* (take: () => void): AsyncGenerator<Uint8Array> {
    const error = await new Promise<Error | null | undefined>((resolve) => {
      done = resolve;
      take();
    });
    yield* out;
    out = [];
    if (error) throw error;
  };
  try {
    let position = 0;
    for await (const chunk of bytes) {
      for (let start = 0, end = 0; start < chunk.length; start = end) {
        // What follows on the end, and is not another beginning, does not belong to it.
        if (gunzip.readableEnded) return;
        end = Math.min(chunk.length, start + pieceAt(position));
        const piece = chunk.subarray(start, end);
        yield* outOf(() => gunzip.write(piece, (error) => done(error)));
        position += end - start;
        onTaken(position);
      }
    }
    if (!gunzip.readableEnded) yield* outOf(() => gunzip.end());
  } finally {
    gunzip.destroy();
  }
}

/** By a decoder in JavaScript, because Node's own came with 22.15. */
async function* unzstd(bytes: Bytes, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- few ledgers have a file that needs it
  const zstd = require('fzstd') as typeof Fzstd;
  const [head, all] = await peeked(bytes);
  yield* isMessages(head) ? messages(all, zstd, onDamage) : frames(all, zstd);
}

/** Frames may follow one another. */
async function* frames(bytes: Bytes, { Decompress }: typeof Fzstd): AsyncGenerator<Uint8Array> {
  let out: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => out.push(chunk));
  const outOf = function* (chunk: Uint8Array, isLast: boolean): Generator<Uint8Array> {
    try {
      decoder.push(chunk, isLast);
    } finally {
      yield* out;
      out = [];
    }
  };
  for await (const chunk of bytes) yield* outOf(chunk, false);
  yield* outOf(new Uint8Array(0), true);
}

const LINE_BREAK = Buffer.from('\n');

/** Each is a request without a line break. What follows the last whole one is not there yet. */
async function* messages(
  bytes: Bytes,
  { decompress }: typeof Fzstd,
  onDamage: OnDamage,
): AsyncGenerator<Uint8Array> {
  let held = Buffer.alloc(0);
  let message = 0;
  for await (const chunk of bytes) {
    held = Buffer.concat([held, chunk]);
    while (held.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + held.readUInt32BE();
      if (held.length < end) break;
      message++;
      const compressed = held.subarray(LENGTH_BYTES, end);
      held = held.subarray(end);
      try {
        const request = decompress(compressed);
        yield request.at(-1) === LINE_BREAK[0] ? request.subarray(0, -1) : request;
      } catch (error) {
        onDamage(message, errorMessage(error));
      }
      yield LINE_BREAK;
    }
  }
}

/** The first bytes, and all of them. */
export async function peeked(bytes: Bytes): Promise<[Buffer, Bytes]> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    first.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(first);
  return [head.subarray(0, HEAD_BYTES), followedBy(head, iterator)];
}

/** No generator: one that was never asked would not close what it reads when it is told to. */
function followedBy(head: Buffer, rest: AsyncIterator<Uint8Array>): Bytes {
  let isHeadTaken = head.length === 0;
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      if (isHeadTaken) return rest.next();
      isHeadTaken = true;
      return Promise.resolve({ done: false, value: head });
    },
    async return() {
      await rest.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
