import { join } from 'node:path';
import { BundledApp } from '../support/bundled-app';
import { Collector } from '../support/collector';
import { ledgerSpans, spansIn } from '../support/ledger-spans';

// Processes are started, which a busy machine takes its time for.
jest.setTimeout(120_000);

const SPANS = 1_000;
const JSON_TO = (endpoint: string): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
});

let app: BundledApp;
let cwd: string;
let theirs: Collector;
beforeAll(() => {
  app = new BundledApp(join(__dirname, 'with-botanu-app.ts'));
});
afterAll(() => app.remove());
beforeEach(async () => {
  cwd = app.workingDirectory();
  theirs = await new Collector().start();
});
afterEach(() => theirs.stop());

const inLedger = (): number => ledgerSpans(join(cwd, '.botanu')).length;
const exported = (): number =>
  theirs.at('/v1/traces').flatMap(({ body }) => spansIn(JSON.parse(body.toString()))).length;

it('process.exit leaves nothing behind that the ledger does not have', async () => {
  const { code } = await app.run(cwd, { args: ['exit'], env: JSON_TO(theirs.url) });
  expect(code).toBe(2);
  expect(inLedger()).toBe(SPANS);
});

it.each([
  ['shutdownBotanu() is still at work', 'exit while stopping'],
  ['it has resolved, while their SDK is being shut down too', 'exit when both have stopped'],
])('nor does process.exit when %s', async (_, door) => {
  const { code } = await app.run(cwd, { args: [door], env: JSON_TO(theirs.url) });
  expect(code).toBe(2);
  expect(inLedger()).toBe(SPANS);
});

it('nor does a signal when their SDK is being shut down and another was started', async () => {
  const run = await app.run(cwd, { args: ['signal while starting anew'], env: JSON_TO(theirs.url) });
  expect(run.signal).toBe('SIGTERM');
  expect(inLedger()).toBe(SPANS);
});

it('nor does a signal', async () => {
  const { signal } = await app.run(cwd, {
    args: ['signal'],
    env: JSON_TO(theirs.url),
    signalWhenReady: 'SIGTERM',
  });
  expect(signal).toBe('SIGTERM');
  expect(inLedger()).toBe(SPANS);
});

it('their endpoint is not taken for botanu’s: it gets what is sampled, once, and the ledger everything', async () => {
  const { stderr } = await app.run(cwd, { args: ['shutdown'], env: JSON_TO(theirs.url) });
  expect(exported()).toBe(SPANS / 2);
  expect(inLedger()).toBe(SPANS);
  expect(stderr).toMatch(/^botanu info: spans are written to .*\n$/);
});

it('botanu’s endpoint gets everything, theirs what is sampled, and there is no ledger', async () => {
  const ours = await new Collector().start();
  try {
    const env = { ...JSON_TO(theirs.url), BOTANU_COLLECTOR_ENDPOINT: ours.url };
    const { stderr } = await app.run(cwd, { args: ['shutdown'], env });
    expect(exported()).toBe(SPANS / 2);
    const sent = Buffer.concat(ours.at('/v1/traces').map(({ body }) => body)).toString('latin1');
    expect(sent.match(/SELECT/g)).toHaveLength(SPANS / 2);
    expect(stderr).toBe('');
    expect(inLedger).toThrow('ENOENT');
  } finally {
    await ours.stop();
  }
});

it('their OTEL_EXPORTER_OTLP_* variables say nothing of how botanu’s endpoint is sent to', async () => {
  const ours = await new Collector().start();
  try {
    const env = {
      ...JSON_TO(theirs.url),
      BOTANU_COLLECTOR_ENDPOINT: ours.url,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-api-key=THEIRS',
    };
    await app.run(cwd, { args: ['shutdown'], env });
    const [our, their] = [ours, theirs].map((each) => each.at('/v1/traces')[0]!.headers);
    expect(their).toMatchObject({ 'content-encoding': 'gzip', 'x-api-key': 'THEIRS' });
    expect(our).not.toHaveProperty('content-encoding');
    expect(our).not.toHaveProperty('x-api-key');
  } finally {
    await ours.stop();
  }
});
