import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RefusedSpans } from '../../src/export/refused-spans';
import { type ExportResult, ExportResultCode, failure } from '../../src/export/span-exporter';
import { Spool } from '../../src/export/spool';
import { SpoolHead, type Step } from '../../src/export/spool-head';
import { SpoolNews } from '../../src/export/spool-news';
import { finishedSpans } from '../support/finished-spans';

let directory: string;
let spool: Spool;
let head: SpoolHead;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'botanu-spool-'));
  const settings = { directory, maxBytes: 10_000_000 };
  const news = new SpoolNews({ endpoint: directory, directory });
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

const WAIT: Step = { isToWait: true, taken: 0 };
const GO_ON: Step = { isToWait: false, taken: 0 };
const taken = (spans: number): Step => ({ isToWait: false, taken: spans });

const setAside = (): number => readdirSync(directory).filter((name) => name.endsWith('.refused')).length;

function append(...sizes: number[]): void {
  for (const size of sizes) spool.append(finishedSpans(size));
}

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

/** One span that breaks the endpoint, seen to be alone with it. */
function alone(): void {
  append(1, 20);
  for (let i = 0; i < 3; i++) answer(status(500));
}

it('sets a span aside over which the endpoint breaks each time, while it takes another each time', () => {
  alone();
  for (let i = 0; i < 5; i++) {
    expect(setAside()).toBe(0);
    expect(answer(status(500))).toEqual([1, GO_ON]);
    expect(answer(OK)).toEqual([1, taken(1)]);
  }
  expect(setAside()).toBe(1);
  expect(answer(OK)).toEqual([15, taken(15)]);
  expect(head.next()).toBeUndefined();
});

it('is not patient any more with an endpoint that has broken over a span', () => {
  alone();
  for (let i = 0; i < 5; i++) [status(500), OK].forEach(answer);
  expect(setAside()).toBe(1);
  expect(answer(status(500))).toEqual([15, GO_ON]);
  expect(answer(OK)).toEqual([8, taken(8)]);
});

it('sets nothing aside of an endpoint that breaks over others too', () => {
  alone();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4; i++) {
      expect(answer(status(500))).toEqual([1, GO_ON]);
      expect(answer(OK)).toEqual([1, taken(1)]);
    }
    expect(answer(status(500))).toEqual([1, GO_ON]);
    expect(answer(status(500))).toEqual([1, WAIT]);
  }
  expect(answer(OK)).toEqual([1, taken(1)]);
  expect(answer(OK)).toEqual([8, taken(8)]);
  expect(setAside()).toBe(0);
  expect(head.next()).toBeUndefined();
});

it('asks by spans of other batches too, since those of the next one may be as bad', () => {
  append(1, 1, 20);
  answer(status(400));
  let asked = 1;
  // The next one is refused whenever it is chosen.
  while (setAside() === 0 && asked++ < 1_000) {
    const [span] = head.next()!;
    head.answered(span!.name === 'span 0' ? status(400) : OK);
  }
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
