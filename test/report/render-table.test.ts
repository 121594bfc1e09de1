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

  it('never cuts figures and times, however narrow', () => {
    const time = '2025-06-02 12:00:00';
    const [wide, narrow] = [200, 20].map((width) =>
      renderTable(
        [
          { header: 'run', align: 'left', whole: true },
          { header: 'started', align: 'left', whole: true },
          { header: 'tokens', align: 'right' },
          { header: 'outcome', align: 'left' },
        ],
        [['a'.repeat(36), time, '123,456,789/12,345,678', 'x'.repeat(40)]],
        width,
      ),
    );
    for (const text of ['a'.repeat(36), time, '123,456,789/12,345,678']) {
      expect(wide).toContain(text);
      expect(narrow).toContain(text);
    }
    expect(narrow).toContain(`${'x'.repeat(11)}…`);
  });

  it('leaves out what may be, from the end, until the rest fits side by side', () => {
    const extra: Column[] = [
      { header: 'name', align: 'left' },
      { header: 'cost', align: 'right' },
      { header: 'waste', align: 'right', ifRoom: true },
      { header: 'value', align: 'right', ifRoom: true },
      { header: 'priced', align: 'right' },
    ];
    const headers = [40, 25, 20, 10].map((width) =>
      renderTable(extra, [['a', '1', '2', '3', '4']], width)
        .split('\n')
        .filter((line) => line.startsWith('name'))
        .map((line) => line.split(/ +/).slice(1).join(' ')),
    );
    expect(headers).toEqual([
      ['cost waste value priced'],
      ['cost waste priced'],
      ['cost priced'],
      ['cost', 'priced'],
    ]);
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
    ['✅', 2],
    ['☕', 2],
    ['🇩🇪', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['𠮷', 2],
    ['a\u200b', 1],
    ['กี่', 1],
    ['→ – …', 5],
  ])('%s takes up %d columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('carries no control sequences', () => {
    expect(fitted('a\u001b[31mred\nb', 80)).toBe('a [31mred b');
  });

  it('carries nothing that turns it around', () => {
    expect(fitted('a\u202egnp.exe\u2066', 80)).toBe('a gnp.exe ');
  });

  it('is cut between whole characters', () => {
    expect(fitted('🇩🇪🇫🇷🇮🇹', 5)).toBe('🇩🇪🇫🇷…');
    expect(fitted('予約する', 6)).toBe('予約…');
  });
});

it('notes carry no control sequences', () => {
  expect(renderNotes([['te\u001brm', 'one\ntwo\u009b31m']], 40)).toBe('te rm  one two 31m');
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
