import type { RunNode, StepNode } from '../../src/report/run-node';
import { renderRunTrees } from '../../src/report/render-run-tree';
import { runTrees, type RunTrees } from '../../src/report/run-tree';
import { heldLedger } from '../support/held-ledger';
import { llmSpan, NOON_MS, otlpLineOf, otlpSpan, runSpan } from '../support/otlp-lines';

const TRACE = 'a'.repeat(32);
const LATER = 'b'.repeat(32);
const id = (n: number) => n.toString(16).padStart(16, '0');
const place = (n: number, parent?: number, traceId = TRACE) => ({
  traceId,
  spanId: id(n),
  ...(parent === undefined ? {} : { parentSpanId: id(parent) }),
  startMs: NOON_MS + n * 100,
  endMs: NOON_MS + n * 100 + 50,
});
const inRun = (run: string, more: Record<string, string> = {}) => ({
  attributes: { 'botanu.run_id': run, ...more },
});
const ROOT = { 'botanu.root_run_id': 'run-1' };
const other = (n: number, parent: number, run?: string) =>
  otlpSpan({ name: `GET ${n}`, ...place(n, parent), ...(run === undefined ? {} : inRun(run)) });

/**
 * In `web`: run-1 with a tool, in which there are a model call (of two tries), and a request to `search` through two
 * spans of http libraries, the second of no run at all; there a child run. Later its retry, in a trace of its own.
 */
const asking = heldLedger({
  'web.jsonl': otlpLineOf(
    'web',
    runSpan({ run: 'run-1', ...place(1), outcome: 'failed', event: 'ticket-1', more: ROOT }),
    otlpSpan({
      name: 'execute_tool find',
      ...place(2, 1),
      ...inRun('run-1', { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'find' }),
    }),
    llmSpan({ run: 'run-1', ...place(3, 2), failed: true, more: { 'error.type': '429' } }),
    llmSpan({
      run: 'run-1',
      ...place(4, 2),
      costUsd: 1,
      input: 10,
      output: 1,
      more: { 'botanu.request.attempt': 2 },
    }),
    other(5, 4, 'run-1'),
    other(6, 2, 'run-1'),
    runSpan({
      run: 'run-2',
      ...place(20, undefined, LATER),
      outcome: 'success',
      event: 'ticket-1',
      more: { ...ROOT, 'botanu.retry_of_run_id': 'run-1', 'botanu.attempt': 2 },
    }),
    llmSpan({ run: 'run-2', ...place(21, 20, LATER), costUsd: 4, input: 40, output: 4 }),
    // Each says that it is nested in the other.
    runSpan({ run: 'circle-1', parent: 'circle-2', more: { 'botanu.root_run_id': 'circle-1' } }),
    runSpan({ run: 'circle-2', parent: 'circle-1', more: { 'botanu.root_run_id': 'circle-1' } }),
    llmSpan({ run: 'circle-2', more: { 'botanu.operation.status': 'canceled' } }),
  ),
  'search.jsonl': otlpLineOf(
    'search',
    other(7, 6),
    runSpan({
      run: 'run-1-child',
      parent: 'run-1',
      useCase: 'Search',
      ...place(8, 7),
      outcome: 'success',
      more: ROOT,
    }),
    llmSpan({
      run: 'run-1-child',
      ...place(9, 8),
      costUsd: 2,
      input: 20,
      output: 2,
      more: { 'botanu.operation.status': 'abandoned' },
    }),
  ),
});

const show = (named: string, all = false): Promise<RunTrees> =>
  asking((ledger) => runTrees(ledger, named, { all }));

/** The tree as an outline. */
function outline(step: StepNode, indent = ''): string[] {
  const below = [...step.steps, ...(step.type === 'run' ? step.retries : [])];
  const name = step.type === 'run' ? step.runId : step.name;
  const folded = step.otherSpans > 0 ? ` +${step.otherSpans}` : '';
  return [
    `${indent}${name} @${step.service}${folded}`,
    ...below.flatMap((each) => outline(each, `${indent}  `)),
  ];
}

