import { join } from 'node:path';
import type { ReadableSpan } from './readable-span';
import { bytesIn } from './spool-directory';
import { spoolLine } from './spool-line';
import { isRefusedFile, newIdentity, refusedFileName } from './spool-names';
import { syncDirectory } from './sync-directory';
import { WholeLineFile } from './whole-line-file';

/**
 * Spans of a spool that its endpoint will not take, in a file a process: OTLP JSON, a request a line. They stay there,
 * for somebody to look at, and are never sent.
 */
export class RefusedSpans {
  private readonly directory: string;
  private readonly maxBytes: number;
  private file: WholeLineFile | undefined;

  /** `maxBytes`: of the spool, which may have an eighth of it filled with them. The oldest stay. */
  constructor({ directory, maxBytes }: { readonly directory: string; readonly maxBytes: number }) {
    this.directory = directory;
    this.maxBytes = Math.floor(maxBytes / 8);
  }

  /** They survive a crash of the machine when it returns, which says where. Throws if they are not kept. */
  keep(spans: readonly ReadableSpan[]): string {
    const { bytes } = spoolLine(spans);
    if (bytesIn(this.directory, isRefusedFile) + bytes.length > this.maxBytes)
      throw new Error(`there are ${this.maxBytes} bytes of them already, an eighth of spool.maxBytes`);
    if (this.file?.isDeleted()) this.close();
    this.file ??= this.open();
    try {
      this.file.append(bytes);
      this.file.syncNow();
      return this.file.path;
    } catch (error) {
      // A new one may do better.
      this.close();
      throw error;
    }
  }

  close(): void {
    this.file?.close();
    this.file = undefined;
  }

  private open(): WholeLineFile {
    const file = new WholeLineFile(join(this.directory, refusedFileName(newIdentity())));
    syncDirectory(this.directory);
    return file;
  }
}
