import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BundledApp } from '../../support/bundled-app';
import { type Mood, MoodyEndpoint } from '../../support/moody-endpoint';
import { ToldApp } from '../../support/told-app';

// Processes are started, and retries waited for.
jest.setTimeout(120_000);

const NODE_PATH = process.env.BOTANU_TEST_NODE_PATH ?? resolve(__dirname, '../../../node_modules');
/** The exporter tries again by itself for as long: no longer than a test wants to wait. */
const ENV = { NODE_PATH, OTEL_EXPORTER_OTLP_TIMEOUT: '500' };

let bundle: BundledApp;
let endpoint: MoodyEndpoint;
let cwd: string;
let apps: ToldApp[];
beforeAll(() => {
  bundle = new BundledApp(join(__dirname, 'app.ts'));
});
afterAll(() => bundle.remove());
beforeEach(async () => {
  endpoint = await new MoodyEndpoint().start();
  cwd = bundle.workingDirectory();
  apps = [];
});
afterEach(async () => {
  for (const { child } of apps) child.kill('SIGKILL');
  await endpoint.stop();
});

async function start(options: object = {}, env: NodeJS.ProcessEnv = {}): Promise<ToldApp> {
  const its = { otlpEndpoint: endpoint.url, autoInstrument: false, metrics: false, ...options };
  const app = await ToldApp.start(bundle.script, cwd, its, { ...ENV, ...env });
  apps.push(app);
  return app;
}

const record = (app: ToldApp, from: number, count: number): Promise<unknown> =>
  app.tell({ do: 'record', from, count });
const flush = (app: ToldApp): Promise<unknown> => app.tell({ do: 'flush' });

const names = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `span ${from + i}`);

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!isSo() && performance.now() < deadline) await new Promise((next) => setTimeout(next, 20));
}

const flushed = (counts: object): object => ({ delivered: 0, spooled: 0, lost: 0, waiting: 0, ...counts });

const spool = (): string => join(cwd, '.botanu', 'spool');

/** Everything in the spool, by endpoint. */
function spoolFiles(ending = '.jsonl'): string[] {
  if (!existsSync(spool())) return [];
  return (readdirSync(spool(), { recursive: true }) as string[]).filter((name) => name.endsWith(ending));
}

it('writes nothing while the endpoint takes spans', async () => {
  const app = await start();
  await record(app, 0, 1_000);
  expect(await flush(app)).toEqual(flushed({ delivered: 1_000 }));
  expect(endpoint.accepted).toEqual(names(0, 1_000));
  expect(existsSync(join(cwd, '.botanu'))).toBe(false);
});

describe('what the endpoint does not take is on disk after a flush, and arrives in order', () => {
  const OUTAGES: [string, Mood | 'down'][] = [
    ['answers 429', 429],
    ['answers 503', 503],
    ['answers 500', 500],
    ['answers 401, until somebody mends the key', 401],
    ['answers 404', 404],
    ['answers something that is not HTTP', 'garbage'],
    ['breaks off its answer', 'truncated'],
    ['never answers', 'hang'],
    ['is down', 'down'],
  ];
  it.each(OUTAGES)('when it %s', async (_, outage) => {
    const app = await start();
    await record(app, 0, 20);
    await flush(app);
    if (outage === 'down') await endpoint.stop();
    else endpoint.mood = outage;
    await record(app, 20, 1_000);
    expect(await flush(app)).toEqual(flushed({ spooled: 1_000 }));
    await record(app, 1_020, 10);
    expect(await flush(app)).toEqual(flushed({ spooled: 10 }));
    if (outage === 'down') await endpoint.start();
    else endpoint.mood = 'up';
    await until(() => endpoint.accepted.length >= 1_030);
    await until(() => spoolFiles('').every((name) => !name.endsWith('.jsonl') && !name.endsWith('.sent')));
    await record(app, 1_030, 10);
    expect(await flush(app)).toEqual(flushed({ delivered: 10 }));
    expect(endpoint.accepted).toEqual(names(0, 1_040));
    expect(app.output.match(/does not take spans/g)).toHaveLength(1);
    expect(app.output).not.toContain('lost');
    await app.leaveBy('exit');
    expect(spoolFiles('.owner')).toEqual([]);
  });
});

it('takes an answer of 200 that is not OTLP for a delivery', async () => {
  endpoint.mood = 'html';
  const app = await start();
  await record(app, 0, 10);
  expect(await flush(app)).toEqual(flushed({ delivered: 10 }));
});

