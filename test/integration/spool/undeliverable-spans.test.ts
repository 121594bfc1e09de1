import { diag, DiagLogLevel } from '@opentelemetry/api';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spansOfOtlpJson } from '../../../src/export/otlp-spans';
import type { ReadableSpan } from '../../../src/export/readable-span';
import { type ExportResult, failure } from '../../../src/export/span-exporter';
import { SpoolingExporter } from '../../../src/export/spooling-exporter';
import { WebPageGuard } from '../../../src/export/web-page-guard';
import { finishedSpans } from '../../support/finished-spans';
import { HttpJsonExporter } from '../../support/http-json-exporter';
import { MoodyEndpoint } from '../../support/moody-endpoint';

// Each warning is said once per process, so that each test has an address of its own.
jest.setTimeout(60_000);

let endpoint: MoodyEndpoint;
let directory: string;
let said: string;
let exporters: SpoolingExporter[];
beforeEach(async () => {
  endpoint = await new MoodyEndpoint().start();
  directory = mkdtempSync(join(tmpdir(), 'botanu-spool-'));
  said = '';
  exporters = [];
  const say = (...words: unknown[]): void => void (said += `${words.join(' ')}\n`);
  const logger = { error: say, warn: say, info: say, debug: () => {}, verbose: () => {} };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
});
afterEach(async () => {
  for (const exporter of exporters) exporter.leave();
  await endpoint.stop();
  rmSync(directory, { recursive: true, force: true });
  diag.disable();
});

function newExporter(maxBytes = 100_000_000): SpoolingExporter {
  const exporter = new SpoolingExporter(new WebPageGuard(new HttpJsonExporter(endpoint.url), endpoint.url), {
    directory,
    maxBytes,
    exportTimeoutMillis: 30_000,
    endpoint: endpoint.url,
    firstRetryMillis: 2,
  });
  exporters.push(exporter);
  return exporter;
}

const spans = (from: number, count: number): ReadableSpan[] =>
  finishedSpans(count, {}, (i) => `span ${from + i}.`);

const exported = (exporter: SpoolingExporter, batch: ReadableSpan[]): Promise<ExportResult> =>
  new Promise((resolve) => exporter.export(batch, resolve));

/** Batches of that many spans, one after the other, as they are answered for. */
async function exportAll(exporter: SpoolingExporter, batches: number, size: number): Promise<ExportResult[]> {
  const results: Promise<ExportResult>[] = [];
  for (let i = 0; i < batches; i++) results.push(exported(exporter, spans(i * size, size)));
  return Promise.all(results);
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!isSo() && performance.now() < deadline) await new Promise((next) => setTimeout(next, 5));
}

const names = (count: number, but: readonly number[] = []): string[] =>
  Array.from({ length: count }, (_, i) => i)
    .filter((i) => !but.includes(i))
    .map((i) => `span ${i}`);

const refusedFiles = (): string[] => readdirSync(directory).filter((name) => name.endsWith('.refused'));

const refused = (): string[] =>
  refusedFiles()
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n'))
    .flatMap(spansOfOtlpJson)
    .map(({ name }) => name.slice(0, -1));

const kept = (): string[] => readdirSync(directory).filter((name) => name.endsWith('.jsonl'));

/** Others show that the endpoint takes any: as many as it needs. Gives their number. */
async function takeOthers(
  exporter: SpoolingExporter,
  from: number,
  isEnough: () => boolean,
): Promise<number> {
  let count = 0;
  for (; !isEnough() && count < 1_000; count++) {
    await exported(exporter, spans(from + count, 1));
    await until(() => endpoint.accepted.includes(`span ${from + count}`));
  }
  return count;
}

