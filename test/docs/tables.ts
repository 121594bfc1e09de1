/** A row of a Markdown table: its cells, trimmed. */
export type Row = readonly string[];

/** The rows of every table of a page whose header begins with this cell. */
export const tableRows = (text: string, firstHeader: string): Row[] =>
  [...text.matchAll(TABLE)]
    .map(([table]) => table.trim().split('\n').map(cells))
    .filter(([header]) => header![0] === firstHeader)
    .flatMap(([, , ...rows]) => rows);

const TABLE = /(?:^\|.*\|$\n?)+/gm;

/** An escaped bar is a part of its cell. */
const cells = (line: string): Row =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

/** What stands between backquotes. */
export const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
