import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openDuckDb } from '../../../src/ledger/duckdb-engine';
import { withCache } from '../../../src/ledger/ledger-cache';
import { ownerOnly } from '../../../src/ledger/owner-only';
import { withLedger } from '../../../src/ledger/with-ledger';
import { botanuBeside, type Ended, NOBODY } from '../../support/botanu-command';
import { cachedLedger } from '../../support/cached-ledger';
import { ledgerDirectory, llmSpan, namedLine, otlpLine, runSpan } from '../../support/otlp-lines';
import { writeRealisticLedger } from '../../support/realistic-ledger';

const cacheOf = (directory: string): string => join(directory, 'ledger.duckdb');

const DUCKDB = require.resolve('@duckdb/node-api');

/** A process that holds a database, and says so. */
async function holder(path: string): Promise<ChildProcess> {
  const script = `require(${JSON.stringify(DUCKDB)}).DuckDBInstance.create(${JSON.stringify(path)}).then(() => {
    console.log('held'); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ['-e', script, 'the', 'holder'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function release(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

// It waits for five seconds, beside the other tests.
let heldByOther: Promise<Ended & { holder: number | undefined }>;
beforeAll(() => {
  heldByOther = (async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    const child = await holder(cacheOf(directory));
    const ended = await botanuBeside(['report', '--dir', directory]);
    await release(child);
    return { ...ended, holder: child.pid };
  })();
  heldByOther.catch(() => undefined);
});

describe('the cache', () => {
  it('is made anew from the files when it is deleted', async () => {
    const directory = ledgerDirectory({
      'a.jsonl': namedLine('one') + namedLine('two'),
      'b.jsonl.gz': namedLine('three'),
    });
    const before = await cachedLedger(directory);
    rmSync(cacheOf(directory));
    expect(await cachedLedger(directory)).toEqual(before);
  });

  it('leaves nothing beside itself', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    await cachedLedger(directory);
    expect(readdirSync(directory).sort()).toEqual(['a.jsonl', 'ledger.duckdb']);
  });

  it('is for the eyes of its owner', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    await cachedLedger(directory);
    expect(statSync(cacheOf(directory)).mode & 0o077).toBe(0);
  });

  it('is so while it is asked, with what a question writes beside it', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    const umask = process.umask(0o022);
    const modes = await withLedger(directory, async ({ engine }) => {
      await engine.execute('CREATE TABLE numbers AS SELECT range AS number FROM range(1000)');
      return readdirSync(directory)
        .filter((name) => name.startsWith('ledger.'))
        .map((name) => statSync(join(directory, name)).mode & 0o077);
    });
    expect(modes.length).toBeGreaterThan(1);
    expect(new Set(modes)).toEqual(new Set([0]));
    expect(process.umask(umask)).toBe(0o022);
  });

  it('is so until the last of several is done', async () => {
    const umask = process.umask(0o022);
    const first = ownerOnly(() => Promise.resolve());
    const duringSecond = await ownerOnly(async () => {
      await first;
      return process.umask(0o077);
    });
    expect({ duringSecond, after: process.umask(umask) }).toEqual({ duringSecond: 0o077, after: 0o022 });
  });

  it.each<[string, (path: string) => void]>([
    ['is something else', (path) => writeFileSync(path, 'no database')],
    ['is empty', (path) => writeFileSync(path, '')],
    ['ends early', (path) => truncateSync(path, statSync(path).size / 2)],
    ['has bytes that changed', (path) => writeFileSync(path, flipped(readFileSync(path)))],
  ])('is made anew when it %s', async (_, damage) => {
    const directory = ledgerDirectory({});
    writeRealisticLedger(directory, { runs: 20 });
    const before = await cachedLedger(directory);
    damage(cacheOf(directory));
    expect(await cachedLedger(directory)).toEqual(before);
    expect(await cachedLedger(directory)).toEqual({ ...before, hasRead: false });
    expect(readdirSync(directory)).toHaveLength(2);
  });

  it('is made anew by another version', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    const before = await cachedLedger(directory);
    const engine = await openDuckDb(cacheOf(directory));
    await engine.execute("UPDATE meta SET value = 'another' WHERE key = 'schema'");
    await engine.execute('ALTER TABLE spans DROP COLUMN service');
    engine.close();
    expect(await cachedLedger(directory)).toEqual(before);
  });

  it('takes over what a question finds damaged', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    let asked = 0;
    const answer = await withLedger(directory, ({ ingested }) => {
      asked++;
      if (asked === 1) throw new Error('FATAL Error: the database has been invalidated');
      return Promise.resolve(ingested.spans);
    });
    expect([answer, asked]).toEqual([1, 2]);
  });

  it('hands on what goes wrong in a question, and is closed', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    const asking = withLedger(directory, ({ engine }) => engine.query('SELECT nothing FROM nowhere'));
    await expect(asking).rejects.toThrow('nowhere');
    // What an answer is written to is not the cache.
    const full = Object.assign(new Error('No space left on device'), { code: 'ENOSPC' });
    await expect(withLedger(directory, () => Promise.reject(full))).rejects.toBe(full);
    expect((await cachedLedger(directory)).names).toEqual(['one']);
  });
});

const flipped = (bytes: Buffer): Buffer =>
  bytes.map((byte, i) => (i > 20_000 && i % 4096 === 0 ? byte ^ 255 : byte)) as Buffer;

describe('where no cache can be written', () => {
  it('answers all the same, and says why', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    mkdirSync(join(cacheOf(directory), 'in the way'), { recursive: true });
    const { names, told } = await cachedLedger(directory);
    expect(names).toEqual(['one']);
    expect(told).toEqual([expect.stringMatching(/ledger\.duckdb'.* cannot be used: .*Is a directory/)]);
  });

  it('answers in a directory that one may only read', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': otlpLine(runSpan({ run: 'r', outcome: 'success' })) });
    chmodSync(directory, 0o555);
    const { status, stdout, stderr } = await botanuBeside(['report', '--dir', directory], NOBODY);
    expect(status).toBe(0);
    expect(stdout).toContain('Support');
    expect(stderr).toMatch(/^botanu: '.*ledger\.duckdb'.* cannot be used: .*Permission denied.*\n$/);
    expect(readdirSync(directory)).toEqual(['a.jsonl']);
  });
});

describe('several at once', () => {
  it('answers two commands, and is held by none afterwards', async () => {
    const directory = ledgerDirectory({
      'a.jsonl': otlpLine(
        runSpan({ run: 'r', outcome: 'success' }),
        llmSpan({ run: 'r', input: 10, output: 1 }),
      ),
    });
    const commands = ['report', 'runs', 'report'].map((name) => botanuBeside([name, '--dir', directory]));
    for (const { status, stderr } of await Promise.all(commands))
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect((await cachedLedger(directory)).spans).toBe(2);
  });

  it('takes turns within a process', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    let open = 0;
    const asks = Array.from({ length: 5 }, () =>
      withCache(directory, {
        prepare: () => Promise.resolve(++open),
        ask: async (_, before) => {
          await new Promise((resolve) => setTimeout(resolve, 10));
          return [before, open--];
        },
        tell: () => undefined,
        mayMake: true,
      }),
    );
    expect(await Promise.all(asks)).toEqual(Array.from({ length: 5 }, () => [1, 1]));
  });

  it('gives the next its turn when a question fails', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    const asks = [() => Promise.reject(new Error('no')), () => Promise.resolve('yes')].map((ask) =>
      withCache<null, string>(directory, {
        prepare: () => Promise.resolve(null),
        ask,
        tell: () => undefined,
        mayMake: true,
      }),
    );
    expect(await Promise.allSettled(asks)).toMatchObject([
      { status: 'rejected', reason: { message: 'no' } },
      { status: 'fulfilled', value: 'yes' },
    ]);
  });

  it('waits for a process that lets go', async () => {
    const directory = ledgerDirectory({ 'a.jsonl': namedLine('one') });
    const child = await holder(cacheOf(directory));
    const waiting = cachedLedger(directory);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await release(child);
    expect((await waiting).names).toEqual(['one']);
  });

  it('names the process that does not', async () => {
    const { status, stdout, stderr, holder } = await heldByOther;
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`is held by process ${holder} (`);
    if (process.platform === 'linux') expect(stderr).toContain('the holder');
  });
});