it.each([400, 413])('loses what the endpoint refuses for good (%d), says so, and goes on', async (status) => {
  endpoint.mood = status;
  const app = await start();
  await record(app, 0, 10);
  expect(await flush(app)).toEqual(flushed({ lost: 10 }));
  endpoint.mood = 'up';
  await record(app, 10, 10);
  expect(await flush(app)).toEqual(flushed({ delivered: 10 }));
  await app.tell({ do: 'shutdown' });
  expect(app.output).toMatch(/10 spans were lost: 0 dropped, 10 failed/);
  expect(endpoint.accepted).toEqual(names(10, 10));
});

it('a refusal of what was kept does not hold up what is behind it', async () => {
  endpoint.mood = 503;
  const app = await start();
  await record(app, 0, 10);
  await flush(app);
  endpoint.mood = 400;
  await until(() => app.output.includes('refuses spans that were kept'));
  endpoint.mood = 'up';
  await record(app, 10, 10);
  await flush(app);
  await until(() => endpoint.accepted.length >= 10);
  expect(endpoint.accepted).toEqual(names(10, 10));
});

describe('a process that leaves while the endpoint does not answer', () => {
  const DOORS: [string, number | string][] = [
    ['exit', 2],
    ['throw', 1],
    ['end', 0],
    ['shutdown', 0],
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGINT'],
    ['exit while stopping', 2],
    ['signal while stopping', 'SIGTERM'],
  ];
  it.each(DOORS)('by %s has kept everything for the next one, which sends it first', async (door, code) => {
    endpoint.mood = 'hang';
    const app = await start();
    await record(app, 0, 1_200);
    if (door === 'shutdown') await app.tell({ do: 'shutdown' });
    expect(await app.leaveBy(door === 'shutdown' ? 'end' : door)).toBe(code);
    expect(app.output).not.toMatch(/lost|not delivered/);
    endpoint.mood = 'up';
    const next = await start();
    await record(next, 1_200, 10);
    await flush(next);
    await until(() => endpoint.accepted.length >= 1_210);
    expect(endpoint.accepted).toEqual(names(0, 1_210));
  });
});

it('a process that is told twice to end does not wait, and keeps everything', async () => {
  endpoint.mood = 'hang';
  const app = await start();
  await record(app, 0, 1_200);
  const gone = new Promise((resolve) => app.child.once('exit', (_code, signal) => resolve(signal)));
  app.child.kill('SIGINT');
  // Two that come at once are one.
  await new Promise((next) => setTimeout(next, 100));
  app.child.kill('SIGINT');
  expect(await gone).toBe('SIGINT');
  endpoint.mood = 'up';
  await start();
  await until(() => endpoint.accepted.length >= 1_200);
  expect(endpoint.accepted).toEqual(names(0, 1_200));
});

it('a process that is killed loses nothing that a flush said was kept', async () => {
  endpoint.mood = 503;
  const app = await start();
  await record(app, 0, 1_200);
  expect(await flush(app)).toEqual(flushed({ spooled: 1_200 }));
  await app.leaveBy('SIGKILL');
  endpoint.mood = 'up';
  // As if it had been killed in the middle of a write.
  const [file] = spoolFiles();
  writeFileSync(join(spool(), file!), '{"resourceSpans":[{"resou', { flag: 'a' });
  await start();
  await until(() => endpoint.accepted.length >= 1_200);
  await until(() => spoolFiles().length === 0);
  expect(endpoint.accepted).toEqual(names(0, 1_200));
});

it('two processes that start together send what a third one left once', async () => {
  endpoint.mood = 503;
  const app = await start();
  await record(app, 0, 5_000);
  await flush(app);
  await app.leaveBy('SIGKILL');
  endpoint.mood = 'up';
  await Promise.all([start(), start()]);
  await until(() => endpoint.accepted.length >= 5_000);
  await until(() => spoolFiles().length === 0);
  expect(endpoint.accepted).toEqual(names(0, 5_000));
});

it('does not send to one endpoint what was meant for another', async () => {
  endpoint.mood = 503;
  const app = await start();
  await record(app, 0, 10);
  await flush(app);
  await app.leaveBy('exit');
  const other = await new MoodyEndpoint().start();
  const next = await start({ otlpEndpoint: other.url });
  await record(next, 10, 10);
  expect(await flush(next)).toEqual(flushed({ delivered: 10 }));
  expect(other.accepted).toEqual(names(10, 10));
  expect(spoolFiles()).toHaveLength(1);
  await other.stop();
});

