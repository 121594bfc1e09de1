import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './packed-tarball.mjs';

const PAGE = join(ROOT, 'docs/compatibility.md');
const BETWEEN_MARKERS = /(?<=<!-- made by npm run check:compatibility -->\n).*(?=<!-- end -->)/s;

/** Tables below their headings; a cell is a text or has one. */
export const asMarkdown = (tables) =>
  tables
    .map(({ title, header, rows }) => {
      const lines = [header, header.map(() => '---'), ...rows].map(line).join('\n');
      return `\n## ${title}\n\n${lines}\n`;
    })
    .join('');

const line = (cells) =>
  `| ${cells.map((cell) => (typeof cell === 'string' ? cell : cell.text)).join(' | ')} |`;

/** What the page has of it. */
export const committed = () => BETWEEN_MARKERS.exec(readFileSync(PAGE, 'utf8'))?.[0];

export function rewrite(markdown) {
  const text = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    text.replace(BETWEEN_MARKERS, () => markdown),
  );
}