describe('spans that the endpoint does not take cost the others nothing', () => {
  it.each([
    [400, /^span 700$/, [700]],
    [422, /^span (0|511)$/, [0, 511]],
    [413, /^span 1535$/, [1_535]],
    [500, /^span 700$/, [700]],
    [500, /^span (512|513|600|1023)$/, [512, 513, 600, 1_023]],
    [501, /^span (0|1|1535)$/, [0, 1, 1_535]],
  ])('an answer of %d for %s', async (status, poisoned, numbers) => {
    endpoint.poison = { names: poisoned, status };
    const exporter = newExporter();
    for (const { code } of await exportAll(exporter, 3, 512)) expect(code).toBe(0);
    await until(() => endpoint.accepted.length === 1_536 - numbers.length);
    expect(endpoint.accepted).toEqual(names(1_536, numbers));
    expect(refused()).toEqual([]);
    const others = await takeOthers(exporter, 1_536, () => refused().length >= numbers.length);
    await until(() => kept().length === 0);
    expect(endpoint.accepted).toEqual(names(1_536 + others, numbers));
    expect(refused().sort()).toEqual(numbers.map((number) => `span ${number}`).sort());
    expect(said.match(/does not take some spans/g)).toHaveLength(1);
    expect(said).toContain(`does not take some spans, though it takes others (${status} `);
    exporter.leave();
    expect(said).toContain(`${numbers.length} spans that ${endpoint.url} refused were left in ${directory}`);
    expect(said).not.toContain('lost');
  });

  it('a body that is too large is sent in smaller ones', async () => {
    endpoint.mostBytes = 20_000;
    const exporter = newExporter();
    expect(await exportAll(exporter, 4, 512)).toEqual(Array(4).fill({ code: 0, isSpooled: true }));
    await until(() => kept().length === 0);
    expect(endpoint.accepted).toEqual(names(2_048));
    expect(refusedFiles()).toEqual([]);
  });

  it('one by one, where every batch has a single span', async () => {
    endpoint.poison = { names: /^span [012]$/, status: 500 };
    const exporter = newExporter();
    await exportAll(exporter, 30, 1);
    const others = await takeOthers(exporter, 30, () => refused().length === 3);
    expect(endpoint.accepted).toEqual(names(30 + others, [0, 1, 2]));
    expect(refused().sort()).toEqual(names(3));
  });

  it.each([400, 500])(
    'a batch of which nothing is taken (%d) does not hold up the others',
    async (status) => {
      endpoint.poison = { names: /^span \d{1,3}$/, status };
      const exporter = newExporter();
      await exported(exporter, spans(0, 200));
      for (let i = 0; i < 10; i++) await exported(exporter, spans(1_000 + i * 100, 100));
      await until(() => endpoint.accepted.length === 1_000);
      expect(endpoint.accepted).toEqual(names(2_000).slice(1_000));
    },
  );

  it('one in three of them does not hold up the others', async () => {
    endpoint.poison = { names: /[0369]$/, status: 500 };
    await exportAll(newExporter(), 2, 192);
    const good = names(384).filter((name) => !/[0369]$/.test(name));
    await until(() => endpoint.accepted.length === good.length);
    expect(endpoint.accepted).toEqual(good);
  });

  it('a line that cannot be read is behind one of them', async () => {
    endpoint.mood = 503;
    const before = newExporter();
    for (let i = 0; i < 3; i++) await exported(before, spans(i * 10, i === 0 ? 1 : 10));
    before.leave();
    const path = join(directory, kept()[0]!);
    const [first, ...others] = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [first, '\0'.repeat(100), ...others].join('\n'));
    endpoint.mood = 'up';
    endpoint.poison = { names: /^span 0$/, status: 500 };
    newExporter();
    await until(() => endpoint.accepted.length === 20);
    expect(endpoint.accepted).toEqual(names(30).slice(10));
  });

  it('one is alone: nothing speaks against it, until others are taken', async () => {
    endpoint.poison = { names: /^span 0$/, status: 400 };
    const exporter = newExporter();
    expect(await exported(exporter, spans(0, 1))).toEqual({ code: 0, isSpooled: true });
    await until(() => endpoint.headers.length >= 6);
    expect(refusedFiles()).toEqual([]);
    await takeOthers(exporter, 1, () => refused().length > 0);
    expect(refused()).toEqual(['span 0']);
  });

  it.each([400, 500])(
    'nothing sound is set aside where one of two replicas answers %d to all',
    async (status) => {
      const exporter = newExporter();
      endpoint.poison = { names: /^span 0$/, status };
      await exported(exporter, spans(0, 1));
      await takeOthers(exporter, 1_000, () => refused().length > 0);
      let requests = 0;
      Object.defineProperty(endpoint, 'mood', { get: () => (requests++ % 2 === 0 ? status : 'up') });
      endpoint.accepted.length = 0;
      for (let i = 0; i < 40; i++) await exported(exporter, spans(1 + i * 10, 10));
      await until(() => kept().length === 0);
      expect([...endpoint.accepted].sort()).toEqual(names(401, [0]).sort());
      expect(refused()).toEqual(['span 0']);
    },
  );
});

