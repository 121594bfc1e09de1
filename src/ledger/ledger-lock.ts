import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BotanuError } from '../shared/botanu-error';

const PATIENCE_MS = 5_000;
const PAUSE_MS = 50;

const IS_LOCKED = /Could not set lock on file|being used by another process/;

/**
 * What `open` gives, tried again for five seconds while another process holds the file: a command holds it no longer
 * than it takes to answer. Then throws `LEDGER_BUSY`, which names the holder.
 */
export async function untilUnlocked<T>(path: string, open: () => Promise<T>): Promise<T> {
  const givenUpMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!IS_LOCKED.test(String(error))) throw error;
      if (performance.now() > givenUpMs) throw busy(path, error);
      await sleep(PAUSE_MS);
    }
  }
}

const busy = (path: string, cause: unknown): BotanuError =>
  new BotanuError(
    'LEDGER_BUSY',
    `'${path}' is held by ${holderIn(String(cause))}, for more than ${PATIENCE_MS / 1000} seconds now. ` +
      `Commands take turns, and one that takes in much that is new needs longer than others: wait until it has ` +
      `ended, or end it.`,
    { cause },
  );

/** DuckDB names the program and its process id. */
function holderIn(message: string): string {
  const [, program, pid] = /lock is held in (.+?) \(PID (\d+)\)/.exec(message) ?? [];
  if (pid === undefined) return 'another process';
  return `process ${pid} (${commandLine(pid) ?? program ?? 'unknown'})`;
}

/** Only Linux tells, and only of one's own or to root. */
function commandLine(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim() || undefined;
  } catch {
    return undefined;
  }
}
