import { createGunzip } from 'node:zlib';
import type * as Fzstd from 'fzstd';

export type Bytes = AsyncIterable<Uint8Array>;

export type Compression = 'gzip' | 'zstd' | 'none';

export function compressionOf(file: string): Compression {
  if (file.endsWith('.gz')) return 'gzip';
  return file.endsWith('.zst') ? 'zstd' : 'none';
}

/** The bytes as they were before compression. Throws where they end early, after what could be read. */
export function decompressed(bytes: Bytes, compression: Compression): Bytes {
  switch (compression) {
    case 'gzip':
      return gunzipped(bytes);
    case 'zstd':
      return unzstd(bytes);
    case 'none':
      return bytes;
  }
}

async function* gunzipped(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  const feeding = feed(bytes, gunzip);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
    await feeding;
  } finally {
    gunzip.destroy();
    await feeding.catch(() => undefined);
  }
}

async function feed(bytes: Bytes, gunzip: NodeJS.WritableStream & { destroyed: boolean }): Promise<void> {
  for await (const chunk of bytes) {
    if (gunzip.destroyed) return;
    if (!gunzip.write(chunk)) {
      await new Promise<void>((resolve) => {
        gunzip.once('drain', resolve);
        gunzip.once('close', resolve);
      });
    }
  }
  gunzip.end();
}

/** By a decoder in JavaScript, because Node's own came with 22.15. Frames may follow one another. */
async function* unzstd(bytes: Bytes): AsyncGenerator<Uint8Array> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- few ledgers have a file that needs it
  const { Decompress } = require('fzstd') as typeof Fzstd;
  let out: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => out.push(chunk));
  for await (const chunk of bytes) {
    decoder.push(chunk);
    yield* out;
    out = [];
  }
  decoder.push(new Uint8Array(0), true);
  yield* out;
}
