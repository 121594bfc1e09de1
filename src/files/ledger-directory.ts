import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** The embedded ledger's directory, where nothing else was asked for. */
export const LEDGER_DIRECTORY = '.botanu';

/** Makes the directory if it is not there, and keeps it out of version control. Throws what the disk says. */
export function makeLedgerDirectory(directory: string): void {
  const made = makeDirectory(directory);
  // A directory that somebody else made may hold more than a ledger.
  if (made || basename(directory) === LEDGER_DIRECTORY) ignoreInGit(directory);
}

/**
 * Parents too, but not by `recursive`: from that Node never returns where nothing can be made, as under /proc.
 * Tells whether it made the directory, which another process may do at the same moment.
 */
function makeDirectory(path: string): boolean {
  if (isDirectory(path)) return false;
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (isDirectory(path)) return false;
    throw error;
  }
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function ignoreInGit(directory: string): void {
  try {
    writeFileSync(join(directory, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A second, as names of files have it. */
export const secondInName = (time: Date): string => time.toISOString().replace(/[-:]|\.\d+/g, '');

/** Unique: two processes, two workers of one, and two files of one second never share a file. */
export function newLedgerFileName(now = new Date()): string {
  return `spans-${secondInName(now)}-${process.pid}-${randomBytes(4).toString('hex')}.jsonl`;
}

const FILE_NAME = /^spans-\d{8}T\d{6}Z-(\d+)-[0-9a-f]+\.jsonl(\.gz)?(\.tmp)?$/;

export interface LedgerFileName {
  /** Of the process that writes or wrote it. */
  readonly pid: number;
  readonly compressed: boolean;
}

/** Undefined for a file that is not the ledger's. */
export function parseLedgerFileName(name: string): LedgerFileName | undefined {
  const parts = FILE_NAME.exec(name);
  return parts === null
    ? undefined
    : { pid: Number(parts[1]), compressed: parts[2] !== undefined && !parts[3] };
}
