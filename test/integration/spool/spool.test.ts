import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spansOfOtlpJson } from '../../../src/export/otlp-spans';
import { BundledApp } from '../../support/bundled-app';
import { type Mood, MoodyEndpoint } from '../../support/moody-endpoint';
import { ToldApp } from '../../support/told-app';

// Processes are started, and retries waited for: several at a time.
jest.setTimeout(120_000);

const NODE_PATH = process.env.BOTANU_TEST_NODE_PATH ?? resolve(__dirname, '../../../node_modules');
/**
 * The exporter tries again by itself for as long, from 800 ms on: no longer than a test wants to wait. An answer that a
 * busy machine gives later than that is none.
 */
const IMPATIENT = { OTEL_EXPORTER_OTLP_TIMEOUT: '750' };

let bundle: BundledApp;
beforeAll(() => {
  bundle = new BundledApp(join(__dirname, 'app.ts'));
});
afterAll(() => bundle.remove());

/** An endpoint, a directory, and processes that run in it. */
class Scene {
  readonly endpoint = new MoodyEndpoint();
  readonly cwd = bundle.workingDirectory();
  private readonly apps: ToldApp[] = [];

  readonly start = async (options: object = {}, env: NodeJS.ProcessEnv = IMPATIENT): Promise<ToldApp> => {
    const its = { otlpEndpoint: this.endpoint.url, autoInstrument: false, metrics: false, ...options };
    const app = await ToldApp.start(bundle.script, this.cwd, its, { NODE_PATH, ...env });
    this.apps.push(app);
    return app;
  };

  readonly spool = (): string => join(this.cwd, '.botanu', 'spool');

  /** Everything in the spool, by endpoint. */
  readonly files = (ending = '.jsonl'): string[] => {
    if (!existsSync(this.spool())) return [];
    const names = readdirSync(this.spool(), { recursive: true }) as string[];
    return names.filter((name) => name.endsWith(ending));
  };

  /** Of the spans in it. */
  readonly kept = (): string[] =>
    this.files().flatMap((file) => {
      const lines = readFileSync(join(this.spool(), file), 'utf8').trimEnd().split('\n');
      return lines.flatMap(spansOfOtlpJson).map(({ name }) => name.slice(0, -1));
    });

  async end(): Promise<void> {
    for (const { child } of this.apps) child.kill('SIGKILL');
    await this.endpoint.stop();
  }
}

/** What a test does, in a scene of its own. */
const inScene =
  <A extends unknown[]>(act: (scene: Scene, ...args: A) => Promise<void>) =>
  async (...args: A): Promise<void> => {
    const scene = new Scene();
    await scene.endpoint.start();
    try {
      await act(scene, ...args);
    } finally {
      await scene.end();
    }
  };

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

it.concurrent(
  'writes nothing while the endpoint takes spans',
  inScene(async ({ start, endpoint, cwd }) => {
    const app = await start({}, {});
    await record(app, 0, 1_000);
    expect(await flush(app)).toEqual(flushed({ delivered: 1_000 }));
    expect(endpoint.accepted).toEqual(names(0, 1_000));
    expect(existsSync(join(cwd, '.botanu'))).toBe(false);
  }),
);

describe('what the endpoint does not take is on disk after a flush, and arrives in order', () => {
  const OUTAGES: [string, Mood | 'down'][] = [
    ['answers 429', 429],
    ['answers 503', 503],
    ['answers 500', 500],
    ['answers 401, until somebody mends the key', 401],
    ['answers something that is not HTTP', 'garbage'],
    ['breaks off its answer', 'truncated'],
    ['answers 200 with the page of a captive portal', 'html'],
    ['never answers', 'hang'],
    ['is down', 'down'],
  ];
  it.concurrent.each(OUTAGES)(
    'when it %s',
    inScene(async ({ start, endpoint, files }, _, outage) => {
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
      await until(() => files('').every((name) => !name.endsWith('.jsonl') && !name.endsWith('.sent')));
      await record(app, 1_030, 10);
      await flush(app);
      await app.leaveBy('end');
      expect(endpoint.accepted).toEqual(names(0, 1_040));
      expect(app.output.match(/does not take spans/g)).toHaveLength(1);
      expect(app.output).not.toContain('lost');
      expect(files('.owner')).toEqual([]);
    }),
  );
});

