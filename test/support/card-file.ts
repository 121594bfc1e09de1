import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A rate card in a file of its own; gives its path. */
export function cardFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'botanu-card-')), 'botanu.prices.yaml');
  writeFileSync(path, text);
  return path;
}
