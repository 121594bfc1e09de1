import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { newOwnerId, ownerFileName } from './spool-names';

const BEAT_MS = 10_000;
const STALE_MS = 60_000;

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
    writeSync(this.file, JSON.stringify(whoIAm()), 0);
    this.beating ??= setInterval(() => this.beatAgain(), BEAT_MS).unref();
    return fstatSync(this.file).mtimeMs;
  }

  /** Whether an owner has ended, or said nothing for a minute. `now` is from `beat`. */
  isGone(owner: string, now: number): boolean {
    if (owner === this.id) return false;
    const path = join(this.directory, ownerFileName(owner));
    const modifiedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    // It takes its file away when it leaves.
    return modifiedMs === undefined || now - modifiedMs > STALE_MS || hasEnded(readIdentity(path));
  }

  /** Of one that is gone. */
  removeFileOf(owner: string): void {
    rmSync(join(this.directory, ownerFileName(owner)), { force: true });
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

const whoIAm = (): Identity => ({ pid: process.pid, startTime: startTimeOf(process.pid), where: whereIAm() });

function whereIAm(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** In ticks since the machine started. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command, in parentheses, may hold anything. Before the 22nd field come two, and 19 after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
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

/** Only what is certain; else the age of the file decides. */
function hasEnded(identity: Identity | undefined): boolean {
  if (identity?.startTime === undefined || identity.where === undefined) return false;
  return identity.where === whereIAm() && startTimeOf(identity.pid) !== identity.startTime;
}
