import {
  closeSync,
  fstatSync,
  futimesSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { newOwnerId, ownerFileName } from '../files/spool-names';

const BEAT_MS = 10_000;
const STALE_MS = 60_000;
/** Of a process that is there but stopped, or that may have lost the thread whose file it was. */
const STOPPED_MS = 10 * 60_000;

/**
 * Who may read and write files of a spool that processes share. Each of them has a file there that it keeps young
 * as long as it lives, and that says who it is.
 */
export class SpoolOwner {
  readonly id = newOwnerId();
  private readonly directory: string;
  private file: number | undefined;
  private beating: NodeJS.Timeout | undefined;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Says that this owner lives. Gives the time by the clock that files get theirs from. Throws what the disk says. */
  beat(): number {
    if (this.file !== undefined && fstatSync(this.file).nlink === 0) this.close();
    this.file ??= openSync(this.path, 'w', 0o600);
    this.touch(this.file);
    this.beating ??= setInterval(() => this.beatAgain(), BEAT_MS).unref();
    return fstatSync(this.file).mtimeMs;
  }

  /**
   * Whether an owner has ended: what this machine says of its process, or, of one on another, that it said nothing
   * for a minute. `now` is from `beat`.
   */
  isGone(owner: string, now: number): boolean {
    if (owner === this.id) return false;
    const path = join(this.directory, ownerFileName(owner));
    const modifiedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    // It takes its file away when it leaves. The time can be ahead: a clock that was set back.
    return modifiedMs === undefined || Math.abs(now - modifiedMs) > patienceWith(readIdentity(path));
  }

  /** Of one that is gone. */
  removeFileOf(owner: string): void {
    try {
      rmSync(join(this.directory, ownerFileName(owner)), { force: true });
    } catch {
      // Another user's, which does no harm.
    }
  }

  release(): void {
    clearInterval(this.beating);
    this.beating = undefined;
    if (this.file === undefined) return;
    this.close();
    rmSync(this.path, { force: true });
  }

  private get path(): string {
    return join(this.directory, ownerFileName(this.id));
  }

  private beatAgain(): void {
    try {
      this.beat();
    } catch {
      // A disk that is full or gone: whoever takes the files over then finds them whole.
    }
  }

  /** A full disk still takes the time: then others go by that alone, and spans can be sent from there. */
  private touch(file: number): void {
    try {
      writeSync(file, JSON.stringify(whoIAm()), 0);
    } catch (error) {
      if (!isFull(error)) throw error;
      const now = new Date();
      futimesSync(file, now, now);
    }
  }

  private close(): void {
    closeSync(this.file!);
    this.file = undefined;
  }
}

/**
 * A process, told from all others that ever had its number: in another container, and after it. Linux only; without
 * it there is the age of the owner's file.
 */
interface Identity {
  readonly pid: number;
  readonly startTime: string | undefined;
  /** Equal for two processes if each sees the other under its number. */
  readonly where: string | undefined;
}

const whoIAm = (): Identity => ({
  pid: process.pid,
  startTime: statOf(process.pid)?.startTime,
  where: whereIAm(),
});

function whereIAm(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

interface ProcessStat {
  readonly state: string;
  /** In ticks since the machine started. */
  readonly startTime: string;
}

function statOf(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command, in parentheses, may hold anything. After it comes the third field; the start is the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, startTime: fields[19]! };
  } catch {
    return undefined;
  }
}

function readIdentity(path: string): Identity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Identity;
  } catch {
    return undefined;
  }
}

/** How long an owner may be silent. A process that is seen to run is not gone, however long it or its machine slept. */
function patienceWith(identity: Identity | undefined): number {
  const here = whereIAm();
  if (identity?.startTime === undefined || here === undefined || identity.where !== here) return STALE_MS;
  const { pid, startTime } = identity;
  const stat = statOf(pid);
  if (stat?.startTime !== startTime || HAS_ENDED.has(stat.state)) return -1;
  return IS_STOPPED.has(stat.state) || pid === process.pid ? STOPPED_MS : Infinity;
}

/** Linux's letters: nobody has asked for its exit code yet. */
const HAS_ENDED: ReadonlySet<string> = new Set(['Z', 'X', 'x']);
const IS_STOPPED: ReadonlySet<string> = new Set(['T', 't']);

const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
