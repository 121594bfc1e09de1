import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ExportedFiles {
  /** Their folder, which everybody may look into. */
  readonly sources: () => string;
  /** Writes one, and gives its path. */
  readonly source: (name: string, content: string | Buffer) => string;
}

/** Files to import, in a folder of its own for each test. To be called where the tests are defined. */
export function exportedFiles(): ExportedFiles {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'botanu-exported-'));
    chmodSync(folder, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return {
    sources: () => folder,
    source: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}
