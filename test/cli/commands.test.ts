import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { time } from '../../src/cli/selection-options';
import type { GroupedCostReport } from '../../src/report/cost-report';
import type { RunList } from '../../src/report/run-list';
import { botanu } from '../support/botanu-program';
import { ledgerDirectory, llmSpan, NOON_MS, otlpLine, runSpan } from '../support/otlp-lines';

/** A ledger of one test's own. */
const newLedger = (): string =>
  ledgerDirectory({
    'spans.jsonl': otlpLine(
      runSpan({
        run: 'aaaa-1',
        outcome: 'success',
        event: 'T-1',
        endMs: NOON_MS + 5_000,
        more: { 'botanu.customer_id': 'acme, "Inc"' },
      }),
      llmSpan({ run: 'aaaa-1', costUsd: 1, input: 100, output: 10 }),
      runSpan({ run: 'bbbb-2', startMs: NOON_MS + 60_000, endMs: NOON_MS + 61_000 }),
      llmSpan({ run: 'bbbb-2', costUsd: 3, input: 10, output: 1 }),
      runSpan({
        run: 'cccc-3',
        parent: 'bbbb-2',
        useCase: 'Search',
        outcome: 'failed',
        startMs: NOON_MS + 60_500,
      }),
      llmSpan({ run: 'cccc-3', costUsd: 2, input: 1_000, output: 10, model: 'gpt-4o' }),
    ),
  });

/** For questions, which change nothing in it, and find it taken in. */
const LEDGER = newLedger();

const json = async <T>(...args: string[]): Promise<T> => JSON.parse(await botanu(...args, '--json')) as T;

describe('botanu report --by', () => {
  const groups = async (...args: string[]) => {
    const report = await json<GroupedCostReport>('report', '--dir', LEDGER, ...args);
    return report.groups.map(({ group, own }) => [...Object.values(group), own.cost]);
  };

  it('takes several dimensions, listed or repeated', async () => {
    const expected = [
      ['Support', 'open', 3],
      ['Search', 'failed', 2],
      ['Support', 'success', 1],
    ];
    expect(await groups('--by', 'use-case,outcome')).toEqual(expected);
    expect(await groups('--by', 'use-case', '--by', 'outcome')).toEqual(expected);
  });

  it('takes filters and a period', async () => {
    expect(await groups('--by', 'model', '--where', 'use-case=Search')).toEqual([['gpt-4o', 2]]);
    expect(await groups('--by', 'use-case', '--since', '2025-06-02T12:01')).toEqual([
      ['Support', 3],
      ['Search', 2],
    ]);
    expect(await groups('--by', 'use-case', '--until', '2025-06-02')).toEqual([]);
  });

  it('draws a page', async () => {
    const page = await botanu('report', '--dir', LEDGER, '--by', 'customer', '--where', 'outcome=success');
    expect(page).toContain('Cost by customer\n');
    expect(page).toContain('Only runs of outcome success\n');
    expect(page).toMatch(/^acme, "Inc" +1 +\$1\.00 +\$1\.00 .* 100\/10 +100%$/m);
  });
});

describe('tables for programs', () => {
  it('are CSV', async () => {
    const [header, ...rows] = (await botanu('report', '--dir', LEDGER, '--by', 'customer', '--csv')).split(
      '\n',
    );
    expect(header).toMatch(/^customer,is_outside_runs,currency,runs,successes,cost_per_success,own_cost,/);
    expect(rows[0]).toMatch(/^,0,USD,2,0,,5,0,/);
    expect(rows[1]).toMatch(/^"acme, ""Inc""",0,USD,1,1,1,1,0,/);
  });

  it('are groups by use case and outcome where nothing else is said', async () => {
    expect(await botanu('report', '--dir', LEDGER, '--csv')).toMatch(/^use_case,outcome,is_outside_runs/);
  });

  it('are Parquet', async () => {
    const directory = newLedger();
    const file = join(directory, "it's.parquet");
    expect(await botanu('runs', '--dir', directory, '--parquet', file)).toBe(`3 rows written to ${file}\n`);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      `SELECT run_id, customer, own_cost, own_is_lower_bound FROM '${file.replaceAll("'", "''")}' ORDER BY run_id`,
    );
    expect(reader.getRowObjectsJS()).toEqual([
      { run_id: 'aaaa-1', customer: 'acme, "Inc"', own_cost: 1, own_is_lower_bound: 0n },
      { run_id: 'bbbb-2', customer: null, own_cost: 3, own_is_lower_bound: 0n },
      { run_id: 'cccc-3', customer: null, own_cost: 2, own_is_lower_bound: 0n },
    ]);
    connection.closeSync();
    instance.closeSync();
  });

  it('have the mode that the user gives files, or the file had', async () => {
    const file = join(newLedger(), 'runs.parquet');
    const mode = async (): Promise<number> => {
      await botanu('runs', '--dir', LEDGER, '--parquet', file);
      return statSync(file).mode & 0o777;
    };
    const umask = process.umask(0o027);
    try {
      expect(await mode()).toBe(0o640);
      expect(process.umask(0o027)).toBe(0o027);
    } finally {
      process.umask(umask);
    }
    chmodSync(file, 0o604);
    expect(await mode()).toBe(0o604);
  });

  it('say where they could not be written', async () => {
    await expect(botanu('report', '--dir', LEDGER, '--parquet', '/nowhere/x.parquet')).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringContaining("'/nowhere/x.parquet' could not be written"),
    });
  });
});

