import { appendFile, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { deletionLine, DELETIONS_FILE, segmentName } from '../shared/ledger-deletions';
import { parseLedgerFileName } from '../files/ledger-directory';

interface LedgerFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Nobody writes to it any more. */
  readonly closed: boolean;
}

/**
 * Deletes the oldest files of a ledger until it is within `maxBytes`, and gives the number deleted. A file
 * that some process may still be writing is never touched.
 */
export async function boundLedger(directory: string, maxBytes: number): Promise<number> {
  const files = await ledgerFiles(directory);
  let excess = files.reduce((sum, file) => sum + file.bytes, 0) - maxBytes;
  let deleted = 0;
  for (const file of oldestFirst(files.filter(({ closed }) => closed))) {
    if (excess <= 0) break;
    await noteDeletion(directory, file);
    await rm(file.path, { force: true });
    excess -= file.bytes;
    deleted += 1;
  }
  return deleted;
}

/** Before it is done: of a file that is still there a reader knows better. */
async function noteDeletion(
  directory: string,
  { path, modifiedMs: lastWrittenMs }: LedgerFile,
): Promise<void> {
  if (path.endsWith('.tmp')) return;
  const line = deletionLine({ file: segmentName(basename(path)), lastWrittenMs });
  await appendFile(join(directory, DELETIONS_FILE), line, { mode: 0o600 });
}

const oldestFirst = (files: LedgerFile[]): LedgerFile[] => files.sort((a, b) => a.modifiedMs - b.modifiedMs);

async function ledgerFiles(directory: string): Promise<LedgerFile[]> {
  const names = await readdir(directory);
  const files = await Promise.all(names.map((name) => ledgerFile(directory, name)));
  return files.filter((file) => file !== undefined);
}

async function ledgerFile(directory: string, name: string): Promise<LedgerFile | undefined> {
  const parsed = parseLedgerFileName(name);
  if (parsed === undefined) return undefined;
  const path = join(directory, name);
  // Another process may have deleted or compressed it meanwhile.
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return undefined;
  const { size: bytes, mtimeMs: modifiedMs } = stats;
  return { path, bytes, modifiedMs, closed: parsed.compressed || isLeftBehind(parsed.pid, modifiedMs) };
}

/** In a directory shared by several hosts a process id says little, so the file has to be idle as well. */
const IDLE_MS = 60 * 60 * 1000;

const isLeftBehind = (pid: number, modifiedMs: number): boolean =>
  Date.now() - modifiedMs > IDLE_MS && !isAlive(pid);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
