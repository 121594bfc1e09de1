import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deletionLine, DELETIONS_FILE, parseDeletions, segmentName } from '../shared/ledger-deletions';
import type { LedgerDeletion } from '../shared/ledger-deletions';
import { compressionOf } from './decompressed';
import { isHeld } from './match-files';
import type { Heads } from './match-files';
import type { Segment, Unreadable } from './segments';

/** From when on a ledger holds all that was written to it. */
export interface Completeness {
  /** ISO 8601: spans that ended later are all there. Null where, as far as is known, nothing was ever deleted. */
  completeFrom: string | null;
  /** Files that are known to have been there, and are not. */
  deletedFiles: number;
}

/** As the writer has noted it when it kept to `ledger.maxBytes`, and readers when they missed a file. */
export class Deletions {
  /** What kept the notes from being read or written. */
  readonly problems: Unreadable[] = [];
  private readonly directory: string;
  private readonly path: string;

  constructor(directory: string) {
    this.directory = directory;
    this.path = join(directory, DELETIONS_FILE);
  }

  /** Keeps for whoever reads the ledger next, should the cache be lost, what no file holds any more. */
  async note(gone: readonly Segment[], heads: Heads): Promise<void> {
    const lost: Segment[] = [];
    for (const segment of gone) {
      const isLost = segment.position.bytes > 0 && !(await isHeld(this.directory, segment.position, heads));
      if (isLost) lost.push(segment);
    }
    if (lost.length === 0) return;
    // Its writer knows better until when it was written to.
    const told = new Set((await this.read()).filter(({ text }) => !text).map(({ file }) => file));
    const news = lost.map(deletionOf).filter(({ file }) => !told.has(file));
    await appendFile(this.path, news.map(deletionLine).join(''), { mode: 0o600 }).catch((error: unknown) =>
      this.cannot(error),
    );
  }

  /** What a file that is there holds was not deleted, or is back. */
  async completeness(heads: Heads): Promise<Completeness> {
    const present = new Set([...heads.keys()].map(({ file }) => segmentName(file)));
    const gone = new Map<string, number>();
    for (const { file, lastWrittenMs, text } of await this.read()) {
      if (text ? await isHeld(this.directory, text, heads) : present.has(file)) continue;
      const which = `${text?.head ?? ''} ${file}`;
      gone.set(which, Math.max(lastWrittenMs, gone.get(which) ?? 0));
    }
    return {
      completeFrom: gone.size === 0 ? null : new Date(Math.max(...gone.values())).toISOString(),
      deletedFiles: gone.size,
    };
  }

  private async read(): Promise<LedgerDeletion[]> {
    try {
      return parseDeletions(await readFile(this.path, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.cannot(error);
      return [];
    }
  }

  private cannot(error: unknown): void {
    const { message } = error as Error;
    if (this.problems.some(({ problem }) => problem === message)) return;
    this.problems.push({ file: DELETIONS_FILE, line: null, problem: message });
  }
}

/** What is compressed was done. To another file more may have been written than was ever read. */
const deletionOf = ({ file: { file, modifiedMs }, position }: Segment): LedgerDeletion => ({
  file: segmentName(file),
  lastWrittenMs: compressionOf(file) === 'none' ? Date.now() : modifiedMs,
  text: { head: position.head, bytes: position.bytes, tail: position.tail },
});
