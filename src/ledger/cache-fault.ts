import { renameSync, rmSync, statSync } from 'node:fs';
import { isBotanuError } from '../shared/botanu-error';
import { errorMessage, firstLine } from '../shared/texts';

/** The cache cannot be used, for a reason that lies in its file. */
export class CacheFault extends Error {
  /** It is not what DuckDB has written, or not by this DuckDB; else it cannot be written. */
  readonly isDamage: boolean;

  constructor(cause: unknown, isDamage: boolean) {
    super(firstLine(errorMessage(cause)), { cause });
    this.isDamage = isDamage;
  }
}

type Stage = 'open' | 'prepare' | 'ask';

const DAMAGE = /^(FATAL|INTERNAL|Serialization) Error|corrupt|checksum|Could not read enough bytes|WAL file/i;
/** Its tables are not those that its version says: somebody else has been at them. */
const OTHER_TABLES = /^(Catalog|Binder) Error/;
const UNWRITABLE =
  /Permission denied|Operation not permitted|Read-only|No space left|quota|Is a directory|Cannot (open|create) file|Could not (write|create|truncate|sync)/i;
const UNWRITABLE_CODES = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EISDIR']);

/** Throws a `CacheFault` instead of what says that the file is at fault. */
export async function orCacheFault<T>(stage: Stage, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (isBotanuError(error) || error instanceof CacheFault) throw error;
    const text = firstLine(errorMessage(error));
    // What an answer is written to is somebody else's file.
    if (stage !== 'ask' && isUnwritable(error, text)) throw new CacheFault(error, false);
    if (stage === 'open' || DAMAGE.test(text) || (stage === 'prepare' && OTHER_TABLES.test(text)))
      throw new CacheFault(error, true);
    throw error;
  }
}

const isUnwritable = (error: unknown, text: string): boolean =>
  UNWRITABLE.test(text) || UNWRITABLE_CODES.has((error as NodeJS.ErrnoException).code ?? '');

/** Tells a file from another that has taken its place. Undefined where there is none. */
export function fileId(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats?.isFile() ? `${stats.dev}:${stats.ino}` : undefined;
}

/**
 * Takes a damaged database away, if it is that one still: another process may have found the damage too, and made a
 * new one already. Tells whether it is worth while to open it again.
 */
export function setAside(path: string, id: string | undefined): boolean {
  const current = fileId(path);
  if (id === undefined || current === undefined) return current !== undefined;
  if (current !== id) return true;
  const aside = `${path}.${process.pid}.damaged`;
  try {
    // The log first: a new database is not to take it for its own.
    rmSync(`${path}.wal`, { force: true });
    renameSync(path, aside);
    rmSync(aside, { force: true });
    return true;
  } catch {
    return false;
  }
}
