import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { withLedger } from '../../src/ledger/with-ledger';
import { deletionLine, DELETIONS_FILE } from '../../src/shared/ledger-deletions';
import { botanuBeside, NOBODY } from '../support/botanu-command';
import { cachedLedger } from '../support/cached-ledger';
import { ledgerDirectory, namedLine, NOON_MS } from '../support/otlp-lines';

/** A ledger that has been read. */
async function known(
  files: Record<string, string>,
): Promise<{ directory: string; at: (file: string) => string }> {
  const directory = ledgerDirectory(files);
  await cachedLedger(directory);
  return { directory, at: (file) => join(directory, file) };
}

const nothingLost = { completeFrom: null, deletedFiles: 0, duplicateSpans: 0, unreadable: [] };

describe('a file with another name', () => {
  it('counts when logrotate has set it aside, numbered and compressed', async () => {
    const { directory, at } = await known({ 't.jsonl': namedLine('one') });
    renameSync(at('t.jsonl'), at('t.jsonl.1'));
    writeFileSync(at('t.jsonl'), namedLine('two'));
    expect(await cachedLedger(directory)).toMatchObject({ names: ['one', 'two'], ...nothingLost });
    appendFileSync(at('t.jsonl'), namedLine('three'));
    writeFileSync(at('t.jsonl.2.gz'), gzipSync(readFileSync(at('t.jsonl.1'))));
    rmSync(at('t.jsonl.1'));
    renameSync(at('t.jsonl'), at('t.jsonl.1'));
    writeFileSync(at('t.jsonl'), namedLine('four'));
    expect(await cachedLedger(directory)).toMatchObject({
      files: 3,
      names: ['four', 'one', 'three', 'two'],
      ...nothingLost,
    });
  });

  it('counts when logrotate has copied and truncated it, by its day', async () => {
    const { directory, at } = await known({ 't.jsonl': namedLine('one') });
    copyFileSync(at('t.jsonl'), at('t.jsonl-20261122'));
    truncateSync(at('t.jsonl'), 0);
    expect(await cachedLedger(directory)).toMatchObject({ names: ['one'], ...nothingLost });
  });

  it('is read on where it was, not from its beginning', async () => {
    const { directory, at } = await known({ 't.jsonl': namedLine('one') });
    renameSync(at('t.jsonl'), at('u.jsonl'));
    appendFileSync(at('u.jsonl'), `no\n`);
    expect(await cachedLedger(directory)).toMatchObject({
      names: ['one'],
      unreadable: [{ file: 'u.jsonl', line: 2 }],
      deletedFiles: 0,
    });
  });
});

