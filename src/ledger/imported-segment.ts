import { createHash, randomBytes } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { commonBeginning } from './common-beginning';
import { compressionOf, decompressed } from './decompressed';
import type { Bytes } from './decompressed';
import { ledgerFiles } from './ledger-files';
import { requireLedgerDirectory } from './require-ledger-directory';

/** Lines on their way into a ledger's directory, where they are not seen before they are all there. */
export class ImportedSegment {
  private readonly directory: string;
  private readonly path: string;
  private readonly text = new PassThrough();
  private readonly hash = createHash('sha256');
  private written: Promise<void> | undefined;
  /** Of the first line, which has ids that no other file has; empty until there is one. */
  private identity = '';

  constructor(directory: string) {
    this.directory = directory;
    this.path = join(directory, `import-${randomBytes(8).toString('hex')}.tmp`);
  }

  async add(line: string): Promise<void> {
    const bytes = Buffer.from(`${line}\n`);
    this.hash.update(bytes);
    if (this.identity === '') await this.begin(shortened(this.hash.copy()));
    if (this.text.write(bytes)) return;
    await Promise.race([new Promise((resolve) => this.text.once('drain', resolve)), this.written]);
  }

  /**
   * Makes it a segment of the ledger, unless another begins with all that it holds. Of those that are the beginning
   * of another only the longest is kept. As each has a name of its own, and none is deleted but where a longer one is
   * there, several may be at it at once.
   */
  async keep(): Promise<{ file: string; isKnown: boolean }> {
    this.text.end();
    await this.written;
    const shorter: string[] = [];
    let known: string | undefined;
    for (const { file } of await ledgerFiles(this.directory)) {
      if (!file.startsWith(`import-${this.identity}`)) continue;
      const common = await commonBeginning(this.lines(), textOf(join(this.directory, file)));
      if (common === 'all of the second') shorter.push(file);
      else if (common !== 'part') known ??= file;
    }
    const file = known ?? `import-${this.identity}-${shortened(this.hash)}.jsonl.gz`;
    if (known === undefined) await rename(this.path, join(this.directory, file));
    for (const copy of shorter) await rm(join(this.directory, copy), { force: true });
    return { file, isKnown: known !== undefined };
  }

  async discard(): Promise<void> {
    this.text.destroy();
    if (this.written === undefined) return;
    await this.written.catch(() => undefined);
    await rm(this.path, { force: true });
  }

  private async begin(identity: string): Promise<void> {
    requireLedgerDirectory(this.directory);
    await removeStale(this.directory);
    this.identity = identity;
    this.written = pipeline(
      this.text,
      createGzip({ level: constants.Z_BEST_SPEED }),
      createWriteStream(this.path, { mode: 0o600, flags: 'wx', flush: true }),
    );
    // Told when a line is added, or at the end.
    this.written.catch(() => undefined);
  }

  private lines(): Bytes {
    return decompressed(
      () => createReadStream(this.path),
      'gzip',
      () => undefined,
    );
  }
}

const DIGITS = 16;

const shortened = (hash: Hash): string => hash.digest('hex').slice(0, DIGITS);

const textOf = (path: string): Bytes =>
  decompressed(
    () => createReadStream(path),
    compressionOf(path),
    () => undefined,
  );

const UNFINISHED = /^import-[0-9a-f]+\.tmp$/;

/** What is at work writes to its file more often. */
const STALE_MS = 60 * 60 * 1000;

/** What killed imports have left behind. */
async function removeStale(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!UNFINISHED.test(name)) continue;
    const path = join(directory, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats && Date.now() - stats.mtimeMs > STALE_MS)
      await rm(path, { force: true }).catch(() => undefined);
  }
}
