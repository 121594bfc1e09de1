import { displayWidth, fitted } from '../../src/report/display-width';
import { renderNotes } from '../../src/report/render-notes';
import { renderTable } from '../../src/report/render-table';
import type { Column } from '../../src/report/render-table';

const columns: Column[] = [
  { header: '', align: 'left' },
  { header: 'runs', align: 'right' },
  { header: 'cost', align: 'right' },
];

const lines = (...text: string[]): string => text.join('\n');

describe('a table', () => {
  it('aligns its columns', () => {
    const table = renderTable(columns, [['Support', '7', '$0.0123'], 'rule', ['Total', '1,234', '']], 80);
    expect(table).toBe(
      lines(
        '          runs     cost',
        '───────────────────────',
        'Support      7  $0.0123',
        '───────────────────────',
        'Total    1,234',
      ),
    );
  });

  it('goes on below, names repeated, where it does not fit', () => {
    const table = renderTable(columns, [['Support', '7', '$0.0123']], 16);
    expect(table).toBe(
      lines(
        '         runs',
        '─────────────',
        'Support     7',
        '',
        '            cost',
        '────────────────',
        'Support  $0.0123',
      ),
    );
  });

  it('cuts names that would take up the width', () => {
    const [, , row] = renderTable(columns, [['x'.repeat(100), '7', '$1.00']], 40).split('\n');
    expect(row).toBe(`${'x'.repeat(15)}…     7  $1.00`);
  });

  it('counts wide characters as two columns', () => {
    const [, , first, second] = renderTable(
      columns,
      [
        ['予約', '1', ''],
        ['Booking', '2', ''],
      ],
      80,
    ).split('\n');
    expect([first, second]).toEqual(['予約        1', 'Booking     2']);
  });
});

describe('text for a terminal', () => {
  it.each([
    ['plain', 5],
    ['予約', 4],
    ['e\u0301', 1],
    ['🧾', 2],
  ])('%s takes up %d columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('carries no control sequences', () => {
    expect(fitted('a\u001b[31mred\nb', 80)).toBe('a [31mred b');
  });

  it('is cut between whole characters', () => {
    expect(fitted('予約する', 6)).toBe('予約…');
  });
});

it('wraps notes under their terms', () => {
  expect(
    renderNotes(
      [
        ['term', 'one two three'],
        ['≥', 'four'],
      ],
      14,
    ),
  ).toBe(lines('term  one two', '      three', '≥     four'));
});
