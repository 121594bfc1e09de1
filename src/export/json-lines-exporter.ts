import { join } from 'node:path';
import { log, warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';
import { compressFile } from './compress-file';
import { makeLedgerDirectory, newLedgerFileName } from '../files/ledger-directory';
import { boundLedger } from './ledger-size';
import { otlpJson } from './otlp-json';
import type { ReadableSpan } from './readable-span';
import { type ExportResult, ExportResultCode, type SpanExporter } from './span-exporter';
import { TornFileError, WholeLineFile } from './whole-line-file';

export interface JsonLinesExporterOptions {
  readonly directory: string;
  /** All files together; the oldest closed ones are deleted for it. Undefined: nothing is ever deleted. */
  readonly maxBytes?: number | undefined;
  /** A file that would grow beyond it is closed, compressed, and followed by another. */
  readonly maxFileBytes?: number | undefined;
}

export const DEFAULT_MAX_FILE_BYTES = 64 * 1024 * 1024;
const SPANS_PER_LINE = 100;

/**
 * Writes spans to a ledger: a directory with a file a process, OTLP JSON, a request a line.
 *
 * `export` is synchronous: when it returns, the spans are in the file or `done` has been told why not. It
 * never throws, and tries anew each time, so that a disk that was full is used again when it has room.
 */
export class JsonLinesExporter implements SpanExporter {
  private readonly directory: string;
  private readonly maxBytes: number | undefined;
  private readonly maxFileBytes: number;
  private file: WholeLineFile | undefined;
  private tidying: Promise<void> = Promise.resolve();

  constructor({ directory, maxBytes, maxFileBytes = DEFAULT_MAX_FILE_BYTES }: JsonLinesExporterOptions) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    // The file being written is never deleted, so it has to stay well below the whole.
    this.maxFileBytes =
      maxBytes === undefined ? maxFileBytes : Math.min(maxFileBytes, Math.ceil(maxBytes / 4));
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    let result: ExportResult;
    try {
      this.write(linesOf(spans));
      result = { code: ExportResultCode.SUCCESS };
    } catch (error) {
      result = { code: ExportResultCode.FAILED, error: error as Error };
    }
    done(result);
  }

  /** Resolves when rotated files are compressed. */
  forceFlush(): Promise<void> {
    return this.tidying;
  }

  async shutdown(): Promise<void> {
    this.close();
    await this.tidying;
  }

  private write(lines: Buffer): void {
    const file = this.fileFor(lines.length);
    try {
      file.append(lines);
    } catch (error) {
      if (error instanceof TornFileError) this.close();
      throw error;
    }
  }

  private fileFor(bytes: number): WholeLineFile {
    if (this.file?.isDeleted()) this.close();
    if (this.file && this.file.bytes > 0 && this.file.bytes + bytes > this.maxFileBytes) this.rotate();
    return (this.file ??= this.open());
  }

  private open(): WholeLineFile {
    makeLedgerDirectory(this.directory);
    this.tidy(() => this.bound());
    return new WholeLineFile(join(this.directory, newLedgerFileName()));
  }

  private rotate(): void {
    const path = this.close();
    if (path !== undefined) this.tidy(() => compressFile(path));
  }

  private close(): string | undefined {
    const file = this.file;
    this.file = undefined;
    file?.close();
    return file?.path;
  }

  /** In the background, one after the other. What fails leaves a plain file, which is as good to read. */
  private tidy(task: () => Promise<void>): void {
    this.tidying = this.tidying.then(task).catch((error: unknown) => {
      warnOnce(
        'ledger-tidying',
        () => `the ledger in '${this.directory}' could not be tidied: ${errorText(error)}`,
      );
    });
  }

  private async bound(): Promise<void> {
    if (this.maxBytes === undefined) return;
    const deleted = await boundLedger(this.directory, this.maxBytes);
    if (deleted === 0) return;
    const files = deleted === 1 ? 'its oldest file' : `its ${deleted} oldest files`;
    log.info(
      `the ledger in '${this.directory}' was over ledger.maxBytes (${this.maxBytes}): ${files} deleted`,
    );
  }
}

function linesOf(spans: ReadableSpan[]): Buffer {
  let lines = '';
  for (let i = 0; i < spans.length; i += SPANS_PER_LINE) {
    lines += `${otlpJson(spans.slice(i, i + SPANS_PER_LINE))}\n`;
  }
  return Buffer.from(lines);
}
