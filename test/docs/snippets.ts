import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** TypeScript of the documentation, to be compiled. */
export interface Snippet {
  /** Where its first line stands, e.g. `docs/index.md:12`. */
  readonly place: string;
  readonly code: string;
  /** What stands after `ts` on its fence, e.g. `legacy`. */
  readonly flags: readonly string[];
}

/** The pages that a reader finds, as paths from the root. */
export const pages = (): string[] => [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...filesBelow('docs', '.md'),
];

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The fenced `ts` blocks of a page. */
export const snippetsOfPage = (path: string): Snippet[] => fencedBlocks(textOf(path), path);

/** The examples of every docstring below `src`. */
export const snippetsOfDocstrings = (): Snippet[] =>
  filesBelow('src', '.ts').flatMap((path) => [...textOf(path).matchAll(EXAMPLE)].flatMap(snippetsOf(path)));

const EXAMPLE = /^ *\* @example *\n(?<lines>(?: *\*(?!\/)(?! @).*\n)+)/gm;

const snippetsOf = (path: string) => (match: RegExpExecArray) => {
  const text = match.groups!.lines!.replace(/^ *\* ?/gm, '').replaceAll('\\@', '@');
  const lineOfExample = lineAt(match.input, match.index) + 1;
  const fenced = fencedBlocks(text, path, lineOfExample);
  return fenced.length > 0 ? fenced : [{ place: `${path}:${lineOfExample}`, code: text, flags: [] }];
};

const FENCED = /^ *```ts(?<flags>[^\n]*)\n(?<code>.*?)^ *```$/gms;

export const fencedBlocks = (text: string, path: string, firstLine = 1): Snippet[] =>
  [...text.matchAll(FENCED)].map(({ index, groups }) => ({
    place: `${path}:${firstLine + lineAt(text, index)}`,
    code: groups!.code!,
    flags: groups!.flags!.split(' ').filter((flag) => flag !== ''),
  }));

/** The line that the index is in, counted from 1. */
const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

const filesBelow = (directory: string, extension: string): string[] =>
  readdirSync(join(ROOT, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
