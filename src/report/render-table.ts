import { printableText } from '../shared/printable-text';
import { displayWidth, fitted } from './display-width';

export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
  /** Never cut: an id or a time is of no use in part. Figures, which are aligned right, never are. */
  readonly whole?: boolean;
  /** Left out, and those like it after it, where the columns do not all fit side by side. */
  readonly ifRoom?: boolean;
}

export interface FilledColumn extends Column {
  readonly cells: readonly string[];
}

/** Cells, one a column; or a line across the table. */
export type TableRow = readonly string[] | 'rule';

/** What columns hold, line by line. */
export const rowsOf = (columns: readonly FilledColumn[]): TableRow[] =>
  (columns[0]?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] ?? ''));

const GAP = '  ';
/** The first column holds names; it may take up this share of the width before names are cut. */
const NAME_SHARE = 0.4;

/**
 * A table of aligned columns. What does not fit into `width` goes on below in a second table, with the first
 * column repeated, so that nothing is lost.
 */
export function renderTable(wanted: readonly Column[], rows: readonly TableRow[], width: number): string {
  const columns = wanted.map((column) => ({ ...column, header: printableText(column.header) }));
  const nameWidth = columns[0]?.whole ? Infinity : Math.max(12, Math.floor(width * NAME_SHARE));
  const names = rows.map((row) => (row === 'rule' ? '' : fitted(row[0] ?? '', nameWidth)));
  const left = widest([columns[0]?.header ?? '', ...names]);
  const otherWidth = Math.max(12, width - left - GAP.length);
  const shown = rows.map((row, line) =>
    row === 'rule'
      ? row
      : row.map((cell, index) =>
          index === 0 ? names[line]! : fitted(cell, isWhole(columns[index]) ? Infinity : otherWidth),
        ),
  );
  const widths = columns.map(({ header }, index) =>
    widest([header, ...shown.map((row) => (row === 'rule' ? '' : (row[index] ?? '')))]),
  );
  return blocks(withRoom(columns, widths, width), widths, width)
    .map((block) => renderBlock(block, columns, shown, widths))
    .join('\n\n');
}

/** There may be more rows than a function takes arguments. */
const widest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);

const isWhole = (column: Column | undefined): boolean => column?.whole === true || column?.align === 'right';

/** Indexes of the columns that are shown. */
function withRoom(columns: readonly Column[], widths: readonly number[], width: number): number[] {
  const shown = [...columns.keys()];
  const taken = (): number => shown.reduce((sum, index) => sum + GAP.length + widths[index]!, -GAP.length);
  for (const index of [...columns.keys()].reverse())
    if (columns[index]!.ifRoom && taken() > width) shown.splice(shown.indexOf(index), 1);
  return shown;
}

/** Indexes of the columns that fit side by side, the first one in every block. */
function blocks(shown: readonly number[], widths: readonly number[], width: number): number[][] {
  const [nameWidth = 0] = widths;
  const all: number[][] = [[0]];
  let used = nameWidth;
  for (const index of shown.slice(1)) {
    const taken = GAP.length + widths[index]!;
    let block = all.at(-1)!;
    if (used + taken > width && block.length > 1) {
      all.push((block = [0]));
      used = nameWidth;
    }
    block.push(index);
    used += taken;
  }
  return all;
}

function renderBlock(
  block: readonly number[],
  columns: readonly Column[],
  rows: readonly TableRow[],
  widths: readonly number[],
): string {
  const line = (cells: readonly string[]): string =>
    block
      .map((index) => padded(cells[index] ?? '', widths[index]!, columns[index]!.align))
      .join(GAP)
      .trimEnd();
  const total = block.reduce((sum, index) => sum + widths[index]! + GAP.length, -GAP.length);
  const rule = '─'.repeat(total);
  const header = line(columns.map((column) => column.header));
  return [header, rule, ...rows.map((row) => (row === 'rule' ? rule : line(row)))].join('\n');
}

function padded(text: string, width: number, align: Column['align']): string {
  const padding = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + padding : padding + text;
}
