import {
  appendFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { withLedger } from '../../src/ledger/with-ledger';
import { deletionLine, DELETIONS_FILE } from '../../src/shared/ledger-deletions';
import { cachedLedger } from '../support/cached-ledger';
import { ledgerDirectory, llmSpan, namedLine, NOON_MS, otlpLine, otlpSpan } from '../support/otlp-lines';
import { ZSTD_FRAMES } from '../support/zstd-sample';

const named = (name: string) => otlpSpan({ name });

describe('reading a ledger again', () => {
  it('reads nothing where nothing is new', async () => {
    const directory = ledgerDirectory({
      'a.jsonl': namedLine('one', 'one') + namedLine('two'),
      'b.jsonl.gz': namedLine('three'),
    });
    const first = await cachedLedger(directory);
    expect(await cachedLedger(directory)).toEqual({ ...first, hasRead: false });
    expect(first).toMatchObject({ files: 2, spans: 4, duplicateSpans: 0, hasRead: true });
  });

  it('takes what was appended, and a torn line when it is whole', async () => {
    const [one, two, three] = [namedLine('one'), namedLine('two'), namedLine('three')];
    const directory = ledgerDirectory({ 'a.jsonl': one + two.slice(0, 40) });
    expect((await cachedLedger(directory)).names).toEqual(['one']);
    appendFileSync(join(directory, 'a.jsonl'), two.slice(40));
    expect((await cachedLedger(directory)).names).toEqual(['one', 'two']);
    appendFileSync(join(directory, 'a.jsonl'), three);
    expect(await cachedLedger(directory)).toMatchObject({
      names: ['one', 'three', 'two'],
      duplicateSpans: 0,
    });
  });

  it('remembers what it could not read, by its line', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': `${namedLine('one')}no\n${namedLine('two')}` });
    const { unreadable } = await cachedLedger(directory);
    appendFileSync(join(directory, 'a.jsonl'), `\nnor this\n${namedLine('three')}`);
    const later = await cachedLedger(directory);
    expect(later.unreadable.slice(0, 1)).toEqual(unreadable);
    expect(later.unreadable.map(({ file, line }) => `${file}:${line}`)).toEqual(['a.jsonl:2', 'a.jsonl:5']);
  });

  it.each([
    ['as it was', '', ['one', 'two']],
    ['with what was written since', namedLine('three'), ['one', 'three', 'two']],
  ])('goes on in a file that has been compressed, %s', async (_, more, names) => {
    const text = namedLine('one') + namedLine('two');
    const directory = ledgerDirectory({ 'a.jsonl': text });
    await cachedLedger(directory);
    rmSync(join(directory, 'a.jsonl'));
    writeFileSync(join(directory, 'a.jsonl.gz'), gzipSync(text + more));
    expect(await cachedLedger(directory)).toMatchObject({
      files: 1,
      names,
      duplicateSpans: 0,
      deletedFiles: 0,
    });
  });

  it('takes a file that ended early once it is whole', async () => {
    const text = Array.from({ length: 3000 }, (_, i) => namedLine(`span ${i}`)).join('');
    const directory = ledgerDirectory({});
    const whole = gzipSync(text);
    writeFileSync(join(directory, 'a.jsonl.gz'), whole.subarray(0, whole.length / 2));
    const early = await cachedLedger(directory);
    expect(early.spans).toBeLessThan(3000);
    expect(early.unreadable).toHaveLength(1);
    writeFileSync(join(directory, 'a.jsonl.gz'), whole);
    expect(await cachedLedger(directory)).toMatchObject({ spans: 3000, duplicateSpans: 0, unreadable: [] });
  });

  it('reads files that are compressed by zstd', async () => {
    const directory = ledgerDirectory({});
    writeFileSync(join(directory, 'a.jsonl.zst'), ZSTD_FRAMES);
    writeFileSync(join(directory, 'b.jsonl.zst'), ZSTD_FRAMES.subarray(0, ZSTD_FRAMES.length - 20));
    expect(await cachedLedger(directory)).toMatchObject({
      spans: 2,
      names: ['compressed by zstd', 'compressed by zstd'],
      unreadable: [{ file: 'b.jsonl.zst', line: null }],
    });
  });

  it.each([
    ['a shorter one', (): string => namedLine('new')],
    ['one of the same length', (): string => namedLine('old', 'alt').replaceAll('alt', 'neu')],
    ['a longer one', (): string => namedLine('new', 'newer') + namedLine('newest')],
  ])('reads a file from its beginning that was replaced by %s', async (_, text) => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('old', 'alt') });
    const path = join(directory, 'a.jsonl');
    await cachedLedger(directory);
    const replacement = text();
    writeFileSync(path, replacement);
    // Written within the same millisecond it could not be told by its time.
    utimesSync(path, new Date(), new Date(NOON_MS));
    const names = [...replacement.matchAll(/"name":"(\w+)","kind"/g)].map(([, name]) => name).sort();
    expect(await cachedLedger(directory)).toMatchObject({ names, duplicateSpans: 0 });
  });

  it('reads a file from its beginning that was truncated and written to', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') + namedLine('two') });
    await cachedLedger(directory);
    truncateSync(join(directory, 'a.jsonl'), namedLine('one').length);
    expect((await cachedLedger(directory)).names).toEqual(['one']);
    appendFileSync(join(directory, 'a.jsonl'), namedLine('three') + namedLine('four'));
    expect((await cachedLedger(directory)).names).toEqual(['four', 'one', 'three']);
  });

  it("follows a collector's rotation, which sets a file aside and begins it anew", async () => {
    const directory = ledgerDirectory({ 'traces.jsonl': namedLine('one') + namedLine('two') });
    await cachedLedger(directory);
    appendFileSync(join(directory, 'traces.jsonl'), namedLine('three'));
    renameSync(join(directory, 'traces.jsonl'), join(directory, 'traces-2026-11-22T05-02-14.173.jsonl'));
    writeFileSync(join(directory, 'traces.jsonl'), namedLine('four'));
    expect(await cachedLedger(directory)).toMatchObject({
      files: 2,
      names: ['four', 'one', 'three', 'two'],
      duplicateSpans: 0,
      completeFrom: null,
    });
  });

  it('leaves a span that was also in a file which was replaced', async () => {
    const both = otlpSpan({ name: 'both' });
    const directory = ledgerDirectory({
      'a.jsonl': otlpLine(both, named('a')),
      'b.jsonl': otlpLine(both, named('b')),
    });
    await cachedLedger(directory);
    writeFileSync(join(directory, 'a.jsonl'), namedLine('new', 'newer'));
    appendFileSync(join(directory, 'b.jsonl'), namedLine('c'));
    expect((await cachedLedger(directory)).names).toEqual(['b', 'both', 'c', 'new', 'newer']);
  });

  it('knows a file by another name', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    await cachedLedger(directory);
    renameSync(join(directory, 'a.jsonl'), join(directory, 'b.jsonl'));
    expect(await cachedLedger(directory)).toMatchObject({ names: ['one'], files: 1, completeFrom: null });
  });

  it('counts a span once that comes in another file later, far from the others in time', async () => {
    const days = Array.from({ length: 40 }, (_, day) =>
      otlpSpan({ name: `day ${day}`, startMs: NOON_MS + day * 86_400_000 }),
    );
    const timeless = {
      ...otlpSpan({ name: 'timeless' }),
      startTimeUnixNano: undefined,
      endTimeUnixNano: undefined,
    };
    const directory = ledgerDirectory({ 'a.jsonl': otlpLine(...days, timeless) });
    await cachedLedger(directory);
    writeFileSync(join(directory, 'b.jsonl'), otlpLine(named('new'), ...days, timeless));
    expect(await cachedLedger(directory)).toMatchObject({ spans: 42, duplicateSpans: 41 });
  });
});

