import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RefusedSpans } from '../../src/export/refused-spans';
import { type ExportResult, ExportResultCode, failure } from '../../src/export/span-exporter';
import { Spool } from '../../src/export/spool';
import { SpoolHead, type Step } from '../../src/export/spool-head';
import { SpoolNews } from '../../src/export/spool-news';
import { WholeLineFile } from '../../src/export/whole-line-file';
import { finishedSpans } from '../support/finished-spans';

let directory: string;
let settings: { directory: string; maxBytes: number };
let news: SpoolNews;
let spool: Spool;
let head: SpoolHead;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'botanu-spool-'));
  settings = { directory, maxBytes: 10_000_000 };
  news = new SpoolNews({ endpoint: directory, directory });
  spool = new Spool(settings, news);
  head = new SpoolHead(spool, new RefusedSpans(settings), news);
});
afterEach(() => {
  head.close();
  spool.release();
  rmSync(directory, { recursive: true, force: true });
});

const OK: ExportResult = { code: ExportResultCode.SUCCESS };
const status = (code: number): ExportResult => failure(Object.assign(new Error('no'), { code }));

/** How many spans were to be sent, and what is to be done after that answer. */
function answer(result: ExportResult): [spans: number | undefined, step: Step] {
  return [head.next()?.length, head.answered(result)];
}

const WAIT: Step = { then: 'wait', taken: 0 };
const REST: Step = { then: 'rest', taken: 0 };
const GO_ON: Step = { then: 'go on', taken: 0 };
const taken = (spans: number): Step => ({ then: 'go on', taken: spans });

