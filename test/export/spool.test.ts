import { diag, DiagLogLevel } from '@opentelemetry/api';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadableSpan } from '../../src/export/readable-span';
import { UnusableBatchError } from '../../src/export/export-failure';
import { Spool, SpoolFullError } from '../../src/export/spool';
import { SpoolNews } from '../../src/export/spool-news';
import { finishedSpans } from '../support/finished-spans';

let parent: string;
let directory: string;
let spools: Spool[];
let news: SpoolNews;
let said: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'botanu-spool-'));
  directory = join(parent, 'endpoint');
  spools = [];
  news = new SpoolNews({ endpoint: 'the endpoint', directory });
  said = '';
  const say = (...words: unknown[]): void => void (said += `${words.join(' ')}\n`);
  const logger = { error: say, warn: say, info: say, debug: () => {}, verbose: () => {} };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
});
afterEach(() => {
  for (const spool of spools) spool.release();
  rmSync(parent, { recursive: true, force: true });
  diag.disable();
});

function newSpool(maxBytes = 10_000_000): Spool {
  const spool = new Spool({ directory, maxBytes }, news);
  spool.takeOver();
  spools.push(spool);
  return spool;
}

/** Batches of one, two, three … spans. */
function append(spool: Spool, ...sizes: number[]): void {
  for (const size of sizes) spool.append(finishedSpans(size));
}

/** The sizes of batches, taken one after the other. */
function taken(spool: Spool, most = Infinity): number[] {
  const sizes: number[] = [];
  for (let first = spool.first(); first !== undefined && sizes.length < most; first = spool.first()) {
    sizes.push(first.spans.length);
    spool.remove(first);
  }
  return sizes;
}

const dataFiles = (): string[] => readdirSync(directory).filter((name) => name.endsWith('.jsonl'));

it('gives back what it was given, in order, and leaves no file', () => {
  const spool = newSpool();
  expect(readdirSync(parent)).toEqual([]);
  append(spool, 1, 2, 3);
  expect(spool.isEmpty).toBe(false);
  expect(taken(spool)).toEqual([1, 2, 3]);
  expect(spool.isEmpty).toBe(true);
  spool.release();
  expect(readdirSync(directory)).toEqual(['.gitignore']);
});

it('files and directory are their owner’s only', () => {
  append(newSpool(), 1);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const name of dataFiles()) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
});

it('another one goes on where the one before stopped', () => {
  const one = newSpool();
  append(one, 1, 2, 3, 4);
  expect(taken(one, 2)).toEqual([1, 2]);
  one.release();
  const other = newSpool();
  append(other, 5);
  expect(taken(other)).toEqual([3, 4, 5]);
});

it('leaves alone what belongs to one that lives', () => {
  const one = newSpool();
  append(one, 1, 2);
  const other = newSpool();
  expect(other.first()).toBeUndefined();
  expect(taken(one)).toEqual([1, 2]);
});

it('a batch is given again until it is removed, and removed once', () => {
  const spool = newSpool();
  append(spool, 1, 2, 3);
  const first = spool.first()!;
  expect(spool.first()!.spans).toHaveLength(1);
  spool.remove(first);
  spool.remove(first);
  expect(taken(spool)).toEqual([2, 3]);
});

it('what another one has taken over is written to and sent no more', () => {
  const spool = newSpool();
  append(spool, 1, 2);
  const first = spool.first()!;
  const [name] = dataFiles();
  renameSync(join(directory, name!), join(directory, name!.replace(/-\d+-.{8}/, '-1-00000000')));
  spool.remove(first);
  append(spool, 3);
  expect(taken(spool)).toEqual([3]);
  expect(taken(newSpool())).toEqual([1, 2]);
});

it('a torn last line is left out', () => {
  const one = newSpool();
  append(one, 1, 2);
  one.release();
  writeFileSync(join(directory, dataFiles()[0]!), '{"resourceSpans":[{"reso', { flag: 'a' });
  const other = newSpool();
  expect(taken(other)).toEqual([1, 2]);
  expect(dataFiles()).toEqual([]);
});

it('holds maxBytes in several files, and takes again when some of it is sent', () => {
  const spool = newSpool(100_000);
  let kept = 0;
  expect(() => {
    for (;;) {
      append(spool, 10);
      kept += 1;
    }
  }).toThrow(SpoolFullError);
  const bytes = dataFiles().reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(100_000);
  expect(bytes).toBeGreaterThan(80_000);
  expect(dataFiles().length).toBeGreaterThan(3);
  expect(taken(spool, kept - 1)).toHaveLength(kept - 1);
  append(spool, 1);
  expect(taken(spool)).toEqual([10, 1]);
});

