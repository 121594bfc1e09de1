import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BundledApp } from '../support/bundled-app';

const INSTALLED = resolve(__dirname, '../../node_modules/@opentelemetry');

// Processes are started, which a busy machine takes its time for.
jest.setTimeout(30_000);

let app: BundledApp;
beforeAll(() => {
  app = new BundledApp(join(__dirname, 'peers-app.ts'));
});
afterAll(() => app.remove());

/** A node_modules with these of OpenTelemetry's packages only. */
function modulesWith(...packages: string[]): string {
  const nodePath = app.workingDirectory();
  mkdirSync(join(nodePath, '@opentelemetry'));
  for (const name of packages) symlinkSync(join(INSTALLED, name), join(nodePath, '@opentelemetry', name));
  return nodePath;
}

async function outputOf(packages: string[], ...args: string[]): Promise<string> {
  const run = await app.run(app.workingDirectory(), { args, nodePath: modulesWith(...packages) });
  return run.stdout;
}

const ENDPOINT = 'http://127.0.0.1:9';

it('names the missing SDK and the command that installs it', async () => {
  expect(await outputOf(['api'])).toMatch(
    /^BotanuError PEER_MISSING: .*'@opentelemetry\/sdk-node'.*npm install @opentelemetry\/sdk-node\./,
  );
});

it('names all that is missing at once', async () => {
  expect(await outputOf(['api'], ENDPOINT)).toContain(
    'npm install @opentelemetry/sdk-node @opentelemetry/exporter-trace-otlp-proto.',
  );
});

it('needs the exporter only for an endpoint', async () => {
  expect(await outputOf(['api', 'sdk-node'])).toBe('started');
  expect(await outputOf(['api', 'sdk-node'], ENDPOINT)).toContain(
    'npm install @opentelemetry/exporter-trace-otlp-proto.',
  );
});