it.concurrent(
  'the one span of a batch that the endpoint does not take is left in a file in the end, the others arrive',
  inScene(async ({ start, endpoint, files, spool }) => {
    endpoint.poison = { names: /^span 3$/, status: 400 };
    const app = await start({}, {});
    await record(app, 0, 20);
    expect(await flush(app)).toEqual(flushed({ spooled: 20 }));
    await until(() => endpoint.accepted.length === 19);
    let recorded = 20;
    for (; files('.refused').length === 0 && recorded < 100; recorded++) {
      await record(app, recorded, 1);
      await flush(app);
      await until(() => endpoint.accepted.length === recorded);
    }
    await app.leaveBy('end');
    expect(endpoint.accepted).toEqual([...names(0, 3), ...names(4, recorded - 4)]);
    const [file, ...others] = files('.refused');
    expect(others).toEqual([]);
    expect(readFileSync(join(spool(), file!), 'utf8')).toContain('"name":"span 3."');
    expect(app.output).toContain('does not take some spans, though it takes others (400 Bad Request)');
    expect(app.output).toMatch(/1 spans that .* refused were left in/);
  }),
);

it.concurrent(
  'an endpoint that refuses everything gets it when it does not any more',
  inScene(async ({ start, endpoint, files }) => {
    endpoint.mood = 400;
    const app = await start({}, {});
    await record(app, 0, 10);
    expect(await flush(app)).toEqual(flushed({ spooled: 10 }));
    await until(() => app.output.includes('does not take spans (400'));
    endpoint.mood = 'up';
    await until(() => endpoint.accepted.length >= 10);
    await app.leaveBy('end');
    expect(endpoint.accepted).toEqual(names(0, 10));
    expect(files('.refused')).toEqual([]);
  }),
);

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
  it.concurrent.each(DOORS)(
    'by %s has kept everything',
    inScene(async ({ start, endpoint, kept }, door, code) => {
      endpoint.mood = 'hang';
      const app = await start();
      await record(app, 0, 1_200);
      if (door === 'shutdown') await app.tell({ do: 'shutdown' });
      expect(await app.leaveBy(door === 'shutdown' ? 'end' : door)).toBe(code);
      expect(app.output).not.toMatch(/lost|not delivered/);
      expect(kept()).toEqual(names(0, 1_200));
    }),
  );
});

it.concurrent(
  'a process that is told twice to end does not wait, and keeps everything',
  inScene(async ({ start, endpoint, kept }) => {
    endpoint.mood = 'hang';
    const app = await start();
    await record(app, 0, 1_200);
    const gone = new Promise((resolve) => app.child.once('exit', (_code, signal) => resolve(signal)));
    app.child.kill('SIGINT');
    // Two that come at once are one.
    await new Promise((next) => setTimeout(next, 100));
    app.child.kill('SIGINT');
    expect(await gone).toBe('SIGINT');
    expect(kept()).toEqual(names(0, 1_200));
  }),
);

it.concurrent(
  'a process that is killed loses nothing that a flush said was kept: the next one sends it first',
  inScene(async ({ start, endpoint, files, spool }) => {
    endpoint.mood = 503;
    const app = await start();
    await record(app, 0, 1_200);
    expect(await flush(app)).toEqual(flushed({ spooled: 1_200 }));
    await app.leaveBy('SIGKILL');
    endpoint.mood = 'up';
    // As if it had been killed in the middle of a write.
    const [file] = files();
    writeFileSync(join(spool(), file!), '{"resourceSpans":[{"resou', { flag: 'a' });
    const next = await start();
    await record(next, 1_200, 10);
    await flush(next);
    await until(() => endpoint.accepted.length >= 1_210);
    await until(() => files().length === 0);
    expect(endpoint.accepted).toEqual(names(0, 1_210));
  }),
);

it.concurrent(
  'two processes that start together send what a third one left once',
  inScene(async ({ start, endpoint, files }) => {
    endpoint.mood = 503;
    const app = await start();
    await record(app, 0, 5_000);
    await flush(app);
    await app.leaveBy('SIGKILL');
    endpoint.mood = 'up';
    await Promise.all([start({}, {}), start({}, {})]);
    await until(() => endpoint.accepted.length >= 5_000);
    await until(() => files().length === 0);
    expect(endpoint.accepted).toEqual(names(0, 5_000));
  }),
);

it.concurrent(
  'does not send to one endpoint what was meant for another',
  inScene(async ({ start, endpoint, files }) => {
    endpoint.mood = 503;
    const app = await start();
    await record(app, 0, 10);
    await flush(app);
    await app.leaveBy('exit');
    const other = await new MoodyEndpoint().start();
    try {
      const next = await start({ otlpEndpoint: other.url }, {});
      await record(next, 10, 10);
      expect(await flush(next)).toEqual(flushed({ delivered: 10 }));
      expect(other.accepted).toEqual(names(10, 10));
      expect(files()).toHaveLength(1);
    } finally {
      await other.stop();
    }
  }),
);

