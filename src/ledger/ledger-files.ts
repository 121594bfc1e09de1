import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BotanuError } from '../shared/botanu-error';

/** Rotation puts numbers, days or times behind the ending, compression `.gz` or `.zst` behind these. */
export const SEGMENT_FILE = /\.jsonl([.-][\dT]+)*(\.gz|\.zst)?$/;

/** A file of OTLP JSON lines, a part of the record, as it is at a moment. */
export interface SegmentFile {
  /** Its name. */
  readonly file: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Tells it from another that has taken its name. */
  readonly inode: number;
}

/** How often a list is made again that was out of date before it was done. */
const MOST_LISTS = 10;

/** The files of OTLP JSON lines in a directory, in order of their names. */
export async function ledgerFiles(directory: string): Promise<SegmentFile[]> {
  for (let list = 1; ; list++) {
    const files = await Promise.all((await segmentNames(directory)).map((name) => fileAt(directory, name)));
    // What was renamed or compressed meanwhile has another name now.
    if (files.some((file) => file === 'gone') && list < MOST_LISTS) continue;
    return files.filter((file) => typeof file === 'object');
  }
}

/** Read twice: what is renamed while a directory is gone through may be in neither place. */
async function segmentNames(directory: string): Promise<string[]> {
  const names = new Set([...(await namesIn(directory)), ...(await namesIn(directory))]);
  return [...names].filter((name) => SEGMENT_FILE.test(name)).sort();
}

async function fileAt(directory: string, file: string): Promise<SegmentFile | 'gone' | 'no file'> {
  const path = join(directory, file);
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile()) {
    return { file, bytes: stats.size, modifiedMs: stats.mtimeMs, inode: stats.ino };
  }
  return stats === undefined && !(await isLink(path)) ? 'gone' : 'no file';
}

/** To nowhere, where it has no state. */
const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );

/** Whether a directory holds anything of the record. Throws a `BotanuError` that says what to do where there is none. */
export const hasLedgerFiles = async (directory: string): Promise<boolean> =>
  (await segmentNames(directory)).length > 0;

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    throw new BotanuError('COMMAND_INVALID', noLedger(directory, error), { cause: error });
  }
}

function noLedger(directory: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR')
    return `The ledger '${directory}' cannot be read: ${String(error)}`;
  return (
    `There is no ledger at '${directory}'. An application that calls initBotanu() without an OTLP endpoint ` +
    `writes one to .botanu/ in its working directory: run it first, or name another place with --dir.`
  );
}
