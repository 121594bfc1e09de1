import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BotanuError } from '../shared/botanu-error';
import { segmentName } from '../shared/ledger-deletions';

const SEGMENT_FILE = /\.jsonl(\.gz|\.zst)?$/;

/** Endings of a segment's file, the one that is read soonest first. */
const ENDINGS = ['', '.gz', '.zst'];

/** A part of the record: a file of OTLP JSON lines, which stays the same part when it is compressed. */
export interface SegmentFile {
  /** The file's name, less what compression adds to it. */
  readonly name: string;
  /** The file's name. */
  readonly file: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/**
 * The segments in a directory, in order of their names. Where one is there plain and compressed, because a process
 * was killed between the two, both are whole, and the plain file is taken.
 */
export async function ledgerFiles(directory: string): Promise<SegmentFile[]> {
  const files = await namesIn(directory);
  const names = new Set(files.filter((file) => SEGMENT_FILE.test(file)).map(segmentName));
  const found = await Promise.all([...names].map((name) => segmentFile(directory, name)));
  return found.filter((file) => file !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Undefined where there is none. Asked again in case it is compressed at this very moment. */
export async function segmentFile(directory: string, name: string): Promise<SegmentFile | undefined> {
  for (const ending of [...ENDINGS, ...ENDINGS]) {
    const stats = await statsOf(join(directory, name + ending));
    if (stats?.isFile()) {
      return { name, file: name + ending, bytes: stats.size, modifiedMs: stats.mtimeMs };
    }
  }
  return undefined;
}

/** Throws a `BotanuError` that says what to do where there is no directory to read. */
export async function requireLedger(directory: string): Promise<void> {
  await namesIn(directory);
}

const statsOf = (path: string): Promise<Stats | undefined> => stat(path).catch(() => undefined);

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
