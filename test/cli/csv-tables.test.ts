import { runReport } from '../../src/cli/report-command';
import { runRuns } from '../../src/cli/runs-command';
import { ledgerDirectory, llmSpan, otlpLine, runSpan } from '../support/otlp-lines';

const IDLE_RUNS = 23;
const directory = ledgerDirectory({
  'spans.jsonl': otlpLine(
    runSpan({ run: 'parent' }),
    llmSpan({ run: 'parent', costUsd: 1 }),
    runSpan({ run: 'child', parent: 'parent', useCase: 'in\rside' }),
    llmSpan({ run: 'child', costUsd: 2 }),
    runSpan({ run: 'other' }),
    llmSpan({ run: 'other', costUsd: 1, more: { 'botanu.operation.status': 'abandoned' } }),
    ...Array.from({ length: IDLE_RUNS }, (_, i) => runSpan({ run: `idle ${i}`, useCase: 'Idle' })),
  ),
});

let runs: string;
let report: string;
beforeAll(async () => {
  runs = await runRuns({ directory, csv: true });
  report = await runReport({ directory, csv: true, by: ['use-case'] });
});

/** The cell of a row, which its first cell names, in a column. */
function cell(csv: string, first: string, column: string): string | undefined {
  const [header, ...rows] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return rows.find(([name]) => name === first)?.[header!.indexOf(column)];
}

describe('a table as CSV', () => {
  it('has every run, however many there are', () => {
    expect(runs.trimEnd().split('\n')).toHaveLength(1 + 3 + IDLE_RUNS);
  });

  it.each([
    ['of runs', () => runs, 'parent', '1', '3'],
    ['of groups', () => report, 'Support', '2', '4'],
  ])('tells own costs from those with nested runs: %s', (_, csv, first, own, inclusive) => {
    expect(cell(csv(), first, 'own_cost')).toBe(own);
    expect(cell(csv(), first, 'inclusive_cost')).toBe(inclusive);
  });

  it.each([
    ['mean_cost', '2'],
    ['p50_cost', '2'],
    ['p95_cost', '2.9'],
    ['waste', '1'],
    ['waste_failed', '0'],
    ['waste_abandoned', '1'],
  ])('has each figure in its column: %s', (column, figure) => {
    expect(cell(report, 'Support', column)).toBe(figure);
  });

  it('keeps a carriage return within its quotes', () => {
    expect(report).toMatch(/^"in\rside",/m);
    expect(runs).toContain(',"in\rside",');
  });
});
