import { buildSync } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { runReport } from '../../../src/cli/report-command';
import type { CostReport, UseCaseCosts } from '../../../src/report/cost-report';

const ROOT = resolve(__dirname, '../../..');

let directory: string;
let stdout: string;
let report: CostReport;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'botanu-sample-'));
  const script = join(directory, 'main.js');
  buildSync({
    entryPoints: [join(ROOT, 'samples/support-agent/main.ts')],
    outfile: script,
    bundle: true,
    packages: 'external',
    alias: { botanu: join(ROOT, 'src/index.ts') },
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  const { PATH } = process.env;
  const env = { PATH, NODE_PATH: join(ROOT, 'node_modules') };
  ({ stdout } = await promisify(execFile)(process.execPath, [script], { cwd: directory, env }));
  const ledger = join(directory, 'samples/support-agent/.botanu');
  report = JSON.parse(await runReport({ directory: ledger, json: true })) as CostReport;
}, 120_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const useCase = (name: string): UseCaseCosts => report.useCases.find((each) => each.useCase === name)!;

const runsByOutcome = (name: string): Record<string, number> =>
  Object.fromEntries(useCase(name).outcomes.map(({ outcome, runs }) => [outcome, runs]));

it('ends tickets in each of the six ways', () => {
  expect(runsByOutcome('Customer Support')).toEqual({
    success: 32,
    partial: 3,
    failed: 3,
    timeout: 2,
    canceled: 2,
    abandoned: 2,
  });
});

it('runs refunds within tickets, and tells their costs apart', () => {
  expect(runsByOutcome('Refund')).toEqual({ success: 4, partial: 2, failed: 2 });
  const { own, inclusive } = useCase('Customer Support');
  expect(inclusive.cost! - own.cost!).toBeCloseTo(useCase('Refund').own.cost!, 9);
});

it('answers what a success cost', () => {
  const { costPerSuccess, inclusive } = useCase('Customer Support');
  expect(costPerSuccess).toBeCloseTo(inclusive.cost! / 32, 9);
});

it('has a model without a price, and counts no call of it as free', () => {
  expect(report.unpriced).toContainEqual(
    expect.objectContaining({ model: 'nordlicht-translate-2', reason: 'unknown_model', operations: 4 }),
  );
});

it('leaves no model call outside a run', () => {
  expect(report.outsideRuns).toBeNull();
});

it('delivers a reply to every mail that was answered', () => {
  expect(stdout).toContain('44 tickets came in, 32 replies went out.');
});
