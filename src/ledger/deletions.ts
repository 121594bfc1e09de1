import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deletionLine, DELETIONS_FILE, parseDeletions } from '../shared/ledger-deletions';
import type { LedgerDeletion } from '../shared/ledger-deletions';

/** From when on a ledger holds all that was written to it. */
export interface Completeness {
  /** ISO 8601: spans that ended later are all there. Null where, as far as is known, nothing was ever deleted. */
  completeFrom: string | null;
  /** Files that are known to have been there, and are not. */
  deletedFiles: number;
}

/** As the writer has noted it when it kept to `ledger.maxBytes`, and readers when they missed a file. */
export async function completeness(directory: string, present: ReadonlySet<string>): Promise<Completeness> {
  const gone = new Map<string, number>();
  for (const { file, lastWrittenMs } of await deletions(directory)) {
    if (present.has(file)) continue;
    gone.set(file, Math.max(lastWrittenMs, gone.get(file) ?? 0));
  }
  return {
    completeFrom: gone.size === 0 ? null : new Date(Math.max(...gone.values())).toISOString(),
    deletedFiles: gone.size,
  };
}

/** Keeps it for whoever reads the ledger next, should the cache be lost. */
export async function noteDeletions(directory: string, gone: readonly LedgerDeletion[]): Promise<void> {
  if (gone.length === 0) return;
  await appendFile(join(directory, DELETIONS_FILE), gone.map(deletionLine).join(''), { mode: 0o600 });
}

async function deletions(directory: string): Promise<LedgerDeletion[]> {
  try {
    return parseDeletions(await readFile(join(directory, DELETIONS_FILE), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
