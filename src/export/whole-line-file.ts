import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs';

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;

/**
 * A file that holds whole lines only, whatever happens but the death of the process in the middle of a
 * write. Synchronous, so that it can be written to while the process exits.
 */
export class WholeLineFile {
  readonly path: string;
  private readonly descriptor: number;
  private written = 0;
  private syncing = 0;
  private isClosed = false;

  constructor(path: string) {
    this.path = path;
    this.descriptor = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o600);
  }

  get bytes(): number {
    return this.written;
  }

  /** Writes all of it, or none and throws. `TornFileError` says that the file cannot be used any more. */
  append(lines: Buffer): void {
    try {
      for (let offset = 0; offset < lines.length;) {
        offset += writeSync(this.descriptor, lines, offset);
      }
    } catch (error) {
      this.removeTornLine(error);
      throw error;
    }
    this.written += lines.length;
  }

  /** Whether somebody deleted it: what is written to it then is lost. */
  isDeleted(): boolean {
    return fstatSync(this.descriptor).nlink === 0;
  }

  /** Resolves in `done`: what was appended survives a crash of the machine then. */
  sync(done: (error: Error | null) => void): void {
    this.syncing += 1;
    fdatasync(this.descriptor, (error) => {
      this.syncing -= 1;
      if (this.isClosed) this.closeUnlessSyncing();
      done(error);
    });
  }

  syncNow(): void {
    fdatasyncSync(this.descriptor);
  }

  close(): void {
    this.isClosed = true;
    this.closeUnlessSyncing();
  }

  /** Its number could be another file's by the time that it is synced. */
  private closeUnlessSyncing(): void {
    if (this.syncing === 0) closeSync(this.descriptor);
  }

  private removeTornLine(cause: unknown): void {
    try {
      ftruncateSync(this.descriptor, this.written);
    } catch {
      throw new TornFileError(`'${this.path}' ends in a torn line`, { cause });
    }
  }
}

export class TornFileError extends Error {}