it('counts a span once whose time comes later as a number, which cannot hold all digits', async () => {
  // The number is of the next minute.
  const nanos = `${NOON_MS - 1}999950`;
  const span = { ...otlpSpan({ name: 'one' }), startTimeUnixNano: nanos };
  const directory = ledgerDirectory({ 'a.jsonl': otlpLine(span) });
  await cachedLedger(directory);
  writeFileSync(join(directory, 'b.jsonl'), otlpLine({ ...span, startTimeUnixNano: Number(nanos) }));
  expect(await cachedLedger(directory)).toMatchObject({ spans: 1, duplicateSpans: 1 });
});

describe('a file that is no longer there', () => {
  it('takes its spans along, and the record is whole from its last writing on', async () => {
    const directory = ledgerDirectory({ 'a.jsonl.gz': namedLine('old'), 'b.jsonl': namedLine('new') });
    const { mtimeMs } = statSync(join(directory, 'a.jsonl.gz'));
    await cachedLedger(directory);
    rmSync(join(directory, 'a.jsonl.gz'));
    const expected = {
      files: 1,
      names: ['new'],
      deletedFiles: 1,
      completeFrom: new Date(Math.ceil(mtimeMs)).toISOString(),
    };
    expect(await cachedLedger(directory)).toMatchObject(expected);
    // What is known of it is not lost with the cache.
    rmSync(join(directory, 'ledger.duckdb'));
    expect(await cachedLedger(directory)).toMatchObject(expected);
  });

  it('leaves a span that is in another file as well', async () => {
    const both = otlpSpan({ name: 'both' });
    const directory = ledgerDirectory({
      'a.jsonl': otlpLine(both, named('first')),
      'b.jsonl': otlpLine(both, named('second')),
      'c.jsonl': namedLine('third'),
    });
    expect(await cachedLedger(directory)).toMatchObject({ spans: 4, duplicateSpans: 1 });
    rmSync(join(directory, 'a.jsonl'));
    expect(await cachedLedger(directory)).toMatchObject({
      names: ['both', 'second', 'third'],
      duplicateSpans: 0,
      deletedFiles: 1,
    });
  });

  it('takes their costs along', async () => {
    const call = (run: string) => llmSpan({ run, input: 1000, output: 10 });
    const directory = ledgerDirectory({ 'a.jsonl': otlpLine(call('a')), 'b.jsonl': otlpLine(call('b')) });
    const costs = () =>
      withLedger(directory, ({ engine }) =>
        engine.query('SELECT count(*) AS costs, count(cost) AS priced FROM costs'),
      );
    expect(await costs()).toEqual([{ costs: 2, priced: 2 }]);
    rmSync(join(directory, 'a.jsonl'));
    expect(await costs()).toEqual([{ costs: 1, priced: 1 }]);
  });

  it('is known by what the writer has noted of it, unless it is there', async () => {
    const directory = ledgerDirectory({ 'b.jsonl': namedLine('new') });
    const notes = [
      deletionLine({ file: 'a.jsonl', lastWrittenMs: NOON_MS }),
      deletionLine({ file: 'z.jsonl', lastWrittenMs: NOON_MS - 1000 }),
      deletionLine({ file: 'b.jsonl', lastWrittenMs: NOON_MS + 1000 }),
      '{"file":"torn',
    ];
    writeFileSync(join(directory, DELETIONS_FILE), notes.join(''));
    expect(await cachedLedger(directory)).toMatchObject({
      deletedFiles: 2,
      completeFrom: new Date(NOON_MS).toISOString(),
    });
  });

  it('is read again when it is back', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('old'), 'b.jsonl': namedLine('new') });
    await cachedLedger(directory);
    renameSync(join(directory, 'a.jsonl'), join(directory, 'elsewhere'));
    expect(await cachedLedger(directory)).toMatchObject({ names: ['new'], deletedFiles: 1 });
    renameSync(join(directory, 'elsewhere'), join(directory, 'a.jsonl'));
    expect(await cachedLedger(directory)).toMatchObject({
      names: ['new', 'old'],
      deletedFiles: 0,
      completeFrom: null,
    });
    expect(readFileSync(join(directory, DELETIONS_FILE), 'utf8')).toContain('a.jsonl');
  });
});
