import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pages, ROOT, textOf } from './snippets';

interface Link {
  readonly page: string;
  readonly target: string;
}

const linksOf = (page: string): Link[] =>
  [
    ...textOf(page)
      .replace(FENCED, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target]) => ({ page, target: target! }))
    .filter(({ target }) => !/^https?:/.test(target));

const FENCED = /^```.*?^```$/gms;

/** As GitHub makes them of a heading. */
const anchorsOf = (page: string): string[] =>
  [
    ...textOf(page)
      .replace(FENCED, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const links = pages().flatMap(linksOf);

it.each(links)('$page: $target leads somewhere', ({ page, target }) => {
  const [path, anchor] = target.split('#');
  const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path!));
  expect(existsSync(join(ROOT, file))).toBe(true);
  if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor);
});

it('the index leads to every page', () => {
  const listed = linksOf('docs/index.md').map(({ target }) => `docs/${target.split('#')[0]}`);
  const others = pages().filter((page) => page.startsWith('docs/') && page !== 'docs/index.md');
  expect(listed).toEqual(expect.arrayContaining(others));
});