describe('a file whose content is gone', () => {
  it.each<[string, (path: string) => void]>([
    ['was truncated', (path) => truncateSync(path, 0)],
    ['was truncated to some lines', (path) => truncateSync(path, readFileSync(path).indexOf('\n') + 1)],
    ['was replaced', (path) => writeFileSync(path, namedLine('new'))],
  ])('is noted when it %s, also for who has no cache', async (_, change) => {
    const { directory, at } = await known({ 't.jsonl': namedLine('one') + namedLine('two') });
    const before = new Date();
    change(at('t.jsonl'));
    const { completeFrom, deletedFiles } = await cachedLedger(directory);
    expect(deletedFiles).toBe(1);
    expect(Date.parse(completeFrom!)).toBeGreaterThanOrEqual(before.getTime());
    rmSync(at('ledger.duckdb'));
    expect(await cachedLedger(directory)).toMatchObject({ completeFrom, deletedFiles });
  });

  it('stays noted when another gets its name, until it is back', async () => {
    const { directory, at } = await known({ 't.jsonl': namedLine('one') });
    renameSync(at('t.jsonl'), at('away'));
    expect(await cachedLedger(directory)).toMatchObject({ deletedFiles: 1 });
    writeFileSync(at('t.jsonl'), namedLine('new'));
    expect(await cachedLedger(directory)).toMatchObject({ deletedFiles: 1, names: ['new'] });
    writeFileSync(at('back.jsonl.gz'), gzipSync(readFileSync(at('away'))));
    expect(await cachedLedger(directory)).toMatchObject({ names: ['new', 'one'], ...nothingLost });
  });

  it('is missing from when it was missed on, unless it was done or its writer knows better', async () => {
    const { directory, at } = await known({
      'a.jsonl': namedLine('one'),
      'b.jsonl': namedLine('two'),
      'c.jsonl': namedLine('three'),
    });
    appendFileSync(at('a.jsonl'), namedLine('never read'));
    writeFileSync(at(DELETIONS_FILE), deletionLine({ file: 'b.jsonl', lastWrittenMs: NOON_MS }));
    rmSync(at('b.jsonl'));
    expect(await cachedLedger(directory)).toMatchObject({
      completeFrom: new Date(NOON_MS).toISOString(),
      deletedFiles: 1,
    });
    const before = Date.now();
    rmSync(at('a.jsonl'));
    const { completeFrom, deletedFiles } = await cachedLedger(directory);
    expect(deletedFiles).toBe(2);
    expect(Date.parse(completeFrom!)).toBeGreaterThanOrEqual(before);
  });

  it('is not noted if it had nothing', async () => {
    const { directory, at } = await known({ 'a.jsonl': '', 'b.jsonl': namedLine('one') });
    rmSync(at('a.jsonl'));
    expect(await cachedLedger(directory)).toMatchObject(nothingLost);
  });
});

it('sees an edit that leaves the length and the end as they were', async () => {
  const { directory, at } = await known({ 'a.jsonl': namedLine('one') + namedLine('x'.repeat(2000)) });
  writeFileSync(at('new'), readFileSync(at('a.jsonl'), 'utf8').replace('one', 'two'));
  renameSync(at('new'), at('a.jsonl'));
  expect((await cachedLedger(directory)).names).toEqual(['two', 'x'.repeat(2000)]);
  writeFileSync(at('a.jsonl'), readFileSync(at('a.jsonl'), 'utf8').replace('two', 'six'));
  expect(await cachedLedger(directory)).toMatchObject({
    names: ['six', 'x'.repeat(2000)],
    duplicateSpans: 0,
  });
});

it('sees an edit of what it has read in a file that goes on after that', async () => {
  const { directory, at } = await known({ 'a.jsonl': namedLine('one') + namedLine('two') });
  writeFileSync(at('a.jsonl'), readFileSync(at('a.jsonl'), 'utf8').replace('two', 'six') + namedLine('ten'));
  expect((await cachedLedger(directory)).names).toEqual(['one', 'six', 'ten']);
});

it('does not take a longer file that was put in its place for one that has grown', async () => {
  const [begin, end] = [namedLine('one'), namedLine('x'.repeat(2000))];
  const { directory, at } = await known({ 'a.jsonl': begin + namedLine('two') + end });
  const edited = readFileSync(at('a.jsonl'), 'utf8').replace('two', 'six') + namedLine('ten');
  writeFileSync(at('new'), edited);
  renameSync(at('new'), at('a.jsonl'));
  expect((await cachedLedger(directory)).names).toEqual(['one', 'six', 'ten', 'x'.repeat(2000)]);
});

it('goes on in a file that has grown, though there is a copy of it now', async () => {
  const { directory, at } = await known({ 'b.jsonl': namedLine('one') + namedLine('two') });
  copyFileSync(at('b.jsonl'), at('a.jsonl'));
  appendFileSync(at('b.jsonl'), namedLine('three'));
  await cachedLedger(directory);
  // What is kept of it is still of the one that has grown: the copy is read beside it, and not the other way round.
  const segments = await withLedger(directory, ({ engine }) =>
    engine.query('SELECT segment, file FROM segments ORDER BY segment'),
  );
  expect(segments).toEqual([
    { segment: 1, file: 'b.jsonl' },
    { segment: 2, file: 'a.jsonl' },
  ]);
});

