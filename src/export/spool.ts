import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeLedgerDirectory } from '../files/ledger-directory';
import type { ReadableSpan } from './readable-span';
import type { ExportResult } from './span-exporter';
import { bytesIn, namesIn } from './spool-directory';
import { type Line, SpoolFile } from './spool-file';
import { readSpoolLine, type SpoolLine, spoolLine } from './spool-line';
import {
  identityOfProgress,
  isRefusedFile,
  newIdentity,
  ownerOfFile,
  parseSpoolFileName,
  progressFileName,
  spoolFileName,
} from '../files/spool-names';
import { SpoolNews } from './spool-news';
import { SpoolOwner } from './spool-owner';
import {
  type LineToWrite,
  type Place,
  type SpooledBatch,
  SpoolFullError,
  type StoredBatch,
} from './spooled-batch';
import { syncDirectory } from './sync-directory';
import { TornFileError } from './whole-line-file';

export interface SpoolSettings {
  readonly directory: string;
  /** Of all files in the directory. */
  readonly maxBytes: number;
}

const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** How old the sum of what other processes have may be. */
const COUNT_AGAIN_MS = 5_000;
const LEFTOVER_MS = 60 * 60 * 1_000;

/**
 * Batches on disk, first in, first out: those that processes before this one left, then its own. What `append` has
 * taken survives the process; at every moment its files have one owner.
 */
export class Spool {
  readonly directory: string;
  private readonly maxBytes: number;
  private readonly news: SpoolNews;
  private readonly owner: SpoolOwner;
  /** The oldest first. */
  private files: SpoolFile[] = [];
  /** The last of the files, if there is room in it. */
  private writing: SpoolFile | undefined;
  private isReleased = false;
  private othersBytes = 0;
  private countedAt = -Infinity;

