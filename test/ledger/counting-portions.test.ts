import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '../../src/ledger/duckdb-engine';
import type { LedgerEngine } from '../../src/ledger/engine';
import { ingest } from '../../src/ledger/ingest';
import { countModelCalls } from '../../src/ledger/model-calls';
import { own, tool, treeLines } from '../support/call-trees';
import { ledgerDirectory } from '../support/otlp-lines';

const TRACES = 7;

/** Two calls a trace, each told of twice; and one trace of which a span has no time. */
const lines = (): string =>
  Array.from({ length: TRACES }, (_, at) => {
    const usage = { input: 100 + at, output: 10 };
    const trace = treeLines(own({ ...usage, below: [{ ...usage, id: 'r' }, tool(own(usage))] }));
    return at === 0 ? trace.replaceAll(/"startTimeUnixNano":"\d+"/g, '"startTimeUnixNano":""') : trace;
  }).join('');

const callsIn = (engine: LedgerEngine): Promise<object[]> =>
  engine.query('SELECT * FROM model_calls ORDER BY trace_id, span_id');

const opened = async (directory: string): Promise<LedgerEngine> => {
  const engine = await openDuckDb();
  await ingest(engine, directory);
  return engine;
};

it('counts the same in portions as at once', async () => {
  const directory = ledgerDirectory({ 'spans.jsonl': lines() });
  const counted = async (spansAtATime: number): Promise<object[]> => {
    const engine = await opened(directory);
    await countModelCalls(engine, spansAtATime);
    const calls = await callsIn(engine);
    engine.close();
    return calls;
  };
  const atOnce = await counted(1_000_000);
  expect(atOnce).toHaveLength(2 * TRACES);
  expect(await counted(1)).toEqual(atOnce);
  expect(await counted(5)).toEqual(atOnce);
});

it('goes on where it was stopped, and counts nothing twice', async () => {
  const directory = ledgerDirectory({ 'spans.jsonl': lines() });
  const file = join(mkdtempSync(join(tmpdir(), 'botanu-cache-')), 'ledger.duckdb');
  const first = await openDuckDb(file);
  await ingest(first, directory);
  let portions = 0;
  const stopping: LedgerEngine = {
    ...first,
    execute: (sql) =>
      sql.includes('TEMPORARY TABLE parent_links') && ++portions === 4
        ? Promise.reject(new Error('stopped'))
        : first.execute(sql),
  };
  await expect(countModelCalls(stopping, 1)).rejects.toThrow('stopped');
  expect(await callsIn(first)).not.toHaveLength(2 * TRACES);
  first.close();

  const second = await openDuckDb(file);
  await countModelCalls(second, 1);
  expect(await callsIn(second)).toHaveLength(2 * TRACES);
  second.close();
});

it('counts again only the traces that changed', async () => {
  const engine = await opened(ledgerDirectory({ 'spans.jsonl': lines() }));
  await countModelCalls(engine);
  await engine.execute('UPDATE model_calls SET provider = NULL WHERE true');
  const [{ trace_id }] = (await engine.query<{ trace_id: string }>(
    'SELECT min(trace_id) AS trace_id FROM spans',
  )) as [{ trace_id: string }];
  await engine.execute(`INSERT INTO changed_traces VALUES ('${trace_id}')`);
  await countModelCalls(engine);
  await countModelCalls(engine);
  expect(await engine.query('SELECT DISTINCT trace_id FROM model_calls WHERE provider IS NOT NULL')).toEqual([
    { trace_id },
  ]);
  engine.close();
});
