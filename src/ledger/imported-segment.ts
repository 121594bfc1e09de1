import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { compressionOf, decompressed } from './decompressed';
import { segmentFile } from './ledger-files';
import type { SegmentFile } from './ledger-files';

/** Lines on their way into a ledger's directory, where they are not seen before they are all there. */
export class ImportedSegment {
  private readonly directory: string;
  private readonly path: string;
  private readonly text = new PassThrough();
  private readonly written: Promise<void>;
  private bytes = 0;
  /** Of the first line, which has ids that no other file has. */
  private identity = '';

  constructor(directory: string) {
    this.directory = directory;
    this.path = join(directory, `import-${randomBytes(8).toString('hex')}.tmp`);
    this.written = pipeline(
      this.text,
      createGzip({ level: constants.Z_BEST_SPEED }),
      createWriteStream(this.path, { mode: 0o600, flags: 'wx', flush: true }),
    );
    // Told when a line is added, or at the end.
    this.written.catch(() => undefined);
  }

  async add(line: string): Promise<void> {
    const bytes = Buffer.from(`${line}\n`);
    if (this.bytes === 0) this.identity = digest(bytes);
    this.bytes += bytes.length;
    if (this.text.write(bytes)) return;
    await Promise.race([new Promise((resolve) => this.text.once('drain', resolve)), this.written]);
  }

  /**
   * Makes it a segment of the ledger. A file is known by its first line: what has been imported before is not kept
   * twice, and what has grown since takes the place of the shorter copy, of which all is still there.
   */
  async keep(): Promise<{ file: string; isKnown: boolean }> {
    this.text.end();
    await this.written;
    const name = `import-${this.identity}.jsonl`;
    const before = await segmentFile(this.directory, name);
    if (before === undefined) return this.keepAs(`${name}.gz`);
    const known = join(this.directory, before.file);
    const knownBytes = await textBytes(known);
    const common = Math.min(knownBytes, this.bytes);
    if ((await textHash(known, common)) === (await textHash(this.path, common))) {
      if (this.bytes <= knownBytes) return { file: before.file, isKnown: true };
      return this.keepAs(`${name}.gz`);
    }
    return this.keepApart();
  }

  async discard(): Promise<void> {
    this.text.destroy();
    await this.written.catch(() => undefined);
    await rm(this.path, { force: true });
  }

  /** Two files that begin alike and go on differently. */
  private async keepApart(): Promise<{ file: string; isKnown: boolean }> {
    const name = `import-${this.identity}-${await textHash(this.path, this.bytes)}.jsonl`;
    const before: SegmentFile | undefined = await segmentFile(this.directory, name);
    return before === undefined ? this.keepAs(`${name}.gz`) : { file: before.file, isKnown: true };
  }

  private async keepAs(file: string): Promise<{ file: string; isKnown: boolean }> {
    await rename(this.path, join(this.directory, file));
    return { file, isKnown: false };
  }
}

const DIGITS = 16;

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, DIGITS);

async function textBytes(path: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of textOf(path)) bytes += chunk.length;
  return bytes;
}

/** Of the first of its bytes. */
async function textHash(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  let left = bytes;
  for await (const chunk of textOf(path)) {
    hash.update(chunk.subarray(0, left));
    left -= Math.min(left, chunk.length);
    if (left === 0) break;
  }
  return hash.digest('hex').slice(0, DIGITS);
}

const textOf = (path: string): AsyncIterable<Uint8Array> =>
  decompressed(createReadStream(path), path.endsWith('.tmp') ? 'gzip' : compressionOf(path));
