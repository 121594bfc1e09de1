import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '../../src/ledger/duckdb-engine';
import type { LedgerEngine } from '../../src/ledger/engine';
import { sqlText } from '../../src/ledger/sql-text';

let engine: LedgerEngine;

beforeAll(async () => {
  engine = await openDuckDb();
});
afterAll(() => {
  engine.close();
});

it.each([
  '',
  'plain',
  "it's",
  "''",
  '\\',
  "\\'",
  "a\\n' OR 1 = 1 --",
  '\\ $text$ $text1$ $$',
  '\\$',
  '\\$text',
  'C:\\Prüfung\\😀\n',
])('%j comes back as it is', async (text) => {
  expect(await engine.query(`SELECT ${sqlText(text)} AS told`)).toEqual([{ told: text }]);
});

// Elsewhere a backslash between quotes begins an escape.
it('puts no backslash between quotes', () => {
  expect(sqlText("\\'")).toBe("$text$\\'$text$");
});

it('names files', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'botanu-')), "it's\\here.parquet");
  await engine.saveParquet({ name: 'things', columns: { label: 'text' } }, [{ label: 'a' }], file);
  expect(existsSync(file)).toBe(true);
});
