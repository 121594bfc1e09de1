import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;

/**
 * A file that holds whole lines only, whatever happens but the death of the process in the middle of a
 * write. Synchronous, so that it can be written to while the process exits.
 */
export class WholeLineFile {
  readonly path: string;
  private readonly descriptor: number;
  private written = 0;

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

  close(): void {
    closeSync(this.descriptor);
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