describe('an endpoint that takes nothing at all', () => {
  it.each([400, 413, 500])('and answers %d gets everything when it does', async (mood) => {
    endpoint.mood = mood;
    await exportAll(newExporter(), 3, 512);
    await until(() => endpoint.headers.length >= 24);
    expect(refusedFiles()).toEqual([]);
    endpoint.mood = 'up';
    await until(() => kept().length === 0);
    expect([...endpoint.accepted].sort()).toEqual(names(1_536).sort());
    expect(endpoint.batches.length).toBeLessThan(16);
    expect(refusedFiles()).toEqual([]);
    expect(said.match(/does not take spans/g)).toHaveLength(1);
  });

  it('and once took some, has nothing set aside either', async () => {
    const exporter = newExporter();
    expect(await exported(exporter, spans(0, 1))).toEqual({ code: 0 });
    endpoint.mood = 400;
    await exported(exporter, spans(1, 511));
    await until(() => said.includes('does not take spans (400'));
    await until(() => endpoint.headers.length >= 60);
    expect(refused()).toEqual([]);
    endpoint.mood = 'up';
    await until(() => kept().length === 0);
    expect([...endpoint.accepted].sort()).toEqual(names(512).sort());
  });
});

it('an outage of 500 sets nothing aside and keeps the order', async () => {
  const exporter = newExporter();
  endpoint.mood = 500;
  for (let outage = 0; outage < 3; outage++) {
    endpoint.mood = 500;
    const requests = endpoint.headers.length;
    await Promise.all([0, 1, 2].map((i) => exported(exporter, spans((outage * 3 + i) * 100, 100))));
    await until(() => endpoint.headers.length >= requests + 3);
    endpoint.mood = 'up';
    await until(() => kept().length === 0);
  }
  expect(endpoint.accepted).toEqual(names(900));
  expect(refusedFiles()).toEqual([]);
});

it('an endpoint that answers 500 at random loses nothing, and gets everything', async () => {
  const exporter = newExporter();
  const moods = setInterval(() => (endpoint.mood = Math.random() < 0.5 ? 500 : 'up'), 1);
  await exportAll(exporter, 20, 64);
  await until(() => kept().length === 0);
  clearInterval(moods);
  expect([...endpoint.accepted, ...refused()].sort()).toEqual(names(1_280).sort());
});

it.each([401, 403, 404, 408, 429, 502, 503, 504])(
  'an answer of %d says nothing of the spans: they wait, in order, and in one piece',
  async (mood) => {
    endpoint.mood = mood;
    await exportAll(newExporter(), 3, 10);
    await until(() => endpoint.headers.length >= 6);
    endpoint.mood = 'up';
    await until(() => kept().length === 0);
    expect(endpoint.batches.map((batch) => batch.length)).toEqual([10, 10, 10]);
    expect(endpoint.accepted).toEqual(names(30));
  },
);

it.each([undefined, 'text/plain', 'text/html', 'application/json'])(
  'an answer of 200 is a delivery, whatever it holds (%s)',
  async (type) => {
    endpoint.answerType = type;
    expect(await exported(newExporter(), spans(0, 10))).toEqual({ code: 0 });
  },
);

it('a web page is no delivery', async () => {
  endpoint.mood = 'html';
  await exportAll(newExporter(), 3, 10);
  await until(() => endpoint.headers.length >= 3);
  expect(said).toContain('does not take spans (it answers with a web page');
  endpoint.mood = 'up';
  await until(() => kept().length === 0);
  expect(endpoint.accepted).toEqual(names(30));
});

