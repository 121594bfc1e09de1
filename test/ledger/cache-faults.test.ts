import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileId, setAside } from '../../src/ledger/cache-fault';
import { openDuckDb } from '../../src/ledger/duckdb-engine';
import { DELETIONS_FILE } from '../../src/shared/ledger-deletions';
import { BOTANU_ENV, BOTANU_SCRIPT } from '../support/botanu-command';
import { cachedLedger } from '../support/cached-ledger';
import { ledgerDirectory, namedLine, otlpLine, runSpan } from '../support/otlp-lines';

describe('a cache that somebody else has written to', () => {
  it.each([
    [
      'tables of its own',
      ['DROP TABLE meta', 'CREATE SCHEMA other', 'CREATE TABLE other.things (a INTEGER)'],
    ],
    [
      'a view in the place of a table',
      ['DROP TABLE spans', 'DROP TABLE meta', 'CREATE VIEW spans AS SELECT 1 AS a'],
    ],
    ['a table too few', ['DROP TABLE segments']],
    ['a column too few', ['ALTER TABLE spans DROP COLUMN service']],
  ])('is made anew: %s', async (_, statements) => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    const before = await cachedLedger(directory);
    const engine = await openDuckDb(join(directory, 'ledger.duckdb'));
    for (const statement of statements) await engine.execute(statement);
    engine.close();
    writeFileSync(join(directory, 'b.jsonl'), namedLine('two'));
    expect(await cachedLedger(directory)).toEqual({ ...before, files: 2, spans: 2, names: ['one', 'two'] });
    expect(await cachedLedger(directory)).toMatchObject({ hasRead: false, told: [] });
  });
});

describe('a damaged cache', () => {
  const at = (file: string) => join(directory, file);
  let directory: string;
  beforeEach(() => {
    directory = ledgerDirectory({ 'ledger.duckdb': 'damaged', 'ledger.duckdb.wal': 'its log' });
  });

  it('is taken away with its log, which a new one would take for its own', () => {
    expect(setAside(at('ledger.duckdb'), fileId(at('ledger.duckdb')))).toBe(true);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is left where another process has made a new one already, and that is to be opened', () => {
    const damaged = fileId(at('ledger.duckdb'));
    writeFileSync(at('new'), 'sound');
    renameSync(at('new'), at('ledger.duckdb'));
    expect(setAside(at('ledger.duckdb'), damaged)).toBe(true);
    expect(readFileSync(at('ledger.duckdb'), 'utf8')).toBe('sound');
    expect(readFileSync(at('ledger.duckdb.wal'), 'utf8')).toBe('its log');
  });
});

describe('notes of what was deleted', () => {
  it('that cannot be read are told of, and the report is there', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one'), 'b.jsonl': namedLine('two') });
    mkdirSync(join(directory, DELETIONS_FILE));
    await cachedLedger(directory);
    rmSync(join(directory, 'b.jsonl'));
    expect(await cachedLedger(directory)).toMatchObject({
      names: ['one'],
      completeFrom: null,
      unreadable: expect.arrayContaining([
        { file: DELETIONS_FILE, line: null, problem: expect.stringContaining('EISDIR') },
      ]),
      told: [],
    });
  });
});

it('names TMPDIR where neither a cache nor a temporary file can be written', () => {
  const directory = ledgerDirectory({ 'a.jsonl': otlpLine(runSpan({ run: 'r', outcome: 'success' })) });
  mkdirSync(join(directory, 'ledger.duckdb', 'in the way'), { recursive: true });
  chmodSync(directory, 0o755);
  const { status, stderr } = spawnSync(process.execPath, [BOTANU_SCRIPT, 'report', '-d', directory], {
    env: { ...BOTANU_ENV, TMPDIR: '/nowhere' },
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain("'/nowhere' cannot be written");
  expect(stderr).toContain('Set TMPDIR');
  expect(stderr).not.toMatch(/\n +at /);
});
