import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { warnOnce } from '../shared/diagnostics';
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
  private unsent = 0;

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
    this.size = writing === undefined ? statSync(path).size : 0;
    this.position = writing === undefined ? readProgress(progressPath, path, this.size) : 0;
  }

  static create(identity: string, path: string, progressPath: string): SpoolFile {
    const file = new SpoolFile(identity, path, progressPath, new WholeLineFile(path));
    try {
      // Now: a disk that is full later still takes what only replaces.
      file.writeProgress(0);
    } catch (error) {
      file.remove();
      throw error;
    }
    return file;
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

  /** Spans in it that this process has written, and that are not done with. */
  get spans(): number {
    return this.unsent;
  }

  /** False once another process has taken it over, or somebody has deleted it. */
  isThere(): boolean {
    return existsSync(this.path);
  }

  /** Rather than in other hands: the file has no name any more, or there is no directory where it could have one. */
  isDeleted(): boolean {
    if (this.isThere()) return false;
    if (this.writing !== undefined) return this.writing.isDeleted();
    if (this.reading !== undefined) return fstatSync(this.reading).nlink === 0;
    return !existsSync(dirname(this.path));
  }

  /** Whole or not at all; throws what the disk says. */
  append(line: Buffer, spans: number): void {
    this.writing!.append(line);
    this.size += line.length;
    this.unsent += spans;
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

  /** The first line, of so many spans, is done with. */
  advance({ end }: Pick<Line, 'end'>, spans: number): void {
    this.position = end;
    this.unsent = Math.max(0, this.unsent - spans);
    // In other hands it is not this process's to say.
    if (this.isThere()) this.writeProgress(end);
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

  private writeProgress(position: number): void {
    this.progress ??= openSync(this.progressPath, IN_PLACE, 0o600);
    writeSync(this.progress, String(position).padStart(PROGRESS_DIGITS, '0'), 0);
  }
}

/** The beginning, where it does not say the beginning of a line: spans that come twice are better than lost ones. */
function readProgress(progressPath: string, path: string, size: number): number {
  const text = textOf(progressPath);
  if (text === undefined) return 0;
  const position = Number(text);
  if (text.length === PROGRESS_DIGITS && /^\d+$/.test(text) && beginsLine(path, position, size))
    return position;
  warnOnce(
    `spool-progress ${progressPath}`,
    () => `'${progressPath}' does not say how far '${path}' has been sent: it is sent from its beginning`,
  );
  return 0;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function beginsLine(path: string, position: number, size: number): boolean {
  if (position === 0) return true;
  if (position > size) return false;
  const byte = Buffer.alloc(1);
  const file = openSync(path, 'r');
  try {
    readSync(file, byte, 0, 1, position - 1);
  } finally {
    closeSync(file);
  }
  return byte.toString() === '\n';
}
