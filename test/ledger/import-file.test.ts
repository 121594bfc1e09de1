import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { importFile } from '../../src/ledger/import-file';
import { withLedger } from '../../src/ledger/with-ledger';
import { botanu, BOTANU_ENV, BOTANU_SCRIPT } from '../support/botanu-command';
import { cachedLedger } from '../support/cached-ledger';
import { exportedFiles } from '../support/exported-files';
import { ledgerDirectory, llmSpan, namedLine, otlpLine, runSpan } from '../support/otlp-lines';
import { ZSTD_FRAME } from '../support/zstd-sample';

const { sources, source } = exportedFiles();
let ledger: string;
beforeEach(() => {
  ledger = ledgerDirectory({});
});

/** As a collector writes it: 64-bit numbers as text or as numbers, and what has no spans beside it. */
const METRICS = '{"resourceMetrics":[{"resource":{},"scopeMetrics":[]}]}\n';

describe('importing a file', () => {
  it.each<[string, (text: string) => Buffer]>([
    ['plain', (text) => Buffer.from(text)],
    ['compressed by gzip', (text) => gzipSync(text)],
    [
      'compressed by gzip, in parts',
      (text) => Buffer.concat([gzipSync(text.slice(0, 50)), gzipSync(text.slice(50))]),
    ],
  ])('takes its spans, %s, whatever it is called', async (_, encoded) => {
    const path = source('traces', encoded(METRICS + namedLine('one', 'two') + namedLine('three')));
    expect(await importFile(path, ledger)).toMatchObject({ spans: 3, isKnown: false, unreadable: [] });
    expect((await cachedLedger(ledger)).names).toEqual(['one', 'three', 'two']);
  });

  it('takes what is compressed by zstd, as a whole and a message at a time', async () => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(ZSTD_FRAME.length);
    const whole = await importFile(source('a', ZSTD_FRAME), ledger);
    expect(whole).toMatchObject({ spans: 1, isKnown: false });
    const messages = await importFile(
      source('b', Buffer.concat([length, ZSTD_FRAME, length, ZSTD_FRAME])),
      ledger,
    );
    expect(messages).toMatchObject({ spans: 2, unreadable: [] });
    const torn = await importFile(
      source('c', Buffer.concat([length, ZSTD_FRAME, length, ZSTD_FRAME.subarray(9)])),
      ledger,
    );
    // The last one is being written.
    expect(torn).toMatchObject({ spans: 1, unreadable: [] });
    expect((await cachedLedger(ledger)).names).toEqual(['compressed by zstd']);
  });

  it('takes 64-bit numbers as text and as numbers', async () => {
    const spans = [llmSpan({ input: 100 }), llmSpan({ input: 23 })];
    const text = otlpLine(...spans).replaceAll(/"intValue":"(\d+)"/g, '"intValue":$1');
    const path = source('traces.json', text.replace('"intValue":23', '"intValue":"23"'));
    await importFile(path, ledger);
    const tokens = await withLedger(ledger, ({ engine }) =>
      engine.query('SELECT input_tokens FROM spans ORDER BY input_tokens'),
    );
    expect(tokens).toEqual([{ input_tokens: 23 }, { input_tokens: 100 }]);
  });

  it('changes nothing the second time', async () => {
    const text = namedLine('one') + namedLine('two');
    const first = await importFile(source('traces.json', text), ledger);
    await cachedLedger(ledger);
    expect(await importFile(source('again.json.gz', gzipSync(text)), ledger)).toEqual({
      ...first,
      isKnown: true,
    });
    expect(readdirSync(ledger)).toHaveLength(2);
    expect(await cachedLedger(ledger)).toMatchObject({ spans: 2, duplicateSpans: 0, hasRead: false });
  });

  it('takes what is new in a file that has grown', async () => {
    const path = source('traces.json', namedLine('one'));
    await importFile(path, ledger);
    await cachedLedger(ledger);
    appendFileSync(path, namedLine('two'));
    expect(await importFile(path, ledger)).toMatchObject({ spans: 2, isKnown: false });
    expect(await cachedLedger(ledger)).toMatchObject({
      files: 1,
      names: ['one', 'two'],
      duplicateSpans: 0,
      deletedFiles: 0,
    });
  });

  it('knows an older state of a file', async () => {
    const [one, two] = [namedLine('one'), namedLine('two')];
    await importFile(source('now.json', one + two), ledger);
    expect(await importFile(source('then.json', one), ledger)).toMatchObject({ spans: 1, isKnown: true });
  });

  it('keeps files apart that only begin alike', async () => {
    const one = namedLine('one');
    await importFile(source('a.json', one + namedLine('two')), ledger);
    const path = source('b.json', one + namedLine('three'));
    expect(await importFile(path, ledger)).toMatchObject({ isKnown: false });
    expect(await importFile(path, ledger)).toMatchObject({ isKnown: true });
    expect(await cachedLedger(ledger)).toMatchObject({
      files: 2,
      names: ['one', 'three', 'two'],
      duplicateSpans: 1,
    });
  });

  it('counts a span once that the application has written itself', async () => {
    const text = namedLine('one', 'two');
    writeFileSync(join(ledger, 'spans.jsonl'), text);
    await importFile(source('traces.json', text + namedLine('three')), ledger);
    expect(await cachedLedger(ledger)).toMatchObject({ spans: 3, duplicateSpans: 2 });
  });

  it('leaves a last line for the next time that is not finished', async () => {
    const [one, two] = [namedLine('one'), namedLine('two')];
    const path = source('traces.json', one + two.slice(0, 100));
    expect(await importFile(path, ledger)).toMatchObject({ spans: 1, unreadable: [] });
    writeFileSync(path, one + two.trimEnd());
    expect(await importFile(path, ledger)).toMatchObject({ spans: 2, unreadable: [] });
  });

  it('names the lines that it cannot read, and takes the others', async () => {
    const path = source(
      'traces.json',
      `${namedLine('one')}{"resourceSpans":[{\n\n{"resourceSpans":7}\n${namedLine('two')}`,
    );
    const { spans, unreadable } = await importFile(path, ledger);
    expect(spans).toBe(2);
    expect(unreadable.map(({ line }) => line)).toEqual([2, 4]);
  });

  it('names a last line that is torn in a compressed file, which is done', async () => {
    const path = source('traces.gz', gzipSync(namedLine('one') + namedLine('two').slice(0, 60)));
    expect(await importFile(path, ledger)).toMatchObject({ spans: 1, unreadable: [{ line: 2 }] });
  });

  it('keeps a ledger out of version control, also where its directory is there already', async () => {
    const made = join(sources(), '.botanu');
    mkdirSync(made);
    await importFile(source('traces.json', namedLine('one')), made);
    expect(existsSync(join(made, '.gitignore'))).toBe(true);
  });

  it('leaves nothing behind of a file that has nothing', async () => {
    expect(await importFile(source('metrics.json', METRICS), ledger)).toMatchObject({ file: null, spans: 0 });
    expect(await importFile(source('empty.json', ''), ledger)).toMatchObject({ file: null, spans: 0 });
    await expect(
      importFile(source('proto', Buffer.from([0, 0, 0, 9, 10, 7, 1, 2, 3])), ledger),
    ).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringMatching(/does not hold OTLP JSON lines.*format: json/),
    });
    await expect(importFile(join(sources(), 'nowhere'), ledger)).rejects.toThrow(
      /nowhere' cannot be read: ENOENT/,
    );
    expect(readdirSync(ledger)).toEqual([]);
  });

  it.each<[string, () => string, RegExp]>([
    ['below a file', () => join(source('file', ''), 'a.json'), /'.*a\.json' cannot be read: ENOTDIR/],
    ['a directory', () => sources(), /' cannot be read: it is a directory: name the files in it, such as /],
    ['no OTLP', () => source('a.txt', 'no\n'.repeat(100_000)), /does not hold OTLP JSON lines/],
    ['of several lines a request', () => source('a.json', PRETTY), /a\.json' /],
  ])('refuses what it cannot read, and holds no file: %s', async (_, path, message) => {
    const named = path();
    const before = filesHeld();
    await expect(importFile(named, ledger)).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringMatching(message),
    });
    // A stream closes its file in a turn of its own.
    while (filesHeld() > before) await new Promise((resolve) => setImmediate(resolve));
  });
});

