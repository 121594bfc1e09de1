import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { time } from '../../../src/cli/selection-options';
import { botanu, BOTANU_ENV, BOTANU_SCRIPT } from '../../support/botanu-command';
import { ledgerDirectory, llmSpan, otlpLine, runSpan } from '../../support/otlp-lines';

let directory: string;
beforeAll(() => {
  const spans = otlpLine(runSpan({ run: 'r', outcome: 'success' }), llmSpan({ run: 'r', costUsd: 1 }));
  directory = ledgerDirectory({ 'spans.jsonl': spans });
});

it.each([
  [['report', '--where', 'day=2025-06-31'], 'Write a day as 2026-11-21.'],
  [['report', '--since', '2025-02-30'], 'Write a day (2026-11-21)'],
  [['report', '--since', '99999999999999d'], 'Write a time after 1970.'],
  [['report', '--where', 'customer,team=acme'], "There is no 'customer,team'. There are: use-case, "],
  [['prices', 'gpt-4o', '--unpriced'], '--unpriced and --schema are not about one model: leave it out'],
  [['prices', '--unpriced', '--at', '2026-01-31'], "'--unpriced' cannot be used with option '--at <time>'"],
  [['report', '--since', '1h', '--until', '7d'], '--since must be before --until'],
  [['runs', '--since', '2025-01-02', '--until', '2025-01-02'], '--since must be before --until'],
  [['report', '--json', '--csv'], "'--csv' cannot be used with option '--json'"],
  [['runs', '--csv', '--parquet', 'x.parquet'], "'--parquet <file>' cannot be used with option '--csv'"],
  [['runs', '--json', '--parquet', 'x.parquet'], "'--parquet <file>' cannot be used with option '--json'"],
])('%j exits with 2 and says why', (args, told) => {
  const { status, stdout, stderr } = botanu(...args, '--dir', directory);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(told);
});

it.each([
  ['prices', 'gpt-4o', '--at', 'nope'],
  ['prices', '--at', '2025-02-30'],
])('%j is no time', (...args) => {
  expect(botanu(...args)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Write a day, such as '),
  });
});

it('says of an empty ledger that it has no spans', () => {
  const { status, stderr } = botanu('prices', '--dir', ledgerDirectory({ 'a.jsonl': '' }));
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('There are no spans in '),
  });
});

it('leaves nothing in a directory that is no ledger, and knows where one is', () => {
  const directory = ledgerDirectory({ 'notes.txt': '' });
  mkdirSync(join(directory, '.botanu'));
  const { status, stderr } = botanu('report', '--dir', directory);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining(`There is a ledger at '${directory}/.botanu': name it with --dir.`),
  });
  expect(readdirSync(directory).sort()).toEqual(['.botanu', 'notes.txt']);
});

it.each(['2025-06-31', '2025-02-30', '2025-02-30T10:00', '2025-13-01', '1969-12-31', '2025-01-01T25:00'])(
  'there is no time %s',
  (text) => {
    expect(() => time(text)).toThrow(/^Write a /);
  },
);

it.each([
  ['report', '--since', '\x1b[31mred\x07'],
  ['report', '--\x1b[2Jjson'],
  ['show', 'no\x1b]0;title\x07such\u202erun'],
  ['outcome', '--event', '\x1b[31mT-1', 'success'],
])('does not obey what %j repeats to the terminal', (...args) => {
  const { status, stdout, stderr } = botanu(...args, '--dir', directory);
  expect([1, 2]).toContain(status);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/\S/);
  expect(stderr).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
});

it('says in one line that the answer could not be written', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [BOTANU_SCRIPT, 'report', '--dir', directory], {
    env: BOTANU_ENV,
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^botanu: The answer could not be written: ENOSPC[^\n]*\n$/),
  });
});
