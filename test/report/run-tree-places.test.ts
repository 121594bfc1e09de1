import { type RunNode, type StepNode } from '../../src/report/run-node';
import { runTrees } from '../../src/report/run-tree';
import { heldLedger } from '../support/held-ledger';
import { llmSpan, NOON_MS, otlpLine, otlpSpan, runSpan } from '../support/otlp-lines';

const retry = (run: string, of: string, attempt: number, parent?: string) =>
  runSpan({
    run,
    ...(parent === undefined ? {} : { parent }),
    useCase: 'Engraving',
    startMs: NOON_MS + attempt * 1_000,
    more: { 'botanu.root_run_id': 'order', 'botanu.retry_of_run_id': of, 'botanu.attempt': attempt },
  });

/** Steps of one millisecond, of which SDKs write the start to the millisecond and the end to the nanosecond. */
const quick = (name: string, endNanos: number) => ({
  ...otlpSpan({
    name,
    // Ids that say nothing of their order.
    spanId: Buffer.from(name.padEnd(8)).reverse().toString('hex'),
    attributes: { 'botanu.run_id': 'quick', 'db.system.name': 'postgresql' },
  }),
  endTimeUnixNano: `${NOON_MS}${`${endNanos}`.padStart(6, '0')}`,
});

const asking = heldLedger({
  'a.jsonl': otlpLine(
    runSpan({ run: 'order', outcome: 'success', more: { 'botanu.root_run_id': 'order' } }),
    // The first attempt was killed: whose run it was nested in, nobody has written.
    llmSpan({ run: 'killed', costUsd: 1, input: 1, output: 1, more: { 'botanu.root_run_id': 'order' } }),
    retry('second', 'killed', 2, 'order'),
    llmSpan({ run: 'second', costUsd: 2, input: 1, output: 1 }),
    retry('third', 'second', 3, 'order'),
    llmSpan({ run: 'third', costUsd: 4, input: 1, output: 1 }),
    otlpSpan({
      name: 'SELECT late',
      startMs: NOON_MS + 60_000,
      attributes: { 'botanu.run_id': 'order', 'db.system.name': 'postgresql' },
    }),
    runSpan({ run: 'quick' }),
    ...['B', 'D', 'A', 'C'].map((name) => quick(name, name.charCodeAt(0) * 1_000)),
  ),
});

/** Retries of one run whose attempts stand below two parents. */
const nested = (run: string, parent: string, more: Record<string, string | number> = {}) =>
  runSpan({ run, parent, more: { 'botanu.root_run_id': 'root', ...more } });
const askingOfTwoParents = heldLedger({
  'a.jsonl': otlpLine(
    runSpan({ run: 'root', more: { 'botanu.root_run_id': 'root' } }),
    nested('p1', 'root'),
    nested('x1', 'p1'),
    nested('p2', 'root'),
    nested('x2', 'p2', { 'botanu.retry_of_run_id': 'x1', 'botanu.attempt': 2 }),
    nested('x3', 'p2', { 'botanu.retry_of_run_id': 'x2', 'botanu.attempt': 3 }),
  ),
});

interface Outline {
  readonly [step: string]: Outline;
}

const outline = (run: RunNode): Outline =>
  Object.fromEntries([
    ...run.steps.map((step): [string, Outline] =>
      step.type === 'run' ? [step.runId, outline(step)] : [nameOf(step), {}],
    ),
    ...run.retries.map((again): [string, Outline] => [`retry ${again.runId}`, outline(again)]),
  ]);

const nameOf = (step: Exclude<StepNode, RunNode>): string => `${step.name}${step.cost ?? ''}`;

const treeOf = async (named: string): Promise<RunNode> =>
  (await asking((ledger) => runTrees(ledger, named))).runs[0]!;

it('shows a retry below its parent, where the attempt before it is not known to stand there', async () => {
  const tree = await treeOf('order');
  expect(outline(tree)).toEqual({
    second: { 'chat gpt-4o-mini2': {}, 'retry third': { 'chat gpt-4o-mini4': {} } },
    'SELECT late': {},
  });
  expect(tree.inclusive.cost).toBe(6);
});

it('shows it below that attempt where this is asked for', async () => {
  expect(outline(await treeOf('killed'))).toEqual({
    'chat gpt-4o-mini1': {},
    'retry second': { 'chat gpt-4o-mini2': {}, 'retry third': { 'chat gpt-4o-mini4': {} } },
  });
});

it('shows a retry below its own parent, and below the attempt where that is asked for', async () => {
  const outlineOf = async (named: string) =>
    outline((await askingOfTwoParents((ledger) => runTrees(ledger, named))).runs[0]!);
  expect(await outlineOf('root')).toEqual({ p1: { x1: {} }, p2: { x2: { 'retry x3': {} } } });
  expect(await outlineOf('x1')).toEqual({ 'retry x2': { 'retry x3': {} } });
});

it('shows operations and nested runs in the order of their starts', async () => {
  const { steps } = await treeOf('order');
  expect(steps.map(({ type }) => type)).toEqual(['run', 'operation']);
});

it('shows steps of one millisecond in the order of their ends', async () => {
  const { steps } = await treeOf('quick');
  expect(steps.map((step) => (step.type === 'run' ? '' : step.name))).toEqual(['A', 'B', 'C', 'D']);
});
