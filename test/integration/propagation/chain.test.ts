import { join } from 'node:path';
import { BundledApp, type StartedApp } from '../../support/bundled-app';
import { ledgerSpans, type OtlpSpan } from '../../support/ledger-spans';
import type { Job } from './app';

// Processes are started, which a busy machine takes its time for.
jest.setTimeout(60_000);

let app: BundledApp;
beforeAll(() => {
  app = new BundledApp(join(__dirname, 'app.ts'));
});
afterAll(() => app.remove());

/** Kinds of the spans that the HTTP instrumentations make. */
const SERVER = 2;
const CLIENT = 3;

const attribute = (span: OtlpSpan, key: string): unknown =>
  Object.values(span.attributes.find((one) => one.key === key)?.value ?? {})[0];

const runIdOf = (span: OtlpSpan): unknown => attribute(span, 'botanu.run_id');

/** Three processes, of which each asks the next over HTTP; what their ledgers hold afterwards. */
async function chain(client: Job['client'], path: string, env = {}) {
  const [inA, inB, inC] = Array.from({ length: 3 }, () => app.workingDirectory());
  const started: StartedApp[] = [];
  const start = (cwd: string, job: Job): StartedApp => {
    const process = app.start(cwd, { args: [JSON.stringify({ ...job, client })], env });
    started.push(process);
    return process;
  };
  try {
    const next = await start(inC!, { name: 'C' }).firstLine();
    const url = await start(inB!, { name: 'B', next }).firstLine();
    const a = await start(inA!, { name: 'A', calls: [{ url: `${url}${path}` }] }).ended;
    expect(a.code).toBe(0);
    const servers = await Promise.all(started.slice(0, 2).map((each) => each.stop()));
    const [a1, b, c] = [inA!, inB!, inC!].map((cwd) => ledgerSpans(join(cwd, '.botanu')));
    return {
      runId: a.stdout.trim(),
      ...{ a: a1!, b: b!, c: c! },
      stderr: [a, ...servers].map(({ stderr }) => stderr).join(''),
    };
  } finally {
    for (const process of started) await process.stop('SIGKILL');
  }
}

const only = (spans: readonly OtlpSpan[], matches: (span: OtlpSpan) => boolean): OtlpSpan => {
  const found = spans.filter(matches);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const ofKind = (spans: readonly OtlpSpan[], kind: number) =>
  only(spans, (span) => span.name === 'GET' && span.kind === kind);
const named = (spans: readonly OtlpSpan[], name: string) => only(spans, (span) => span.name === name);

describe.each(['http', 'fetch'] as const)('three processes in a row, by %s', (client) => {
  it('are one run and one trace', async () => {
    const { runId, a, b, c, stderr } = await chain(client, '/relay');
    expect(runId).toMatch(/^[0-9a-f-]{36}$/);
    expect([a.length, b.length, c.length]).toEqual([2, 3, 2]);
    for (const span of [...a, ...b, ...c]) {
      expect([span.name, runIdOf(span)]).toEqual([span.name, runId]);
      expect(attribute(span, 'botanu.use_case')).toBe('Customer Support');
      expect(span.traceId).toBe(a[0]!.traceId);
    }
    const run = named(a, 'botanu.run/Customer Support');
    expect(run.parentSpanId ?? '').toBe('');
    expect(ofKind(a, CLIENT).parentSpanId).toBe(run.spanId);
    expect(ofKind(b, SERVER).parentSpanId).toBe(ofKind(a, CLIENT).spanId);
    expect(named(b, 'execute_tool work of B').parentSpanId).toBe(ofKind(b, SERVER).spanId);
    expect(ofKind(b, CLIENT).parentSpanId).toBe(named(b, 'execute_tool work of B').spanId);
    expect(ofKind(c, SERVER).parentSpanId).toBe(ofKind(b, CLIENT).spanId);
    expect(named(c, 'execute_tool work of C').parentSpanId).toBe(ofKind(c, SERVER).spanId);
    expect(stderr).not.toContain('propagateTo');
  });

  it('know the parent and the root of a run that begins in the middle', async () => {
    const { runId, a, b, c } = await chain(client, '/nested', { BOTANU_PROPAGATION_MODE: 'full' });
    const nested = named(b, 'botanu.run/Delivery');
    const nestedId = runIdOf(nested);
    expect(nestedId).not.toBe(runId);
    expect(attribute(nested, 'botanu.parent_run_id')).toBe(runId);
    expect(attribute(nested, 'botanu.root_run_id')).toBe(runId);
    for (const span of a) expect(runIdOf(span)).toBe(runId);
    // What B does before its own run begins is of the run that A is in.
    for (const span of [ofKind(b, SERVER), named(b, 'execute_tool work of B')])
      expect(runIdOf(span)).toBe(runId);
    expect(runIdOf(ofKind(b, CLIENT))).toBe(nestedId);
    expect(c).toHaveLength(2);
    for (const span of c) {
      expect(runIdOf(span)).toBe(nestedId);
      expect(attribute(span, 'botanu.root_run_id')).toBe(runId);
      expect(attribute(span, 'botanu.parent_run_id')).toBe(runId);
      expect(attribute(span, 'botanu.use_case')).toBe('Delivery');
      expect(span.traceId).toBe(a[0]!.traceId);
    }
  });
});

it('know the root of a run that begins in the middle in lean mode, too', async () => {
  const { runId, b, c } = await chain('fetch', '/nested');
  for (const span of c) {
    expect(runIdOf(span)).toBe(runIdOf(named(b, 'botanu.run/Delivery')));
    expect(attribute(span, 'botanu.root_run_id')).toBe(runId);
    expect(attribute(span, 'botanu.parent_run_id')).toBeUndefined();
  }
});
