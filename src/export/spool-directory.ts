import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Of a directory's files; none where there is no directory. Throws what else the disk says. */
export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Of all files together whose names are asked for. */
export function bytesIn(directory: string, isAskedFor: (name: string) => boolean): number {
  const sizes = namesIn(directory)
    .filter(isAskedFor)
    .map((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}
