import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { ColumnValue, RowBatch, Table } from './engine';

/** The delimiter is a character that no name and no id has, so that hardly a value needs quotes. */
export const CSV = { delimiter: '\x1f', quote: '"' } as const;

const DELIMITER = 0x1f;
const QUOTE = 0x22;
const LINE_BREAK = 0x0a;
const SPACE = 0x20;
const DELETE = 0x7f;

/** Held before they are written: few writes, and little memory. */
const BUFFER_BYTES = 1 << 20;

/** UTF-8 takes three bytes at most for a unit of UTF-16, and every one of them may be a quote to be doubled. */
const MOST_BYTES_A_CHARACTER = 3;

/** Rows in a file, which an engine reads faster than it takes values one by one. */
export class CsvBatch implements RowBatch {
  rows = 0;
  longestRowBytes = 0;
  readonly table: Table;
  readonly path: string;
  private readonly width: number;
  private file: number | undefined;
  private isWhole = false;
  private bytes = Buffer.allocUnsafe(BUFFER_BYTES);
  private end = 0;

  constructor(table: Table, path: string) {
    this.table = table;
    this.path = path;
    this.width = Object.keys(table.columns).length;
  }

  add(values: readonly ColumnValue[]): void {
    const start = this.end;
    for (let i = 0; i < this.width; i++) {
      const value = values[i]!;
      if (value !== null) this.append(typeof value === 'string' ? value : String(value));
      this.room(1);
      this.bytes[this.end++] = i === this.width - 1 ? LINE_BREAK : DELIMITER;
    }
    this.rows++;
    this.longestRowBytes = Math.max(this.longestRowBytes, this.end - start);
    if (this.end > BUFFER_BYTES / 2) this.write();
  }

  /** After which the file is whole. */
  finish(): this {
    if (this.isWhole) return this;
    this.write();
    this.close();
    this.isWhole = true;
    return this;
  }

  discard(): void {
    this.close();
    rmSync(this.path, { force: true });
  }

  /** Character by character: for texts this short it is several times as fast as Buffer's own ways. */
  private append(text: string): void {
    const { length } = text;
    this.room(length);
    const { bytes, end } = this;
    for (let i = 0; i < length; i++) {
      const character = text.charCodeAt(i);
      if (character < SPACE || character > DELETE || character === QUOTE) return this.appendQuoted(text);
      bytes[end + i] = character;
    }
    // Without quotes an empty text is NULL.
    if (length === 0) return this.appendQuoted(text);
    this.end = end + length;
  }

  private appendQuoted(text: string): void {
    const quoted = `"${text.replaceAll('"', '""')}"`;
    this.room(quoted.length * MOST_BYTES_A_CHARACTER);
    this.end += this.bytes.write(quoted, this.end);
  }

  /** Makes room for a row of any length: what is in the buffer stays together, so that its length is known. */
  private room(bytes: number): void {
    if (this.end + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.end + bytes));
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }

  private write(): void {
    this.file ??= openSync(this.path, 'w', 0o600);
    for (let offset = 0; offset < this.end;) {
      offset += writeSync(this.file, this.bytes, offset, this.end - offset);
    }
    this.end = 0;
    if (this.bytes.length > BUFFER_BYTES) this.bytes = Buffer.allocUnsafe(BUFFER_BYTES);
  }

  private close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}