/** As one whose attributes are computed, by something that throws. */
const unwritable = (): ReadableSpan =>
  new Proxy(finishedSpans(1)[0]!, {
    get: (span: ReadableSpan, key) => {
      if (key === 'attributes') throw new Error('no attributes');
      return Reflect.get(span, key) as unknown;
    },
  });

describe('a span that cannot be written', () => {
  it('does not cost the others, and is counted', () => {
    const spool = newSpool();
    const [one, other] = finishedSpans(2);
    const { size, lost } = spool.append([one!, unwritable(), other!]);
    expect(size).toBe(2);
    expect(lost).toEqual({ spans: 1, reason: expect.stringContaining('no attributes') });
    expect(taken(spool)).toEqual([2]);
  });

  it('is no disk that is full, if it is alone', () => {
    expect(() => newSpool().append([unwritable()])).toThrow(UnusableBatchError);
  });
});

const progressFile = (): string =>
  join(
    directory,
    readdirSync(directory).find((name) => name.endsWith('.sent'))!,
  );

it('has room for the progress from the start, which a full disk would not give it', () => {
  append(newSpool(), 1);
  expect(readFileSync(progressFile(), 'utf8')).toBe('0'.repeat(16));
});

describe('a progress that is not one', () => {
  it.each(['', '12', 'x'.repeat(16), '0000000000000007', '0000000000099999'])(
    "('%s') is the beginning, and said",
    (text) => {
      const one = newSpool();
      append(one, 1, 2);
      one.release();
      writeFileSync(progressFile(), text);
      expect(taken(newSpool())).toEqual([1, 2]);
      expect(said.match(/does not say how far/g)).toHaveLength(1);
    },
  );
});

it('a line that cannot be read is counted, and does not hold up the next', () => {
  const one = newSpool();
  append(one, 1, 2);
  one.release();
  const path = join(directory, dataFiles()[0]!);
  writeFileSync(path, readFileSync(path, 'utf8').replace('{', 'x'));
  expect(taken(newSpool())).toEqual([2]);
  news.total();
  expect(said).toContain('1 batches that were kept are lost');
});

it('a file that cannot be read stays there, and does not hold up the next', () => {
  const name = 'spans-20200101T000000Z-1-000000000000000000000000.jsonl';
  mkdirSync(join(directory, name), { recursive: true });
  const spool = newSpool();
  append(spool, 1, 2);
  expect(taken(spool)).toEqual([1, 2]);
  expect(said).toContain('EISDIR');
  expect(dataFiles()).toHaveLength(1);
});

it('says what was in files that somebody deleted', () => {
  const spool = newSpool();
  append(spool, 1, 2, 3);
  expect(taken(spool, 1)).toEqual([1]);
  rmSync(directory, { recursive: true });
  expect(taken(spool)).toEqual([]);
  news.total();
  expect(said).toContain('5 spans that were kept are lost: their files were deleted');
  append(spool, 4);
  expect(taken(spool)).toEqual([4]);
});

it('what another one has taken over is not taken for deleted', () => {
  const spool = newSpool();
  append(spool, 1);
  const [name] = dataFiles();
  renameSync(join(directory, name!), join(directory, name!.replace(/-\d+-.{8}/, '-1-00000000')));
  expect(taken(spool)).toEqual([]);
  news.total();
  expect(said).toBe('');
});

it('counts what it has taken over once', () => {
  const one = newSpool();
  append(one, 100);
  one.release();
  const bytes = statSync(join(directory, dataFiles()[0]!)).size;
  const other = new Spool({ directory, maxBytes: bytes * 2 }, news);
  spools.push(other);
  // It counts the file as another's.
  append(other, 1);
  other.takeOver();
  expect(() => append(other, 10)).not.toThrow();
});

it('what is new comes after what was left, though the clock has been set back', () => {
  const left = 'spans-20990101T000000Z-1-0000000000000000000000ff.jsonl';
  const one = newSpool();
  append(one, 1);
  one.release();
  renameSync(join(directory, dataFiles()[0]!), join(directory, left));
  const other = newSpool();
  append(other, 2);
  // The one after it has them in the order of their names.
  other.release();
  expect(taken(newSpool())).toEqual([1, 2]);
});
