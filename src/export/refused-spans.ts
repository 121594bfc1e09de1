import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadableSpan } from './readable-span';
import { bytesIn } from './spool-directory';
import { spoolLine } from './spool-line';
import { isRefusedFile, newIdentity, refusedFileName } from '../files/spool-names';
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

  /**
   * As many as there is room for, from the first on; says where. They survive a crash of the machine when it returns.
   * Throws what the disk says; then none is kept.
   */
  keep(spans: readonly ReadableSpan[]): { readonly kept: number; readonly path: string } {
    const lines: Buffer[] = [];
    let room = this.maxBytes - bytesIn(this.directory, isRefusedFile);
    for (const span of spans) {
      const { bytes } = spoolLine([span]);
      room -= bytes.length;
      if (room < 0) break;
      lines.push(bytes);
    }
    const path = lines.length === 0 ? '' : this.append(Buffer.concat(lines));
    return { kept: lines.length, path };
  }

  close(): void {
    this.file?.close();
    this.file = undefined;
  }

  private append(lines: Buffer): string {
    if (this.file?.isDeleted()) this.close();
    const file = (this.file ??= this.open());
    try {
      file.append(lines);
      file.syncNow();
      return file.path;
    } catch (error) {
      // A new one may do better.
      this.close();
      if (file.bytes === 0) rmSync(file.path, { force: true });
      throw error;
    }
  }

  private open(): WholeLineFile {
    const file = new WholeLineFile(join(this.directory, refusedFileName(newIdentity())));
    syncDirectory(this.directory);
    return file;
  }
}
