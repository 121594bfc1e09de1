import { closeSync, fsyncSync, openSync } from 'node:fs';

/** So that names of files just made in it survive a crash of the machine, where a system can do that. */
export function syncDirectory(path: string): void {
  try {
    const directory = openSync(path, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch {
    // Windows cannot open a directory, and needs no such thing.
  }
}
