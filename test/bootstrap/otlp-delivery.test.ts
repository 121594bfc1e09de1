import { join } from 'node:path';
import type { BotanuOptions } from '../../src/bootstrap/botanu-options';
import { type AppRun, BundledApp } from '../support/bundled-app';
import { Collector } from '../support/collector';
import { ledgerSpans } from '../support/ledger-spans';

// Processes are started, which a busy machine takes its time for.
jest.setTimeout(30_000);

let app: BundledApp;
beforeAll(() => {
  app = new BundledApp(join(__dirname, 'otlp-app.ts'));
});
afterAll(() => app.remove());

let collector: Collector;
let cwd: string;
beforeEach(async () => {
  collector = await new Collector().start();
  cwd = app.workingDirectory();
});
afterEach(() => collector.stop());

/** In a process of its own, because the exporter imports modules as jest's sandbox cannot. */
async function run(options: BotanuOptions, env = {}, ...args: string[]): Promise<AppRun> {
  const run = await app.run(cwd, { args: [JSON.stringify(options), ...args], env });
  expect(run.code).toBe(0);
  return run;
}

const KEY = { 'x-api-key': 'k, 1' };

it('sends spans and metrics by OTLP/protobuf, with the headers, says nothing, and writes no files', async () => {
  const { stderr } = await run({ otlpEndpoint: collector.url, otlpHeaders: KEY });
  for (const [path, content] of [
    ['/v1/traces', 'checkout'],
    ['/v1/metrics', 'orders'],
  ] as const) {
    const [request, ...others] = collector.at(path);
    expect(others).toEqual([]);
    expect(request!.headers).toMatchObject({ 'content-type': 'application/x-protobuf', ...KEY });
    expect(request!.body.includes(content)).toBe(true);
  }
  expect(stderr).toBe('');
  expect(() => ledgerSpans(join(cwd, '.botanu'))).toThrow('ENOENT');
});

it('sends no metrics where they are off', async () => {
  await run({ otlpEndpoint: collector.url, metrics: false });
  expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/traces']);
});

it('sends no metrics where only an endpoint of spans is known', async () => {
  await run({}, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/intake` });
  expect(collector.requests.map(({ path }) => path)).toEqual(['/intake']);
});

it('makes a header of credentials in the address', async () => {
  await run({ otlpEndpoint: collector.url.replace('//', '//user:p%40ss@') });
  expect(collector.requests).toHaveLength(2);
  for (const { headers } of collector.requests) {
    expect(headers.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  }
});

it('does not send headers there which the environment has for another collector', async () => {
  const env = {
    OTEL_EXPORTER_OTLP_HEADERS: 'theirs=SECRET',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'too=SECRET',
  };
  await run({ otlpEndpoint: collector.url, otlpHeaders: KEY }, env);
  expect(collector.requests).toHaveLength(2);
  for (const { headers } of collector.requests) {
    expect(headers).toMatchObject(KEY);
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining([expect.stringMatching(/theirs|too/)]));
  }
});

it('takes address and headers from the environment', async () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=from%20env',
  };
  await run({}, env);
  expect(collector.requests).toHaveLength(2);
  for (const { headers } of collector.requests) expect(headers).toHaveProperty('x-api-key', 'from env');
});

it('writes the ledger as well, if that is configured too', async () => {
  await run({ otlpEndpoint: collector.url, ledger: {} });
  expect(collector.at('/v1/traces')).toHaveLength(1);
  expect(ledgerSpans(join(cwd, '.botanu'))).toHaveLength(1);
});

it('without a spool says what process.exit left undelivered, and keeps it in the ledger if there is one', async () => {
  const { stderr } = await run({ otlpEndpoint: collector.url, ledger: {}, spool: false }, {}, 'exit');
  expect(stderr).toMatch(/1 span was not delivered when the process ended: await flushBotanu\(\)/);
  expect(ledgerSpans(join(cwd, '.botanu'))).toHaveLength(1);
});

it('lets the application go on when nobody answers, and says so', async () => {
  const { stderr } = await run({
    otlpEndpoint: 'http://127.0.0.1:9',
    spool: false,
    metrics: false,
    exportTimeoutMillis: 100,
  });
  expect(stderr).toMatch(/spans cannot be exported and are lost: (connect|no answer)/);
});

describe('where nobody answers', () => {
  const nowhere = { otlpEndpoint: 'http://127.0.0.1:9', spool: false, exportTimeoutMillis: 100 };

  it('a process that dies of a signal says what is lost', async () => {
    const args = [JSON.stringify({ ...nowhere, metrics: false }), 'stay'];
    const { signal, stderr } = await app.run(cwd, { args, signalWhenReady: 'SIGTERM' });
    expect(signal).toBe('SIGTERM');
    expect(stderr).toMatch(/1 span was lost: 0 dropped, 1 failed to export\n$/);
  });

  it("OpenTelemetry's errors are a line of text each", async () => {
    const { stderr } = await run(nowhere, { OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '100' });
    expect(stderr).toMatch(
      /^opentelemetry error: PeriodicExportingMetricReader: metrics export failed .*\n/m,
    );
    expect(stderr).not.toContain('"stack"');
  });

  it('and stderr cannot be written, the application goes on', async () => {
    const args = [JSON.stringify({ ...nowhere, metrics: false })];
    expect((await app.run(cwd, { args, shell: 'exec 2>/dev/full' })).code).toBe(0);
  });
});