const PRETTY = `${JSON.stringify(JSON.parse(namedLine('one')), null, 2)}\n`.repeat(5_000);

const filesHeld = (): number => readdirSync('/dev/fd').length;

describe('botanu import', () => {
  it('makes the ledger, takes the files, and exits with 0', () => {
    const directory = join(sources(), 'new', '.botanu');
    const a = source(
      'a.json',
      otlpLine(runSpan({ run: 'r', outcome: 'success' }), llmSpan({ run: 'r', input: 10, output: 1 })),
    );
    const b = source('b.json', namedLine('one'));
    const { status, stdout, stderr } = botanu('import', '--dir', directory, a, b);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/a\.json: 2 spans, kept as import-[\w-]+\.jsonl\.gz\n.*b\.json: 1 span, kept as /);
    expect(existsSync(join(directory, '.gitignore'))).toBe(true);
    expect(botanu('import', '--dir', directory, a).stdout).toContain('2 spans, which the ledger has already');
    expect(botanu('report', '--dir', directory).stdout).toContain('Support');
  });

  it('exits with 1 when something could not be read, having taken all else', () => {
    const good = source('good.json', namedLine('one'));
    const bad = source('bad.json', `${namedLine('two')}no\n`);
    symlinkSync(good, join(ledger, 'link.jsonl'));
    const { status, stdout, stderr } = botanu('import', '--dir', ledger, bad, '/nowhere', good);
    expect(status).toBe(1);
    expect(stdout).toMatch(/bad\.json: 1 span, .*\n.*good\.json: 1 span, /);
    expect(stderr).toMatch(/^botanu: .*bad\.json:2: .*\n'\/nowhere' cannot be read: ENOENT.*\n$/);
  });

  it('waits for a line that is still being written', () => {
    const path = source('a.json', namedLine('one').slice(0, -20));
    expect(botanu('import', '--dir', ledger, path)).toMatchObject({
      status: 0,
      stdout: `${path}: no spans; its last line is not all there yet\n`,
    });
    writeFileSync(path, namedLine('one') + namedLine('two').slice(0, -20));
    expect(botanu('import', '--dir', ledger, path)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/: 1 span, kept as \S+; its last line is not all there yet\n$/),
    });
  });

  it('has no next time for what is piped in', () => {
    const args = [BOTANU_SCRIPT, 'import', '--dir', ledger, '-'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      env: BOTANU_ENV,
      encoding: 'utf8',
      input: namedLine('one') + namedLine('two').slice(0, -20),
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'botanu: -: it ends in the middle of a line\n' });
    expect(stdout).toContain('-: 1 span, kept as ');
  });

  it('refuses what is in the ledger already', () => {
    writeFileSync(join(ledger, 'spans.jsonl'), namedLine('one'));
    const { status, stderr } = botanu('import', '--dir', ledger, join(ledger, 'spans.jsonl'));
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('already') });
  });

  it('exits with 2 without a file', () => {
    expect(botanu('import')).toMatchObject({ status: 2, stdout: '' });
  });
});