describe('where refused spans are left', () => {
  it('an eighth of maxBytes is what they may fill, the oldest stay, and the others are counted', async () => {
    endpoint.poison = { names: /^span \d*[02468]$/, status: 400 };
    const exporter = newExporter(100_000);
    await exportAll(exporter, 1, 100);
    for (let i = 101; i < 999 && kept().length > 0; i += 2) {
      await exported(exporter, spans(i, 1));
      await until(() => endpoint.accepted.includes(`span ${i}`));
    }
    await until(() => kept().length === 0);
    const bytes = refusedFiles().map((name) => statSync(join(directory, name)).size);
    expect(bytes).toEqual([expect.any(Number)]);
    expect(bytes[0]).toBeLessThanOrEqual(12_500);
    expect(bytes[0]).toBeGreaterThan(11_500);
    const aside = refused();
    expect(aside.every((name) => /[02468]$/.test(name))).toBe(true);
    expect(said.match(/they are lost: .*an eighth of spool.maxBytes/g)).toHaveLength(1);
    exporter.leave();
    expect(said).toContain(
      `${50 - aside.length} spans that were kept are lost: ${endpoint.url} refused them`,
    );
  });

  it('they count within maxBytes', async () => {
    writeFileSync(join(directory, '20260101T000000Z-0123456789abcdef.refused'), 'x'.repeat(100_000));
    endpoint.mood = 503;
    expect(await exported(newExporter(100_000), spans(0, 1))).toMatchObject({ code: 1 });
    expect(await exported(newExporter(110_000), spans(0, 1))).toEqual({ code: 0, isSpooled: true });
  });
});

it('a process that is killed in the midst of it loses nothing, and sends one batch again', async () => {
  endpoint.poison = { names: /^span 300$/, status: 500 };
  const exporter = newExporter();
  await exportAll(exporter, 3, 512);
  await until(() => endpoint.accepted.length >= 100);
  // As it was on disk at that moment, and its owner gone.
  const killed = readdirSync(directory).filter((name) => !name.endsWith('.owner'));
  const files = killed.map((name): [string, Buffer] => [name, readFileSync(join(directory, name))]);
  exporter.leave();
  rmSync(directory, { recursive: true });
  directory = mkdtempSync(join(tmpdir(), 'botanu-spool-'));
  for (const [name, bytes] of files) writeFileSync(join(directory, name), bytes);
  newExporter();
  await until(() => new Set(endpoint.accepted).size === 1_535);
  expect([...new Set(endpoint.accepted)].sort()).toEqual(names(1_536, [300]).sort());
  expect(endpoint.accepted.length - 1_535).toBeLessThanOrEqual(512);
  expect(refused()).toEqual([]);
});

it('processes that leave in the midst of it send nothing twice, and get further each', async () => {
  endpoint.mostBytes = 4_000;
  await exported(newExporter(), spans(0, 512));
  for (let i = 1; kept().length > 0 && i < 50; i++) {
    const { length } = endpoint.accepted;
    await until(() => endpoint.accepted.length >= length + 50 || kept().length === 0);
    await exporters.at(-1)!.shutdown();
    newExporter();
  }
  expect([...new Set(endpoint.accepted)].sort()).toEqual(names(512).sort());
  // A request that was under way when the process left.
  expect(endpoint.accepted.length).toBeLessThan(600);
});

it('what no request can be made of is a failure at once', async () => {
  const exporter = newExporter();
  const unusable = new Proxy(spans(0, 1)[0]!, {
    get: (span: ReadableSpan, key) => {
      if (key === 'attributes') throw new Error('no attributes');
      return Reflect.get(span, key) as unknown;
    },
  });
  expect(await exported(exporter, [unusable])).toMatchObject(failure(expect.any(Error)));
  expect(kept()).toEqual([]);
});

it('a span that no request can be made of does not cost the others', async () => {
  const unusable = new Proxy(spans(0, 1)[0]!, {
    get: (span: ReadableSpan, key) => {
      if (key === 'attributes') throw new Error('no attributes');
      return Reflect.get(span, key) as unknown;
    },
  });
  const result = await exported(newExporter(), [unusable, ...spans(1, 20)]);
  expect(result).toMatchObject({ code: 0, isSpooled: true, lost: { spans: 1 } });
  await until(() => kept().length === 0);
  expect(endpoint.accepted).toEqual(names(21, [0]));
});
