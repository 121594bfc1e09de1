import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { botanuLayer } from '../../../src/bootstrap/environment-layers';
import type { Finding } from '../../../src/cli/doctor/finding';
import { nodeFinding, OLDEST_NODE } from '../../../src/cli/doctor/installed-packages';
import { BOTANU_VARIABLES } from '../../../src/cli/doctor/variables';
import { engines } from '../../../package.json';

const ROOT = resolve(__dirname, '../../..');
const MODULES = join(ROOT, 'node_modules');
const ALL = [
  '@opentelemetry/api',
  '@opentelemetry/sdk-node',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@duckdb/node-api',
  'reflect-metadata',
  'typescript',
];

let place: string;
let installed: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'botanu-doctor-'));
  installed = join(place, 'installed', 'botanu');
  mkdirSync(installed, { recursive: true });
  symlinkSync(MODULES, join(installed, 'node_modules'));
  symlinkSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), join(installed, 'dist'), '--code-only']);
}, 60_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

let apps = 0;
/** An application's folder with packages installed and files in it. */
function app(packages: readonly string[], files: Record<string, string> = {}): string {
  const folder = join(place, `app-${apps++}`, 'app');
  for (const name of packages) {
    const target = join(folder, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(name === 'botanu' ? installed : join(MODULES, name), target);
  }
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** By the built command, in a process of its own: jest resolves packages in its own way. */
async function diagnosed(folder: string, env: Record<string, string> = {}, as: { uid?: number } = {}) {
  const { PATH } = process.env;
  const command = [join(installed, 'dist/cli/main.js'), 'doctor', '--json'];
  const child = spawn(process.execPath, command, { cwd: folder, env: { PATH, ...env }, ...as });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  const { missing, findings, config } = JSON.parse(stdout) as {
    missing: number;
    findings: Finding[];
    config: Record<string, unknown>;
  };
  expect(code).toBe(missing > 0 ? 1 : 0);
  return { missing, config, of: (what: string) => findings.filter((finding) => finding.what === what) };
}

it('finds nothing missing where everything is there, and leaves nothing behind', async () => {
  const tsconfig = '{ /* ours */ "compilerOptions": { "target": "es2022", "experimentalDecorators": true } }';
  const folder = app(['botanu', ...ALL], {
    'tsconfig.json': tsconfig,
    'botanu.yaml': 'service_name: shop\n',
  });
  const { missing, of, config } = await diagnosed(folder);
  expect(missing).toBe(0);
  expect(config).toMatchObject({ serviceName: 'shop', ledger: { directory: join(folder, '.botanu') } });
  expect(of('TypeScript')).toMatchObject([
    { state: 'ok', text: expect.stringContaining('legacy decorators') },
  ]);
  for (const what of ['provider', 'context manager', 'propagator', 'ledger', 'spool'])
    expect(of(what)).toMatchObject([{ state: 'ok' }]);
  expect(of('propagator')[0]!.text).toContain('baggage');
  expect(readdirSync(folder).sort()).toEqual([
    'botanu.yaml',
    'node_modules',
    'package.json',
    'tsconfig.json',
  ]);
});

it('names what is not installed, and the command that installs it', async () => {
  const { missing, of } = await diagnosed(app([]));
  expect(missing).toBeGreaterThan(0);
  expect(of('botanu')).toMatchObject([
    { state: 'missing', mend: expect.stringMatching(/^npm install botanu/) },
  ]);
  expect(of('start')).toMatchObject([{ state: 'missing' }]);
});

it('says two copies that do not find each other, and decorators that Node.js cannot run', async () => {
  const folder = app(['botanu', ...ALL], {
    'node_modules/lib/node_modules/@opentelemetry/api/package.json': '{"version":"2.0.0"}',
    'tsconfig.json': '{ "compilerOptions": { "target": "esnext" } }',
  });
  const { of } = await diagnosed(folder);
  expect(of('@opentelemetry/api')).toMatchObject([
    { state: 'missing', text: expect.stringMatching(/^2 copies: .*2\.0\.0/) },
  ]);
  expect(of('TypeScript')).toMatchObject([{ state: 'missing', mend: expect.stringContaining('es2022') }]);
});

it('says a variable that botanu does not read, with the nearest that it does', async () => {
  const { of } = await diagnosed(app(['botanu', ...ALL]), { BOTANU_COLECTOR_ENDPOINT: 'http://localhost' });
  expect(of('variables')).toContainEqual(
    expect.objectContaining({
      state: 'missing',
      mend: expect.stringContaining('Did you mean BOTANU_COLLECTOR_ENDPOINT?'),
    }),
  );
});

it('guesses at no variable where none is near', async () => {
  const { of } = await diagnosed(app(['botanu', ...ALL]), { BOTANU_FOO: '1' });
  expect(of('variables')).toContainEqual(
    expect.objectContaining({
      state: 'missing',
      mend: expect.stringMatching(/^unset BOTANU_FOO\. There are: /),
    }),
  );
});

it('says once that OpenTelemetry is switched off, and what switches it on', async () => {
  const { missing, of } = await diagnosed(app(['botanu', ...ALL]), { OTEL_SDK_DISABLED: 'true' });
  expect(missing).toBe(1);
  expect(of('start')).toMatchObject([{ state: 'missing', mend: 'unset OTEL_SDK_DISABLED' }]);
});

it('points at a file in the place of the ledger', async () => {
  const { of } = await diagnosed(app(['botanu', ...ALL], { costs: '' }), { BOTANU_LEDGER: 'costs' });
  expect(of('ledger')).toMatchObject([
    {
      state: 'missing',
      text: expect.stringMatching(/costs is a file$/),
      mend: expect.stringContaining('Remove it'),
    },
  ]);
  const below = await diagnosed(app(['botanu', ...ALL], { costs: '' }), { BOTANU_LEDGER: 'costs/ledger' });
  expect(below.of('ledger')).toMatchObject([
    { state: 'missing', text: expect.stringMatching(/costs is a file$/) },
  ]);
});

it('counts every file that a report reads, rotated and compressed ones too', async () => {
  const files = ['a.jsonl', 'b.jsonl.gz', 'c.jsonl.1', 'd.jsonl-20251231.zst', 'e.json', 'ledger.duckdb'];
  const folder = app(['botanu', ...ALL], Object.fromEntries(files.map((name) => [`.botanu/${name}`, ''])));
  const { of } = await diagnosed(folder);
  expect(of('ledger')).toMatchObject([{ state: 'ok', text: expect.stringContaining('writable: 4 files') }]);
});

/** Only root can be somebody else. */
function canBeAnother(): boolean {
  if (process.getuid?.() === 0) return true;
  process.stderr.write('skipped, a folder of another owner: only root can make one\n');
  return false;
}

(canBeAnother() ? describe : describe.skip)('a ledger that cannot be written to', () => {
  const NOBODY = 65534;

  it.each([
    [NOBODY, /^chmod u\+wx '.*\.botanu'$/],
    [0, /^sudo chown "\$\(id -u\)" '.*\.botanu', or name another directory as the ledger: BOTANU_LEDGER/],
  ])('is mended by what its owner (%s) allows', async (owner, mend) => {
    const folder = app(['botanu', ...ALL], { '.botanu/a.jsonl': '' });
    chmodSync(place, 0o755);
    chmodSync(join(folder, '.botanu'), 0o555);
    chownSync(join(folder, '.botanu'), owner, owner);
    const { of } = await diagnosed(folder, {}, { uid: NOBODY });
    expect(of('ledger')).toMatchObject([{ state: 'missing', mend: expect.stringMatching(mend) }]);
  });
});

it.each([
  ['BOTANU_COLLECTOR_ENDPOINT', { BOTANU_COLLECTOR_ENDPOINT: 'http://127.0.0.1:9' }],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }],
  ['otlp_endpoint in botanu.yaml', {}],
])('has %s corrected, which named the endpoint', async (name, env) => {
  const folder = app(['botanu', ...ALL], { 'botanu.yaml': 'otlp_endpoint: http://127.0.0.1:9\n' });
  const { of } = await diagnosed(folder, env);
  expect(of('endpoint')).toMatchObject([
    { state: 'missing', mend: expect.stringContaining(`correct ${name} (its HTTP port`) },
  ]);
});