  constructor(
    { directory, maxBytes }: SpoolSettings,
    news = new SpoolNews({ endpoint: 'the endpoint', directory }),
  ) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.news = news;
    this.owner = new SpoolOwner(directory);
  }

  /**
   * Writes a batch down, and says what it left out. Throws a `SpoolFullError`, an `UnusableBatchError`, or what the
   * disk says; then nothing has been written.
   */
  append(spans: readonly ReadableSpan[]): SpooledBatch & Pick<ExportResult, 'lost'> {
    const { lost, ...line } = spoolLine(spans);
    if (this.bytes() + line.bytes.length > this.maxBytes) throw new SpoolFullError(this.maxBytes);
    return { ...this.write(line), ...(lost && { lost }) };
  }

  /**
   * Writes down what is left of the oldest batch, which is to be removed then, so that `maxBytes` is as good as kept. It
   * survives a crash of the machine when it returns. Throws what the disk says; then it may be there all the same.
   */
  appendAgain(lines: readonly LineToWrite[]): Place | undefined {
    if (lines.length === 0) return undefined;
    const written = lines.map(({ spans, refusals }) => spoolLine(spans, refusals));
    const spans = written.reduce((sum, line) => sum + line.spans, 0);
    const place = this.write({ bytes: Buffer.concat(written.map(({ bytes }) => bytes)), spans });
    this.syncNow();
    return place;
  }

  get isEmpty(): boolean {
    return this.files.length === 0;
  }

  /** Calls back when what was appended last survives a crash of the machine as well. */
  sync(done: (error: Error | null) => void): void {
    if (this.writing === undefined) done(null);
    else this.writing.sync(done);
  }

  syncNow(): void {
    this.writing?.syncNow();
  }

  /** The oldest batch; undefined where there is none. Throws what the disk says. */
  first(): StoredBatch | undefined {
    for (let file = this.files[0]; file !== undefined; file = this.files[0]) {
      for (let line = this.nextLineOf(file); line !== undefined; line = this.nextLineOf(file)) {
        const batch = this.read(line, file);
        const size = batch.spans.length;
        if (size > 0) return { file, start: line.start, end: line.end, size, ...batch };
        file.advance(line, 0);
      }
      if (this.files[0] === file) this.forget(file);
    }
    return undefined;
  }

  /** Whether there is more than this, which is the oldest. */
  hasMoreThan({ file, end }: SpooledBatch): boolean {
    return this.files.length > 1 || end < file.bytes;
  }

  /** The oldest batch is done with. Nothing happens if it is not the oldest, or another process has its file. */
  remove(batch: SpooledBatch): void {
    if (this.isReleased || batch.start !== batch.file.sent) return;
    try {
      batch.file.advance(batch, batch.size);
    } catch (error) {
      this.news.unwritable(error as Error);
    }
  }

  /** Takes over what processes have left that are gone. Not while the oldest batch is being sent. */
  takeOver(): void {
    const names = namesIn(this.directory);
    const others = new Set(
      names.map(ownerOf).filter((owner) => owner !== undefined && owner !== this.owner.id),
    );
    if (others.size === 0) return;
    const now = this.owner.beat();
    for (const owner of others) {
      if (!this.owner.isGone(owner!, now)) continue;
      for (const name of names) if (parseSpoolFileName(name)?.owner === owner) this.claim(name);
      this.owner.removeFileOf(owner!);
    }
    this.files.sort((a, b) => (a.identity < b.identity ? -1 : 1));
    this.removeLeftovers(names, now);
  }

  /** Lets other processes have what is left. */
  release(): void {
    try {
      try {
        // Removes files of which everything has been sent.
        this.first();
      } finally {
        this.owner.release();
      }
    } catch {
      // They are found empty later, and the owner gone.
    }
    for (const file of this.files) file.close();
    this.files = [];
    this.writing = undefined;
    this.isReleased = true;
  }

  private nextLineOf(file: SpoolFile): Line | undefined {
    try {
      return file.isThere() ? file.next() : undefined;
    } catch (error) {
      if (!isOfOneFile(error)) throw error;
      this.leaveOut(file, error);
      return undefined;
    }
  }

  private read(line: Line, { path }: SpoolFile): Pick<StoredBatch, 'spans' | 'refusals'> {
    try {
      return readSpoolLine(line.text);
    } catch (error) {
      this.news.unreadable(path, error);
      return { spans: [], refusals: 0 };
    }
  }

  private write({ bytes, spans: size }: SpoolLine): SpooledBatch {
    const file = this.fileFor(bytes.length);
    const start = file.bytes;
    try {
      file.append(bytes, size);
    } catch (error) {
      if (error instanceof TornFileError) this.writing = undefined;
      throw error;
    }
    return { file, start, end: file.bytes, size };
  }

  /** It stays on the disk, and does not hold up those behind it. */
  private leaveOut(file: SpoolFile, error: unknown): void {
    this.files = this.files.filter((other) => other !== file);
    if (this.writing === file) this.writing = undefined;
    file.close();
    this.news.unusable(file.path, error);
  }

  /** It is empty, or not this process's any more. */
  private forget(file: SpoolFile): void {
    this.files.shift();
    if (this.writing === file) this.writing = undefined;
    if (file.isThere()) return file.remove();
    if (file.sent < file.bytes && file.isDeleted()) this.news.deleted(file.spans);
    file.close();
  }

  private fileFor(bytes: number): SpoolFile {
    const limit = Math.min(MAX_FILE_BYTES, Math.ceil(this.maxBytes / 8));
    const { writing } = this;
    if (writing?.isThere() && writing.bytes + bytes <= limit) return writing;
    // Nobody will come back to it.
    this.writing?.syncNow();
    makeLedgerDirectory(this.directory);
    this.owner.beat();
    const identity = newIdentity(this.files.at(-1)?.identity);
    this.writing = SpoolFile.create(identity, this.pathOf(identity), this.progressPathOf(identity));
    syncDirectory(this.directory);
    this.files.push(this.writing);
    return this.writing;
  }

  private claim(name: string): void {
    const { identity } = parseSpoolFileName(name)!;
    const theirs = join(this.directory, name);
    const path = this.pathOf(identity);
    const progressPath = this.progressPathOf(identity);
    try {
      // What this process may not read, or not say how far it got in, is left to one that may.
      closeSync(openSync(theirs, 'r'));
      if (existsSync(progressPath)) closeSync(openSync(progressPath, 'r+'));
      // Of several processes one succeeds.
      renameSync(theirs, path);
      this.files.push(SpoolFile.open(identity, path, progressPath));
      // It was another's until now.
      this.countedAt = -Infinity;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.news.unusable(theirs, error);
    }
  }

  /** A process that was killed between the two removals leaves the second file. */
  private removeLeftovers(names: readonly string[], now: number): void {
    const identities = new Set(names.map((name) => parseSpoolFileName(name)?.identity));
    for (const name of names) {
      const identity = identityOfProgress(name);
      if (identity === undefined || identities.has(identity)) continue;
      const path = join(this.directory, name);
      const modifiedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
      // A list of names that is made while another process renames may lack one.
      if (now - modifiedMs > LEFTOVER_MS) rmSync(path, { force: true });
    }
  }

  /** Refused spans, and files of other processes, are counted now and then only, so that together they may exceed the limit somewhat. */
  private bytes(): number {
    if (performance.now() - this.countedAt > COUNT_AGAIN_MS) {
      this.countedAt = performance.now();
      const own = new Set(this.files.map(({ identity }) => identity));
      this.othersBytes = bytesIn(this.directory, (name) => {
        const identity = parseSpoolFileName(name)?.identity;
        return identity === undefined ? isRefusedFile(name) : !own.has(identity);
      });
    }
    return this.files.reduce((total, { bytes }) => total + bytes, this.othersBytes);
  }

  private pathOf(identity: string): string {
    return join(this.directory, spoolFileName({ identity, owner: this.owner.id }));
  }

  private progressPathOf(identity: string): string {
    return join(this.directory, progressFileName(identity));
  }
}

/** Of a data file, or of the file by which an owner says that it lives. */
const ownerOf = (name: string): string | undefined => parseSpoolFileName(name)?.owner ?? ownerOfFile(name);

/** Of the disk itself, and for others too, is any other error. */
const isOfOneFile = (error: unknown): boolean =>
  ['EACCES', 'EPERM', 'EISDIR', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '');
