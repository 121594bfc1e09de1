import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openDuckDb } from '../../src/ledger/duckdb-engine';
import { ingest } from '../../src/ledger/ingest';
import type { LedgerEngine } from '../../src/ledger/engine';
import { ledgerDirectory, llmSpan, otlpLine, otlpSpan } from '../support/otlp-lines';

let engine: LedgerEngine;
beforeEach(async () => {
  engine = await openDuckDb();
});
afterEach(() => engine.close());

const names = async (): Promise<string[]> =>
  (await engine.query<{ name: string }>('SELECT name FROM spans ORDER BY name')).map(({ name }) => name);
const named = (name: string) => otlpSpan({ name });

describe('reading a ledger', () => {
  it('takes plain and compressed files, and no others', async () => {
    const directory = ledgerDirectory({
      'a.jsonl': otlpLine(named('one'), named('two')),
      'b.jsonl.gz': otlpLine(named('three')) + otlpLine(named('four')),
      'c.jsonl.gz.tmp': 'not finished',
      'notes.txt': 'not ours',
    });
    expect(await ingest(engine, directory)).toEqual({
      files: 2,
      spans: 4,
      duplicateSpans: 0,
      unreadable: [],
      completeFrom: null,
      deletedFiles: 0,
    });
    expect(await names()).toEqual(['four', 'one', 'three', 'two']);
  });

  it('counts a span once, whether it was delivered twice or is in two files', async () => {
    const text = otlpLine(named('one'), named('two'));
    const directory = ledgerDirectory({ 'a.jsonl': text + text, 'b.jsonl.gz': text });
    expect(await ingest(engine, directory)).toMatchObject({ files: 2, spans: 2, duplicateSpans: 4 });
    expect(await names()).toEqual(['one', 'two']);
  });

  it('reads a file once that is there plain and compressed', async () => {
    const text = otlpLine(named('one'), named('two'));
    const directory = ledgerDirectory({ 'a.jsonl': text, 'a.jsonl.gz': text });
    expect(await ingest(engine, directory)).toMatchObject({ files: 1, spans: 2, duplicateSpans: 0 });
  });

  it('tells spans apart that have the same id in two traces', async () => {
    const spans = ['a', 'b', 'a'].map((trace) =>
      otlpSpan({ traceId: trace.repeat(32), spanId: 'c'.repeat(16) }),
    );
    const directory = ledgerDirectory({ 'a.jsonl': otlpLine(...spans), 'b.jsonl': otlpLine(...spans) });
    expect(await ingest(engine, directory)).toMatchObject({ spans: 2, duplicateSpans: 4 });
  });

  it('leaves out the torn last line of a killed process', async () => {
    const second = otlpLine(named('two'));
    const torn = ledgerDirectory({ 'a.jsonl': otlpLine(named('one')) + second.slice(0, -2) });
    expect(await ingest(engine, torn)).toMatchObject({ spans: 1, unreadable: [] });
  });

  it('says which lines it could not read, and reads the others', async () => {
    const directory = ledgerDirectory({
      'a.jsonl': `${otlpLine(named('one'))}{"resourceSpans":[{"reso\n\n${otlpLine(named('two'))}null\n{"resourceSpans":7}\n`,
    });
    const { spans, unreadable } = await ingest(engine, directory);
    expect(spans).toBe(2);
    expect(unreadable.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'a.jsonl:2',
      'a.jsonl:5',
      'a.jsonl:6',
    ]);
  });

  it('takes what it can from a compressed file that ends early', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => otlpLine(llmSpan({ input: i })));
    const whole = gzipSync(lines.join(''));
    const directory = ledgerDirectory({});
    writeFileSync(join(directory, 'a.jsonl.gz'), whole.subarray(0, whole.length / 2));
    const { files, spans, unreadable } = await ingest(engine, directory);
    expect(files).toBe(1);
    expect(spans).toBeGreaterThan(100);
    expect(spans).toBeLessThan(5000);
    expect(unreadable).toEqual([{ file: 'a.jsonl.gz', line: null, problem: 'unexpected end of file' }]);
  });

  it('follows a file that is compressed while it reads', async () => {
    const directory = ledgerDirectory({
      'a.jsonl': otlpLine(named('one')),
      'b.jsonl': otlpLine(named('two')),
    });
    const found = await ingest(engine, directory, () => {
      if (!existsSync(join(directory, 'b.jsonl'))) return;
      writeFileSync(join(directory, 'b.jsonl.gz'), gzipSync(readFileSync(join(directory, 'b.jsonl'))));
      rmSync(join(directory, 'b.jsonl'));
    });
    expect(found).toEqual({
      files: 2,
      spans: 2,
      duplicateSpans: 0,
      unreadable: [],
      completeFrom: null,
      deletedFiles: 0,
    });
  });

  it('reads again at once what it had left out because it was in a file that goes while it reads', async () => {
    const both = named('both');
    const directory = ledgerDirectory({ 'a.jsonl': otlpLine(both, named('one')) });
    await ingest(engine, directory);
    writeFileSync(join(directory, 'b.jsonl'), otlpLine(both, named('two')));
    const found = await ingest(engine, directory, () => rmSync(join(directory, 'a.jsonl'), { force: true }));
    expect(found).toMatchObject({ files: 1, spans: 2, duplicateSpans: 0, deletedFiles: 1 });
    expect(await names()).toEqual(['both', 'two']);
  });

  it('keeps characters whole where a chunk ends in the middle of one', async () => {
    const name = '予約 🧾 '.repeat(200_000);
    const directory = ledgerDirectory({ 'a.jsonl': otlpLine(named(name)) });
    await ingest(engine, directory);
    expect(await names()).toEqual([name]);
  });

  it('keeps any text as it is', async () => {
    const characters = ['"', '\u001f', '\n', '\r', '\t', ',', "'", '\\', '\u0000', 'é', '🧾', ' ', 'NULL'];
    const texts = Array.from({ length: 3000 }, (_, i) =>
      Array.from(
        { length: i % 7 },
        (_, j) => characters[(i * 31 + j * 17 + ((i * j) % 5)) % characters.length],
      ).join(''),
    ).filter((text) => text !== '');
    const directory = ledgerDirectory({ 'a.jsonl': otlpLine(...texts.map(named)) });
    await ingest(engine, directory);
    expect(await names()).toEqual([...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  it('writes more rows than one batch of the engine holds', async () => {
    const spans = Array.from({ length: 5000 }, (_, i) => llmSpan({ input: i, output: 1 }));
    await ingest(engine, ledgerDirectory({ 'a.jsonl': otlpLine(...spans) }));
    const totals = await engine.query('SELECT count(*) AS spans, sum(input_tokens) AS tokens FROM spans');
    expect(totals).toEqual([{ spans: 5000, tokens: (5000 * 4999) / 2 }]);
  });

  it('says what to do where there is no ledger', async () => {
    const nowhere = join(ledgerDirectory({}), '.botanu');
    await expect(ingest(engine, nowhere)).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringMatching(/no ledger at '.*\.botanu'.*initBotanu\(\).*--dir/),
    });
  });

  it('finds nothing in an empty directory', async () => {
    const directory = ledgerDirectory({});
    mkdirSync(join(directory, 'sub.jsonl.d'));
    expect(await ingest(engine, directory)).toEqual({
      files: 0,
      spans: 0,
      duplicateSpans: 0,
      unreadable: [],
      completeFrom: null,
      deletedFiles: 0,
    });
  });
});