describe('botanu runs', () => {
  const ids = async (...args: string[]) =>
    (await json<RunList>('runs', '--dir', LEDGER, ...args)).runs.map(({ runId }) => runId);

  it.each([
    ['time', ['cccc-3', 'bbbb-2', 'aaaa-1']],
    // With what is nested in them.
    ['cost', ['bbbb-2', 'cccc-3', 'aaaa-1']],
    ['duration', ['aaaa-1', 'bbbb-2', 'cccc-3']],
    ['tokens', ['bbbb-2', 'cccc-3', 'aaaa-1']],
  ])('by %s', async (order, expected) => {
    expect(await ids('--sort', order)).toEqual(expected);
  });

  it('lists some of them', async () => {
    expect(await ids('--limit', '1')).toEqual(['cccc-3']);
    expect(await ids('--where', 'outcome=open')).toEqual(['bbbb-2']);
    expect(await ids('--where', 'model=gpt-4o')).toEqual(['cccc-3']);
  });

  it('draws a table, ids whole', async () => {
    const page = await botanu('runs', '--dir', LEDGER, '-n', '2');
    expect(page).toMatch(/^3 runs in .*, newest first, 2 of them here\n/);
    expect(page).toMatch(/^bbbb-2 +2025-06-02 12:01:00 +Support +open +\$5\.00 +\$3\.00 +1,010\/11 +1\.0 s/m);
  });
});

describe('botanu outcome', () => {
  const outcomeOf = async (directory: string, run: string) =>
    (await json<RunList>('runs', '--dir', directory)).runs.find(({ runId }) => runId === run)?.outcome;

  it('counts in the next report, for a run and for an event', async () => {
    const directory = newLedger();
    expect(await botanu('outcome', 'bbbb', 'partial', '--dir', directory)).toMatch(
      /^partial recorded for run bbbb-2, in .*spans-\d{8}T\d{6}Z-\d+-[0-9a-f]{8}\.jsonl\n$/,
    );
    await botanu('outcome', '--event', 'T-1', 'failed', '--dir', directory, '--reason', 'reopened');
    expect(await outcomeOf(directory, 'bbbb-2')).toBe('partial');
    expect(await outcomeOf(directory, 'aaaa-1')).toBe('failed');
  });

  it('has its value, and counts a key once', async () => {
    const directory = newLedger();
    const sale = ['outcome', 'aaaa-1', 'success', '--dir', directory, '--value-type', 'usd'];
    await botanu(...sale, '--value-amount', '4', '--key', 'invoice');
    await botanu(...sale, '--value-amount', '5', '--key', 'invoice');
    await botanu(...sale, '--value-amount=-1.5', '--key', 'refund');
    const { total } = await json<GroupedCostReport>('report', '--by', 'use-case', '--dir', directory);
    expect(total.values).toEqual([{ type: 'usd', amount: 3.5 }]);
    expect(total.valueMinusCost).toBe(3.5 - 6);
  });

  it("writes what recordOutcome would, with a link to the run's span", async () => {
    const directory = newLedger();
    await botanu('outcome', 'aaaa-1', 'success', '--dir', directory, '--key', 'k');
    const file = readdirSync(directory).find((name) => /^spans-.*\.jsonl$/.test(name))!;
    const line = JSON.parse(readFileSync(join(directory, file), 'utf8')) as {
      resourceSpans: { scopeSpans: { spans: Record<string, unknown>[] }[] }[];
    };
    expect(line.resourceSpans[0]!.scopeSpans[0]!.spans).toMatchObject([
      { name: 'botanu.outcome', kind: 1, links: [{ spanId: expect.stringMatching(/^[0-9a-f]{16}$/) }] },
    ]);
  });

  it('says that what it was told as a run is an event', async () => {
    await expect(botanu('outcome', 'T-1', 'success', '--dir', LEDGER)).rejects.toThrow(
      "This ledger has no run 'T-1'. It is an event: write --event T-1.",
    );
  });

  it('knows its runs, unless it is forced', async () => {
    const directory = newLedger();
    await expect(botanu('outcome', 'zzzz', 'success', '--dir', directory)).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringMatching(/no run 'zzzz'.*--force/),
    });
    await expect(botanu('outcome', '--event', 'T-9', 'success', '--dir', directory)).rejects.toThrow(
      /--force/,
    );
    expect(await botanu('outcome', 'zzzz', 'success', '--force', '--dir', directory)).toContain(
      'for run zzzz',
    );
  });

  it.each([
    [['outcome', 'aaaa-1', 'succes']],
    [['outcome', 'aaaa-1']],
    [['outcome', '--event', 'T-1', 'aaaa-1', 'success']],
    [['outcome', 'aaaa-1', 'success', '--value-amount', 'much']],
    [['report', '--by', 'colour']],
    [['report', '--where', 'customer']],
    [['report', '--where', 'day=yesterday']],
    [['report', '--since', 'yesterday']],
    [['runs', '--sort', 'name']],
    [['runs', '--limit', '0']],
    [['show']],
  ])('%j is asked wrongly', async (args) => {
    await expect(botanu(...args)).rejects.toMatchObject({
      name: 'CommanderError',
      exitCode: expect.any(Number),
    });
  });
});

describe('a time', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  it.each([
    ['7d', '2026-11-15T12:00:00.000Z'],
    ['24h', '2026-11-21T12:00:00.000Z'],
    ['30m', '2026-11-22T11:30:00.000Z'],
    ['2w', '2026-11-08T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T09:30', '2026-11-01T09:30:00.000Z'],
    ['2026-11-01T09:30:15+02:00', '2026-11-01T07:30:15.000Z'],
  ])('%s', (text, expected) => {
    expect(new Date(time(text, undefined, now)).toISOString()).toBe(expected);
  });
});