it('tries the endpoint, shows no secret, and counts what waits in the spool', async () => {
  const server = createServer((socket) => socket.destroy())
    .listen(0, '127.0.0.1')
    .unref();
  const { port } = await new Promise<{ port: number }>((done) =>
    server.once('listening', () => done(server.address() as { port: number })),
  );
  const folder = app(['botanu', ...ALL], {
    '.botanu/spool/0123456789abcdef/spans-20261122T050632Z-1-0123456789abcdef01234567.jsonl': 'aa\nbb\ncc\n',
    '.botanu/spool/0123456789abcdef/20261122T050632Z-89abcdef01234567.sent': '0000000003',
  });
  const env = {
    BOTANU_COLLECTOR_ENDPOINT: `http://me:secret@127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=secret',
  };
  const up = await diagnosed(folder, env);
  expect(up.of('endpoint')).toMatchObject([{ state: 'ok' }]);
  expect(up.of('spool')).toMatchObject([
    { state: 'note', text: expect.stringMatching(/^2 batches wait for /) },
  ]);
  expect(JSON.stringify([up.config, up.of('endpoint')])).not.toContain('secret');
  await new Promise((done) => server.close(done));

  const down = await diagnosed(folder, env);
  expect(down.of('endpoint')).toMatchObject([
    { state: 'missing', text: expect.stringContaining('ECONNREFUSED') },
  ]);
  expect(readdirSync(join(folder, '.botanu/spool/0123456789abcdef'))).toHaveLength(2);
});

it('says a configuration that cannot be', async () => {
  const { of } = await diagnosed(app(['botanu', ...ALL], { 'botanu.yaml': 'service_nam: shop\n' }));
  expect(of('start')).toMatchObject([
    { state: 'missing', mend: expect.stringContaining("Did you mean 'serviceName'?") },
  ]);
});

it('knows every variable that is read, and the oldest Node.js', () => {
  const read = BOTANU_VARIABLES.filter((name) => Object.values(botanuLayer({ [name]: '1' })).some(Boolean));
  expect([...read, 'BOTANU_CONFIG_FILE']).toEqual([...BOTANU_VARIABLES]);
  expect(engines.node).toBe(`>=${OLDEST_NODE.replace(/\.0$/, '')}`);
  expect(nodeFinding('20.18.9').state).toBe('missing');
  expect(nodeFinding('24.0.0').state).toBe('ok');
});