describe('a file that is there plain and compressed', () => {
  it('is read once, and the same whichever came first', async () => {
    const text = namedLine('one') + namedLine('two');
    const { directory, at } = await known({ 'a.jsonl.gz': text, 'b.jsonl': text });
    expect(await cachedLedger(directory)).toMatchObject({ duplicateSpans: 2 });
    writeFileSync(at('a.jsonl'), text);
    const cached = await cachedLedger(directory);
    expect(cached).toMatchObject({ files: 2, spans: 2, duplicateSpans: 2 });
    rmSync(at('ledger.duckdb'));
    expect(await cachedLedger(directory)).toMatchObject({ ...cached, hasRead: true });
  });

  it('is read from both where they differ', async () => {
    const text = namedLine('one');
    const { directory, at } = await known({ 'a.jsonl': text });
    writeFileSync(at('a.jsonl.gz'), gzipSync(text + namedLine('two')));
    expect(await cachedLedger(directory)).toMatchObject({ names: ['one', 'two'], ...nothingLost });
    writeFileSync(at('a.jsonl.gz'), gzipSync(text + namedLine('three')).subarray(0, -9));
    expect(await cachedLedger(directory)).toMatchObject({ unreadable: [] });
  });
});

describe('a last line without a line break', () => {
  it('counts once it is whole, and once when the line break comes', async () => {
    const { directory, at } = await known({ 'a.jsonl': namedLine('one').trimEnd() });
    expect(await cachedLedger(directory)).toMatchObject({ names: ['one'], ...nothingLost, hasRead: false });
    appendFileSync(at('a.jsonl'), `\n${namedLine('two')}no\n`);
    expect(await cachedLedger(directory)).toMatchObject({
      names: ['one', 'two'],
      duplicateSpans: 0,
      unreadable: [{ line: 3 }],
    });
  });

  it('is what it would be without a cache when something else follows on it', async () => {
    const { directory, at } = await known({ 'a.jsonl': namedLine('zero') + namedLine('one').trimEnd() });
    appendFileSync(at('a.jsonl'), namedLine('two'));
    const cached = await cachedLedger(directory);
    expect(cached).toMatchObject({ names: ['zero'], unreadable: [{ line: 2 }], deletedFiles: 0 });
    rmSync(at('ledger.duckdb'));
    expect(await cachedLedger(directory)).toEqual(cached);
  });

  it('is named in a file that is done', async () => {
    const directory = ledgerDirectory({
      'a.jsonl.gz': namedLine('one') + namedLine('two').trimEnd(),
      'b.jsonl.gz': namedLine('three') + namedLine('four').slice(0, 50),
    });
    expect(await cachedLedger(directory)).toMatchObject({
      names: ['one', 'three', 'two'],
      unreadable: [{ file: 'b.jsonl.gz', line: null, problem: 'its last line is not whole' }],
    });
  });
});

it('opens a file again that could not be opened', async () => {
  const directory = ledgerDirectory({ 'a.jsonl': namedLine('one'), 'b.jsonl': namedLine('two') });
  const { uid = process.getuid!() } = NOBODY;
  for (const place of [directory, ...['a.jsonl', 'b.jsonl'].map((file) => join(directory, file))])
    chownSync(place, uid, process.getgid!());
  const report = async () => {
    const { stdout } = await botanuBeside(['report', '--json', '--dir', directory], { uid });
    return (JSON.parse(stdout) as { ledger: object }).ledger;
  };
  chmodSync(join(directory, 'b.jsonl'), 0);
  expect(await report()).toMatchObject({
    spans: 1,
    unreadable: [{ file: 'b.jsonl', line: null, problem: expect.stringContaining('EACCES') }],
  });
  chmodSync(join(directory, 'b.jsonl'), 0o600);
  expect(await report()).toMatchObject({ spans: 2, unreadable: [] });
});