function setAside(): number {
  const names = readdirSync(directory).filter((name) => name.endsWith('.refused'));
  const lines = names.map((name) => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n').length);
  return lines.reduce((sum, each) => sum + each, 0);
}

function append(...sizes: number[]): void {
  for (const size of sizes) spool.append(finishedSpans(size));
}

/** How often the spans of the oldest batch were refused; how many there are. */
const oldest = (): [refusals: number, size: number] => {
  const { refusals, size } = spool.first()!;
  return [refusals, size];
};

it('gives batch after batch, and nothing where there is none', () => {
  append(3, 2);
  expect(answer(OK)).toEqual([3, taken(3)]);
  expect(answer(OK)).toEqual([2, taken(2)]);
  expect(head.next()).toBeUndefined();
  expect(spool.isEmpty).toBe(true);
});

it('halves at once what is refused', () => {
  append(4);
  expect(answer(status(413))).toEqual([4, GO_ON]);
  expect(answer(status(413))).toEqual([2, GO_ON]);
  expect(answer(OK)).toEqual([1, taken(1)]);
  expect(answer(OK)).toEqual([1, taken(1)]);
  expect(answer(OK)).toEqual([2, taken(2)]);
  expect(head.next()).toBeUndefined();
});

it('is patient with a batch that breaks the endpoint, and then takes it apart', () => {
  append(4);
  for (let i = 0; i < 3; i++) expect(answer(status(500))).toEqual([4, WAIT]);
  expect(answer(status(500))).toEqual([4, GO_ON]);
  expect(answer(status(500))).toEqual([2, GO_ON]);
  expect(answer(OK)).toEqual([1, taken(1)]);
});

it('is not patient with what a process before it has left', () => {
  append(4);
  spool.release();
  spool = new Spool(settings, news);
  spool.takeOver();
  head = new SpoolHead(spool, new RefusedSpans(settings), news);
  expect(answer(status(500))).toEqual([4, GO_ON]);
  expect(answer(OK)).toEqual([2, taken(2)]);
});

it('waits, where it is, while an answer says nothing of the spans', () => {
  append(4);
  expect(answer(status(400))).toEqual([4, GO_ON]);
  for (const code of [401, 404, 429, 503]) expect(answer(status(code))).toEqual([2, WAIT]);
  expect(answer(OK)).toEqual([2, taken(2)]);
  expect(answer(OK)).toEqual([2, taken(2)]);
});

it('puts at the back what is not taken, though others are, and is not patient any more', () => {
  append(2, 3);
  for (let i = 0; i < 3; i++) answer(status(500));
  expect(answer(status(500))).toEqual([2, GO_ON]);
  expect(answer(status(500))).toEqual([1, GO_ON]);
  expect(answer(OK)).toEqual([1, taken(1)]);
  expect(answer(status(500))).toEqual([3, GO_ON]);
  expect(answer(OK)).toEqual([2, taken(2)]);
  expect(answer(OK)).toEqual([1, taken(1)]);
  expect(oldest()).toEqual([1, 1]);
});

it('counts only where something was taken since the last time, and rests where nothing else is there', () => {
  append(1, 1);
  expect(answer(status(400))).toEqual([1, GO_ON]);
  expect(answer(OK)).toEqual([1, taken(1)]);
  expect(oldest()).toEqual([0, 1]);
  expect(answer(status(400))).toEqual([1, GO_ON]);
  expect(oldest()).toEqual([1, 1]);
  for (let i = 0; i < 20; i++) expect(answer(status(400))).toEqual([1, REST]);
  expect(oldest()).toEqual([1, 1]);
});

/** A span that is refused, after others have been taken, so often that it is about to be set aside. */
function refusedFiveTimes(): void {
  append(1);
  for (let i = 1; i <= 5; i++) {
    head.endpointTook();
    expect(answer(status(400))).toEqual([1, GO_ON]);
    expect(oldest()).toEqual([i, 1]);
  }
  head.endpointTook();
}

it('sets a span aside that was refused six times, and tries it three times the last time', () => {
  refusedFiveTimes();
  for (let i = 0; i < 3; i++) {
    expect(setAside()).toBe(0);
    expect(answer(status(400))).toEqual([1, GO_ON]);
  }
  expect(setAside()).toBe(1);
  expect(head.next()).toBeUndefined();
});

it('does not set a span aside that two replicas get in turn, one of which is broken', () => {
  refusedFiveTimes();
  expect(answer(status(400))).toEqual([1, GO_ON]);
  expect(answer(OK)).toEqual([1, taken(1)]);
  expect(setAside()).toBe(0);
  expect(head.next()).toBeUndefined();
});

it('the count outlives the process', () => {
  refusedFiveTimes();
  head.close();
  spool.release();
  spool = new Spool(settings, news);
  spool.takeOver();
  expect(oldest()).toEqual([5, 1]);
});

it('tries no more than sixteen times in a row, and puts the rest at the back', () => {
  append(512, 3);
  head.endpointTook();
  for (let i = 0; i < 16; i++) {
    expect(head.next()!.length).not.toBe(3);
    expect(head.answered(status(400))).toEqual(GO_ON);
  }
  expect(answer(OK)).toEqual([3, taken(3)]);
  expect(oldest()).toEqual([1, 4]);
  expect(answer(OK)).toEqual([1, taken(1)]);
});

it('an endpoint that takes nothing gets as many requests before each wait, and nothing is counted', () => {
  append(512, 1, 1);
  for (let i = 0; i < 3; i++) {
    const steps: string[] = [];
    do {
      head.next();
      steps.push(head.answered(status(400)).then);
    } while (steps.at(-1) === 'go on');
    expect(steps.at(-1)).toBe('wait');
    expect(steps.length).toBeGreaterThanOrEqual(16);
    expect(steps.length).toBeLessThanOrEqual(18);
  }
  const sizes: number[] = [];
  for (let next = head.next(); next !== undefined; next = head.next()) sizes.push(head.answered(OK).taken);
  expect(sizes.sort()).toEqual([1, 1, 512]);
  expect(setAside()).toBe(0);
});

it('a process that leaves in the midst of it puts what is left at the back', () => {
  append(4, 3);
  expect(answer(status(413))).toEqual([4, GO_ON]);
  expect(answer(OK)).toEqual([2, taken(2)]);
  expect(head.next()).toHaveLength(2);
  head.close();
  spool.release();
  spool = new Spool(settings, news);
  spool.takeOver();
  head = new SpoolHead(spool, new RefusedSpans(settings), news);
  expect(answer(OK)).toEqual([3, taken(3)]);
  expect(answer(OK)).toEqual([2, taken(2)]);
  expect(head.next()).toBeUndefined();
});

/** As a full one: whatever is to be written fails, and what is there can be read. */
function fullDisk(): jest.SpyInstance {
  return jest.spyOn(WholeLineFile.prototype, 'append').mockImplementation(() => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
}

it('a full disk costs nothing: what was taken is remembered, and the rest tried again', () => {
  append(2, 3);
  const full = fullDisk();
  expect(answer(status(400))).toEqual([2, GO_ON]);
  expect(answer(OK)).toEqual([1, taken(1)]);
  expect(answer(status(400))).toEqual([1, REST]);
  expect(answer(status(400))).toEqual([1, REST]);
  expect(oldest()).toEqual([0, 2]);
  full.mockRestore();
  expect(answer(status(400))).toEqual([1, GO_ON]);
  expect(oldest()).toEqual([0, 3]);
});

it('what cannot be set aside stays in the spool, and leaves no empty file', () => {
  refusedFiveTimes();
  const full = fullDisk();
  for (let i = 0; i < 2; i++) expect(answer(status(400))).toEqual([1, GO_ON]);
  expect(answer(status(400))).toEqual([1, REST]);
  expect(readdirSync(directory).filter((name) => name.endsWith('.refused'))).toEqual([]);
  full.mockRestore();
  for (let i = 0; i < 3; i++) answer(status(400));
  expect(setAside()).toBe(1);
});

it('forgets what it has read of a file that is gone', () => {
  append(4, 3);
  expect(answer(status(413))).toEqual([4, GO_ON]);
  expect(answer(OK)).toEqual([2, taken(2)]);
  for (const name of readdirSync(directory)) if (name.endsWith('.jsonl')) rmSync(join(directory, name));
  expect(head.next()).toBeUndefined();
  append(2);
  expect(answer(OK)).toEqual([2, taken(2)]);
});

it('an answer that comes after it was closed changes nothing', () => {
  append(4);
  head.next();
  head.close();
  expect(head.answered(OK)).toEqual(GO_ON);
  expect(spool.first()!.spans).toHaveLength(4);
});