const only = ({ runs }: RunTrees): RunNode => {
  expect(runs).toHaveLength(1);
  return runs[0]!;
};

it('shows a run over its services, with nested runs where they were set off and retries under their root', async () => {
  expect(outline(only(await show('run-1')))).toEqual([
    'run-1 @web',
    '  execute_tool find @web +1',
    '    chat gpt-4o-mini @web',
    '    chat gpt-4o-mini @web +1',
    '    run-1-child @search',
    '      chat gpt-4o-mini @search',
    '  run-2 @web',
    '    chat gpt-4o-mini @web',
  ]);
});

it('shows spans of other libraries when all are asked for', async () => {
  expect(outline(only(await show('run-1', true)))).toEqual([
    'run-1 @web',
    '  execute_tool find @web',
    '    chat gpt-4o-mini @web',
    '    chat gpt-4o-mini @web',
    '      GET 5 @web',
    '    GET 6 @web',
    '      run-1-child @search',
    '        chat gpt-4o-mini @search',
    '  run-2 @web',
    '    chat gpt-4o-mini @web',
  ]);
});

it("tells each step's cost, tokens, duration, attempt and errors", async () => {
  const run = only(await show('run-1'));
  expect(run).toMatchObject({
    outcome: 'failed',
    durationMs: 50,
    own: { cost: 1, llmCalls: 2, pricedCalls: 1 },
    inclusive: { cost: 3, inputTokens: 30 },
    retries: [{ attempt: 2, outcome: 'success', inclusive: { cost: 4 } }],
  });
  const [tool] = run.steps;
  expect(tool).toMatchObject({ kind: 'tool', status: 'ok' });
  expect(tool!.steps).toMatchObject([
    { status: 'failed', errorType: '429', cost: null, unpricedReason: 'failed_without_usage' },
    { status: 'ok', attempt: 2, cost: 1, source: 'provider', inputTokens: 10, durationMs: 50 },
    { type: 'run', steps: [{ status: 'abandoned', cost: 2 }] },
  ]);
});

it('shows each run once where their parents go in a circle, and what was canceled as that', async () => {
  const run = only(await show('circle-1'));
  expect(outline(run)).toEqual(['circle-1 @web', '  circle-2 @web', '    chat gpt-4o-mini @web']);
  expect(run.steps).toMatchObject([{ steps: [{ status: 'canceled' }] }]);
});

it('finds runs by a beginning, and by their event', async () => {
  expect(only(await show('run-1-')).runId).toBe('run-1-child');
  expect(only(await show('ticket-1')).runId).toBe('run-1');
});

it.each([
  ['run-', /'run-' fits 3 runs: run-1, run-1-child, run-2\. Write more of it\./],
  ['run-9', /no run 'run-9' in this ledger.*botanu runs/],
])('cannot tell which run is %s', async (named, message) => {
  await expect(show(named)).rejects.toMatchObject({
    code: 'COMMAND_INVALID',
    message: expect.stringMatching(message),
  });
});

it.each([60, 120])('fits %d columns', async (width) => {
  const lines = renderRunTrees(await show('run-1'), width).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
});

it('draws the tree', async () => {
  const page = renderRunTrees(await show('run-1'), 120);
  expect(page.slice(page.indexOf('step')))
    .toBe(`step                            service    cost  tokens in/out   took  status
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
run: Support                    web      ≥$3.00           30/3  50 ms  failed
├ execute_tool find (+1 span)   web           –                 50 ms
│ ├ chat gpt-4o-mini            web           –              –  50 ms  failed: 429, no price: failed without usage
│ ├ chat gpt-4o-mini (+1 span)  web       $1.00           10/1  50 ms  attempt 2
│ └ run: Search                 search    $2.00           20/2  50 ms  success
│   └ chat gpt-4o-mini          search    $2.00           20/2  50 ms  abandoned
└ retry: Support                web       $4.00           40/4  50 ms  success, attempt 2
  └ chat gpt-4o-mini            web       $4.00           40/4  50 ms
`);
});
