import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { WholeLineFile } from './whole-line-file';

const PIECE = 256 * 1024;
const PROGRESS_DIGITS = 16;
/** Not cut first: killed before the write it would begin again. */
const IN_PLACE = constants.O_WRONLY | constants.O_CREAT;

export interface Line {
  readonly text: string;
  readonly start: number;
  /** Where the next one begins. */
  readonly end: number;
}

/**
 * A file of lines that are taken from its beginning, with a second one that says how far. Killed at any moment it
 * gives the line again that was being sent, and no other.
 */
export class SpoolFile {
  readonly identity: string;
  readonly path: string;
  private readonly progressPath: string;
  /** Undefined for a file of another process, or one that is not written to any more. */
  private writing: WholeLineFile | undefined;
  private reading: number | undefined;
  private progress: number | undefined;
  private position: number;
  private size: number;

  private constructor(
    identity: string,
    path: string,
    progressPath: string,
    writing: WholeLineFile | undefined,
  ) {
    this.identity = identity;
    this.path = path;
    this.progressPath = progressPath;
    this.writing = writing;
    this.position = writing === undefined ? readProgress(progressPath) : 0;
    this.size = writing === undefined ? statSync(path).size : 0;
  }

  static create(identity: string, path: string, progressPath: string): SpoolFile {
    return new SpoolFile(identity, path, progressPath, new WholeLineFile(path));
  }

  static open(identity: string, path: string, progressPath: string): SpoolFile {
    return new SpoolFile(identity, path, progressPath, undefined);
  }

  get bytes(): number {
    return this.size;
  }

  /** Bytes of it that are done with. */
  get sent(): number {
    return this.position;
  }

  /** False once another process has taken it over, or somebody has deleted it. */
  isThere(): boolean {
    return existsSync(this.path);
  }

  /** Whole or not at all; throws what the disk says. */
  append(line: Buffer): void {
    this.writing!.append(line);
    this.size += line.length;
  }

  /** Until then a crash of the machine may cost what was appended; one of the process does not. */
  sync(done: (error: Error | null) => void): void {
    this.writing!.sync(done);
  }

  syncNow(): void {
    this.writing!.syncNow();
  }

  /** The first line that has not been sent. */
  next(): Line | undefined {
    const pieces: Buffer[] = [];
    this.reading ??= openSync(this.path, 'r');
    for (let position = this.position; position < this.size;) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, this.size - position));
      const read = readSync(this.reading, piece, 0, piece.length, position);
      if (read === 0) break;
      const lineEnd = piece.subarray(0, read).indexOf('\n');
      if (lineEnd >= 0) {
        pieces.push(piece.subarray(0, lineEnd));
        return { text: Buffer.concat(pieces).toString(), start: this.position, end: position + lineEnd + 1 };
      }
      pieces.push(piece.subarray(0, read));
      position += read;
    }
    // What is left is torn: it was never acknowledged. Or its writer was only thought dead, and went on.
    const { size } = statSync(this.path);
    if (this.writing !== undefined || size <= this.size) return undefined;
    this.size = size;
    return this.next();
  }

  advance({ end }: Pick<Line, 'end'>): void {
    this.position = end;
    this.progress ??= openSync(this.progressPath, IN_PLACE, 0o600);
    writeSync(this.progress, String(end).padStart(PROGRESS_DIGITS, '0'), 0);
  }

  close(): void {
    this.writing?.close();
    for (const descriptor of [this.reading, this.progress]) {
      if (descriptor !== undefined) closeSync(descriptor);
    }
    this.writing = this.reading = this.progress = undefined;
  }

  /** The progress last: without it the file would be sent from its beginning. */
  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
    rmSync(this.progressPath, { force: true });
  }
}

function readProgress(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8')) || 0;
  } catch {
    return 0;
  }
}
