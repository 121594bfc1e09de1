import { buildSync } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { runReport } from '../../../src/cli/report-command';
import { runShow } from '../../../src/cli/show-command';

const ROOT = resolve(__dirname, '../../..');
const PROGRAMS = ['main', 'shop-service', 'workshop-service'];

let directory: string;
let ledger: { readonly directory: string; readonly prices: string };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'botanu-sample-'));
  buildSync({
    entryPoints: PROGRAMS.map((name) => join(ROOT, `samples/gift-shop/${name}.ts`)),
    outdir: directory,
    bundle: true,
    packages: 'external',
    alias: { botanu: join(ROOT, 'src/index.ts') },
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  const { PATH } = process.env;
  const env = { PATH, NODE_PATH: join(ROOT, 'node_modules') };
  await promisify(execFile)(process.execPath, [join(directory, 'main.js')], { cwd: directory, env });
  ledger = {
    directory: join(directory, 'samples/gift-shop/.botanu'),
    prices: join(ROOT, 'samples/gift-shop/botanu.prices.yaml'),
  };
}, 120_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('prices every operation of both services, of each kind', async () => {
  const report = JSON.parse(await runReport({ ...ledger, json: true })) as {
    readonly total: { readonly operations: number; readonly coverage: object };
    readonly unpriced: readonly object[];
  };
  expect(report.unpriced).toEqual([]);
  expect(report.total.coverage).toEqual({
    llm: { operations: 8, priced: 8 },
    tool: { operations: 5, priced: 5 },
    database: { operations: 9, priced: 9 },
    storage: { operations: 5, priced: 5 },
    messaging: { operations: 4, priced: 4 },
  });
});

it('has waste of three sorts, and the value of what was not refunded', async () => {
  const page = await runReport({ ...ledger, by: ['use-case'] });
  expect(page).toMatch(
    /for 4 operations: 2 in runs that were retried \(\$0\.0401\), 1 failed and\s+made good by /,
  );
  expect(page).toMatch(/1 abandoned or canceled \(\$0\.000\d+\)/);
  expect(page).toMatch(/\$186\.\d\d/);
});

it('shows an order over both services, with the attempt that failed', async () => {
  const page = await runShow('G-1003', ledger);
  expect(page).toMatch(/run: Order .*shop .* success$/m);
  expect(page).toMatch(/run: Engraving +workshop .* failed$/m);
  expect(page).toMatch(/retry: Engraving +workshop .* success, attempt 2$/m);
});