describe('bounds', () => {
  it.concurrent(
    'beyond maxBytes the oldest are kept, the others counted',
    inScene(async ({ start, endpoint }) => {
      endpoint.mood = 503;
      const app = await start({ spool: { maxBytes: 300_000 }, maxExportBatchSize: 100 });
      await record(app, 0, 2_000);
      const { spooled, lost } = (await flush(app)) as { spooled: number; lost: number };
      expect(spooled + lost).toBe(2_000);
      expect(spooled).toBeGreaterThan(0);
      expect(lost).toBeGreaterThan(0);
      endpoint.mood = 'up';
      await until(() => endpoint.accepted.length >= spooled);
      expect(endpoint.accepted).toEqual(names(0, spooled));
      await app.leaveBy('end');
      expect(app.output.match(/the spool is full \(spool.maxBytes: 300000\)/g)).toHaveLength(1);
      expect(app.output).toContain(`${lost} spans were lost`);
    }),
  );

  it.concurrent.each([
    ['takes spans', 'up'],
    ['does not', 503],
  ] as const)(
    'a burst past maxQueueSize goes to disk, in order, when the endpoint %s',
    inScene(async ({ start, endpoint }, _, mood) => {
      endpoint.mood = mood;
      const app = await start({ maxQueueSize: 1_000 });
      await record(app, 0, 20_000);
      const { delivered, spooled, lost, waiting } = (await flush(app)) as Record<string, number>;
      expect([delivered! + spooled!, lost, waiting]).toEqual([expect.any(Number), 0, 0]);
      endpoint.mood = 'up';
      await until(() => endpoint.accepted.length >= 20_000);
      expect(endpoint.accepted).toEqual(names(0, 20_000));
    }),
  );
});

describe('a disk that cannot be used', () => {
  it.concurrent.each(['/proc/nowhere', '/dev/null'])(
    '(%s) is one warning, then it is as without a spool',
    inScene(async ({ start, endpoint }, directory) => {
      endpoint.mood = 503;
      const app = await start({ spool: { directory }, scheduleDelayMillis: 200 });
      await record(app, 0, 1_000);
      expect(await flush(app)).toEqual(flushed({ lost: 512, waiting: 488 }));
      endpoint.mood = 'up';
      await flush(app);
      await until(() => endpoint.accepted.length >= 488);
      await app.leaveBy('end');
      expect(endpoint.accepted).toEqual(names(512, 488));
      expect(app.output.match(/cannot be used.*spool.directory/g)).toHaveLength(1);
      expect(app.output).toContain('512 spans were lost');
    }),
  );
});

it.concurrent(
  'spool: false keeps nothing',
  inScene(async ({ start, endpoint, cwd }) => {
    endpoint.mood = 503;
    const app = await start({ spool: false });
    await record(app, 0, 10);
    expect(await flush(app)).toEqual(flushed({ lost: 10 }));
    expect(existsSync(join(cwd, '.botanu'))).toBe(false);
  }),
);

it.concurrent.each(['redirect', 401, 'garbage'] as const)(
  'an API key goes to the endpoint and nowhere else: no other host, no message, no file (%s)',
  inScene(async ({ start, endpoint, files, spool }, mood) => {
    const other = await new MoodyEndpoint().start();
    endpoint.redirectTo = `${other.url}/v1/traces`;
    endpoint.mood = mood;
    const KEY = 'key-that-nobody-may-see';
    const options = { otlpHeaders: { 'x-api-key': KEY }, diagnostics: 'debug' };
    const app = await start(options, { ...IMPATIENT, OTEL_LOG_LEVEL: 'debug' });
    await record(app, 0, 10);
    expect(await flush(app)).toEqual(flushed({ spooled: 10 }));
    const kept = files('').filter((name) => /\.(jsonl|owner|sent)$/.test(name));
    expect(kept.length).toBeGreaterThan(1);
    for (const name of kept) expect(readFileSync(join(spool(), name), 'utf8')).not.toContain(KEY);
    endpoint.mood = 'up';
    await until(() => endpoint.accepted.length >= 10);
    expect(new Set(endpoint.headers.map((headers) => headers['x-api-key']))).toEqual(new Set([KEY]));
    expect(other.headers).toEqual([]);
    await app.leaveBy('end');
    expect(app.output).not.toBe('');
    expect(app.output).not.toContain(KEY);
    await other.stop();
  }),
);
