import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';

import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { importFile } from '../../../src/ledger/import-file';
import { BOTANU_ENV, BOTANU_SCRIPT, botanu, botanuBeside, NOBODY } from '../../support/botanu-command';
import { cachedLedger } from '../../support/cached-ledger';
import { exportedFiles } from '../../support/exported-files';
import { ledgerDirectory, namedLine } from '../../support/otlp-lines';

const { sources, source } = exportedFiles();
let ledger: string;
beforeEach(() => {
  ledger = ledgerDirectory({});
});

const copies = (): string[] => readdirSync(ledger).filter((file) => file.startsWith('import-'));

describe('copies of a file', () => {
  it('are one, the longest, when several are imported at once', async () => {
    const parts = Array.from({ length: 6 }, (_, i) => namedLine(`part ${i}`));
    const states = parts.map((_, i) => source(`${i}.json`, parts.slice(0, i + 1).join('')));
    for (let round = 0; round < 5; round++) {
      await Promise.all([...states].sort(() => Math.random() - 0.5).map((path) => importFile(path, ledger)));
      expect((await cachedLedger(ledger)).spans).toBe(6);
    }
    expect(copies()).toHaveLength(1);
  });

  it('are the longest of each, where files that begin alike go on differently and grow', async () => {
    const begun = namedLine('begun');
    const [a, b] = [source('a.json', begun + namedLine('a')), source('b.json', begun + namedLine('b'))];
    for (const more of ['', namedLine('more'), namedLine('and more')]) {
      appendFileSync(a, more);
      appendFileSync(b, more);
      await importFile(a, ledger);
      await importFile(b, ledger);
      await cachedLedger(ledger);
    }
    expect(copies()).toHaveLength(2);
    expect(await cachedLedger(ledger)).toMatchObject({
      names: ['a', 'and more', 'b', 'begun', 'more'],
      deletedFiles: 0,
    });
  });

  it('hide nothing when one has been unpacked', async () => {
    const path = source('a.json', namedLine('one'));
    const { file } = await importFile(path, ledger);
    writeFileSync(join(ledger, file!.slice(0, -3)), gunzipSync(readFileSync(join(ledger, file!))));
    rmSync(join(ledger, file!));
    await cachedLedger(ledger);
    appendFileSync(path, namedLine('two'));
    await importFile(path, ledger);
    expect(copies()).toHaveLength(1);
    expect(await cachedLedger(ledger)).toMatchObject({ names: ['one', 'two'], deletedFiles: 0 });
  });

  it('that were left unfinished are removed when they are old', async () => {
    const [old, recent] = ['0', '1'].map((digit) => join(ledger, `import-${digit.repeat(16)}.tmp`));
    writeFileSync(old!, 'killed');
    utimesSync(old!, 0, (Date.now() - 3_700_000) / 1000);
    writeFileSync(recent!, 'at work');
    await importFile(source('a.json', namedLine('one')), ledger);
    expect([old, recent].map((path) => existsSync(path!))).toEqual([false, true]);
  });
});

describe('botanu import', () => {
  it('takes a file with a byte order mark, and what is piped in', async () => {
    const { status } = botanu('import', '-d', ledger, source('bom.json', `\ufeff${namedLine('one')}`));
    const piped = spawnSync(process.execPath, [BOTANU_SCRIPT, 'import', '-d', ledger, '-'], {
      input: namedLine('two', 'three'),
      env: BOTANU_ENV,
      encoding: 'utf8',
    });
    expect({ status, piped: piped.stdout }).toEqual({
      status: 0,
      piped: expect.stringMatching(/^-: 2 spans, kept as /),
    });
    expect((await cachedLedger(ledger)).names).toEqual(['one', 'three', 'two']);
  });

  it.each<[string, () => string, RegExp]>([
    ['a path to nothing', () => join(sources(), 'nothing'), /nothing' cannot be read: ENOENT/],
    ['a directory', () => sources(), /is a directory: name the files in it, such as .*\/\*\.json\.$/],
    ['other JSON', () => source('a.json', '[1,\n2]\n'), /a\.json:1: /],
    [
      'JSON for people',
      () => source('a.json', JSON.stringify(JSON.parse(namedLine('one')), null, 2)),
      /request on several lines.*jq -c \. .*$/,
    ],
  ])('says in a line what is wrong with %s, and makes no ledger for it', (_, path, said) => {
    const directory = join(sources(), 'made', '.botanu');
    const { status, stderr } = botanu('import', '-d', directory, path());
    expect(status).toBe(1);
    expect(stderr.split('\n')[0]).toMatch(said);
    expect(stderr).not.toMatch(/\n +at /);
    expect(existsSync(join(sources(), 'made'))).toBe(false);
  });

  it('says so of each file that cannot be kept, and goes on', async () => {
    const [a, b] = [source('a.json', namedLine('one')), source('b.json', namedLine('two'))];
    chmodSync(ledger, 0o555);
    const { status, stdout, stderr } = await botanuBeside(['import', '-d', ledger, a, b], NOBODY);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^botanu: .*a\.json' cannot be kept in .*: EACCES.*\n.*b\.json' cannot be kept .*\n$/,
    );
  });

  if (process.platform === 'linux') {
    it('ends where no directory can be made', () => {
      const { status, stderr } = botanu(
        'import',
        '-d',
        '/proc/nothing/here',
        source('a.json', namedLine('one')),
      );
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringContaining("The ledger '/proc/nothing/here' cannot be made"),
      });
    });
  }
});

describe('botanu outcome', () => {
  it('says in a line that it cannot be written, and leaves nothing', async () => {
    if (process.getuid?.() === 0) chownSync(ledger, 0, 0);
    chmodSync(ledger, 0o555);
    const { status, stderr } = await botanuBeside(['outcome', 'r', 'success', '-f', '-d', ledger], NOBODY);
    expect(status).toBe(1);
    expect(stderr).toMatch(/botanu: The outcome cannot be written: EACCES[^\n]*\n$/);
    expect(readdirSync(ledger)).toEqual([]);
  });
});
