import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spool, SpoolFullError } from '../../src/export/spool';
import { finishedSpans } from '../support/finished-spans';

let parent: string;
let directory: string;
let spools: Spool[];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'botanu-spool-'));
  directory = join(parent, 'endpoint');
  spools = [];
});
afterEach(() => {
  for (const spool of spools) spool.release();
  rmSync(parent, { recursive: true, force: true });
});

function newSpool(maxBytes = 10_000_000): Spool {
  const spool = new Spool({ directory, maxBytes });
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
