import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Where the application's own packages are looked for: beside its main module, and in its working directory. A strict
 * package manager does not show them to this package.
 */
export function applicationFolders(): string[] {
  const main = process.argv[1];
  return [...(main === undefined ? [] : [dirname(realPathOf(main))]), process.cwd()];
}

/** The file that a package's name leads to from the first of the folders (or files) where it is installed. */
export function resolveFrom(places: readonly string[], name: string): string | undefined {
  const { resolve } = createRequire(join(process.cwd(), 'package.json'));
  try {
    return resolve(name, { paths: [...places] });
  } catch {
    return undefined;
  }
}

/** A command of `node_modules/.bin` is a link. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