describe('bounds', () => {
  it('beyond maxBytes the oldest are kept, the others counted', async () => {
    endpoint.mood = 503;
    const app = await start({ spool: { maxBytes: 300_000 }, maxExportBatchSize: 100 });
    await record(app, 0, 2_000);
    const { spooled, lost } = (await flush(app)) as { spooled: number; lost: number };
    expect(spooled + lost).toBe(2_000);
    expect(spooled).toBeGreaterThan(0);
    expect(lost).toBeGreaterThan(0);
    expect(app.output.match(/the spool is full \(spool.maxBytes: 300000\)/g)).toHaveLength(1);
    endpoint.mood = 'up';
    await until(() => endpoint.accepted.length >= spooled);
    expect(endpoint.accepted).toEqual(names(0, spooled));
    await app.tell({ do: 'shutdown' });
    expect(app.output).toContain(`${lost} spans were lost`);
  });

  it.each([
    ['takes spans', 'up'],
    ['does not', 503],
  ] as const)('a burst past maxQueueSize goes to disk, in order, when the endpoint %s', async (_, mood) => {
    endpoint.mood = mood;
    const app = await start({ maxQueueSize: 1_000 });
    await record(app, 0, 20_000);
    const { delivered, spooled, lost, waiting } = (await flush(app)) as Record<string, number>;
    expect([delivered! + spooled!, lost, waiting]).toEqual([expect.any(Number), 0, 0]);
    endpoint.mood = 'up';
    await until(() => endpoint.accepted.length >= 20_000);
    expect(endpoint.accepted).toEqual(names(0, 20_000));
  });
});

describe('a disk that cannot be used', () => {
  it.each(['/proc/nowhere', '/dev/null'])(
    '(%s) is one warning, then it is as without a spool',
    async (directory) => {
      endpoint.mood = 503;
      const app = await start({ spool: { directory }, scheduleDelayMillis: 200 });
      await record(app, 0, 1_000);
      expect(await flush(app)).toEqual(flushed({ lost: 512, waiting: 488 }));
      expect(app.output.match(/cannot be used.*spool.directory/g)).toHaveLength(1);
      endpoint.mood = 'up';
      await flush(app);
      await until(() => endpoint.accepted.length >= 488);
      expect(endpoint.accepted).toEqual(names(512, 488));
      await app.tell({ do: 'shutdown' });
      expect(app.output).toContain('512 spans were lost');
    },
  );
});

it('spool: false keeps nothing', async () => {
  endpoint.mood = 503;
  const app = await start({ spool: false });
  await record(app, 0, 10);
  expect(await flush(app)).toEqual(flushed({ lost: 10 }));
  expect(existsSync(join(cwd, '.botanu'))).toBe(false);
});

it('an API key goes to the endpoint and nowhere else: no other host, no message, no file', async () => {
  const other = await new MoodyEndpoint().start();
  endpoint.redirectTo = `${other.url}/v1/traces`;
  const KEY = 'key-that-nobody-may-see';
  const app = await start(
    { otlpHeaders: { 'x-api-key': KEY }, diagnostics: 'debug' },
    { OTEL_LOG_LEVEL: 'debug' },
  );
  let sent = 0;
  for (const mood of ['redirect', 401, 'garbage'] as const) {
    endpoint.mood = mood;
    const requests = endpoint.headers.length;
    await record(app, sent, 10);
    await flush(app);
    await until(() => endpoint.headers.length > requests);
    sent += 10;
  }
  const kept = spoolFiles('').filter((name) => /\.(jsonl|owner|sent)$/.test(name));
  expect(kept.length).toBeGreaterThan(1);
  for (const name of kept) expect(readFileSync(join(spool(), name), 'utf8')).not.toContain(KEY);
  endpoint.mood = 'up';
  await until(() => endpoint.accepted.length >= sent);
  expect(new Set(endpoint.headers.map((headers) => headers['x-api-key']))).toEqual(new Set([KEY]));
  expect(other.headers).toEqual([]);
  await app.tell({ do: 'shutdown' });
  expect(app.output).not.toBe('');
  expect(app.output).not.toContain(KEY);
  await other.stop();
});
