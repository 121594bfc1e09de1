import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type AppRun, BundledApp } from '../support/bundled-app';

// Processes are started, which a busy machine takes its time for.
jest.setTimeout(120_000);

const INSTALLED = resolve(__dirname, '../../node_modules');
/** Line 3.x of the Node SDK does not bring the first any more. */
const MISSING = ['propagator-jaeger', 'exporter-zipkin'];

let app: BundledApp;
let nodePath: string;
beforeAll(() => {
  app = new BundledApp(join(__dirname, 'with-botanu-parts-app.ts'));
  nodePath = join(mkdtempSync(join(tmpdir(), 'botanu-missing-')), 'node_modules');
  mkdirSync(join(nodePath, '@opentelemetry'), { recursive: true });
  symlinkSync(join(INSTALLED, 'reflect-metadata'), join(nodePath, 'reflect-metadata'));
  for (const name of readdirSync(join(INSTALLED, '@opentelemetry'))) {
    const [from, to] = [join(INSTALLED, '@opentelemetry', name), join(nodePath, '@opentelemetry', name)];
    // Copied, because its dependencies are looked for from where it is in truth.
    if (name === 'sdk-node') cpSync(from, to, { recursive: true });
    else if (!MISSING.includes(name)) symlinkSync(from, to);
  }
});
afterAll(() => {
  app.remove();
  rmSync(join(nodePath, '..'), { recursive: true });
});

const run = (env: Record<string, string>): Promise<AppRun> =>
  app.run(app.workingDirectory(), { nodePath, env });

it('a propagator that the installed SDK does not bring is a warning, and left out', async () => {
  const { code, stdout, stderr } = await run({
    OTEL_PROPAGATORS: 'tracecontext,jaeger',
    OTEL_TRACES_EXPORTER: 'none',
  });
  expect(stderr).toMatch(
    /^botanu warn: OTEL_PROPAGATORS: 'jaeger' is left out: Cannot find module '@opentelemetry\/propagator-jaeger'\..*\n$/,
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ others: 0, fields: ['traceparent', 'tracestate'] });
});

it('so is an exporter', async () => {
  const { code, stdout, stderr } = await run({ OTEL_TRACES_EXPORTER: 'console,zipkin' });
  expect(stderr).toMatch(
    /^botanu warn: OTEL_TRACES_EXPORTER: 'zipkin' is left out: Cannot find module '@opentelemetry\/exporter-zipkin'\..*\n$/,
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ others: 1 });
});
