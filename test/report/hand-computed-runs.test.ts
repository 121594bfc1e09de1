import { withLedger } from '../../src/ledger/with-ledger';
import { costBy } from '../../src/report/cost-by-outcome';
import type { CostGroup, GroupedCostReport } from '../../src/report/cost-report';
import { ledgerDirectory, llmSpan, otlpLine, otlpSpan, runSpan } from '../support/otlp-lines';
import { at, callAt, run, told, worth } from '../support/run-spans';

const call = (run: string, seconds: number, costUsd: number | undefined, more: object = {}) =>
  callAt(run, seconds, { input: 1_000, output: 100, ...(costUsd === undefined ? {} : { costUsd }), ...more });

const duplicate = call('duplicated', 1, 0.05);

/**
 * A ledger that can be computed by hand. Every priced call costs what its provider says, so that nothing but adding up
 * is tested.
 */
const SPANS = [
  // Retries: the first attempt failed after two calls, the second had one nested run, the third succeeded.
  run('first', 'failed'),
  call('first', 1, 0.1),
  call('first', 2, 0.2, { failed: true }),
  run('second', 'failed', {
    'botanu.retry_of_run_id': 'first',
    'botanu.root_run_id': 'first',
    'botanu.attempt': 2,
  }),
  call('second', 3, 0.4),
  run('inside second', 'success', { 'botanu.root_run_id': 'first' }, { parent: 'second' }),
  call('inside second', 4, 0.8),
  run('third', 'success', {
    'botanu.retry_of_run_id': 'second',
    'botanu.root_run_id': 'first',
    'botanu.attempt': 3,
  }),
  call('third', 5, 1.6),

  // Three levels of nesting.
  run('outer', 'success', worth('usd', 10)),
  call('outer', 1, 1),
  run('middle', 'success', {}, { parent: 'outer' }),
  call('middle', 1, 2),
  run('inner', 'failed', {}, { parent: 'middle' }),
  call('inner', 1, 4),

  // A fallback to another model; a second try of the same model; a failure that nothing followed; a left stream.
  run('fallback', 'success'),
  call('fallback', 1, 0.01, { failed: true, model: 'gpt-4o' }),
  call('fallback', 2, 0.02, { model: 'gpt-4o-mini' }),
  call('fallback', 3, 0.04, { failed: true, model: 'gpt-4o-mini' }),
  call('fallback', 4, 0.08, { model: 'gpt-4o-mini' }),
  call('fallback', 5, 0.16, { failed: true, model: 'gpt-4o' }),
  call('fallback', 6, 0.32, { more: { 'botanu.operation.status': 'abandoned' } }),
  call('fallback', 7, 0.64, { more: { 'botanu.operation.status': 'canceled' }, model: 'gpt-4o' }),

  // The same span delivered twice.
  run('duplicated', 'success'),
  duplicate,
  duplicate,

  // One call has a price, one has not; a database has none at all.
  run('unpriced', 'success'),
  call('unpriced', 1, 0.5),
  call('unpriced', 2, undefined, { model: 'acme-9000' }),
  otlpSpan({ name: 'SELECT', attributes: { 'botanu.run_id': 'unpriced', 'db.system.name': 'postgresql' } }),

  // Outcomes: open; told late; told before its end; told late twice; a sale with two refunds; a key told again, revised.
  run('open', undefined),
  call('open', 1, 0.3),
  run('late', 'success', worth('usd', 7)),
  told(60, { run: 'late', status: 'failed' }),
  runSpan({
    run: 'early',
    useCase: 'early',
    outcome: 'success',
    endMs: at(180).endMs,
    more: worth('usd', 7),
  }),
  told(60, { run: 'early', status: 'partial', value: ['usd', 2] }),
  run('revised', 'success', worth('usd', 7)),
  told(60, { run: 'revised', status: 'partial', value: ['usd', 5] }),
  told(120, { run: 'revised', status: 'success', value: ['usd', 6] }),
  run('refunded', 'success', worth('usd', 100)),
  call('refunded', 1, 1),
  told(60, { run: 'refunded', status: 'partial', value: ['usd', -30], key: 'refund-1' }),
  told(120, { run: 'refunded', status: 'partial', value: ['usd', -20] }),
  run('keyed', 'success', worth('tickets', 1)),
  told(60, { run: 'keyed', status: 'success', value: ['usd', 3], key: 'invoice' }),
  told(120, { run: 'keyed', status: 'failed', key: 'complaint' }),
  told(180, { run: 'keyed', status: 'success', value: ['usd', 4], key: 'invoice' }),

  // Outside of any run.
  llmSpan({ costUsd: 0.07, input: 1, output: 1, ...at(1) }),
];

let report: GroupedCostReport;
beforeAll(async () => {
  const directory = ledgerDirectory({ 'spans.jsonl': otlpLine(...SPANS) });
  report = await withLedger(directory, (ledger) => costBy(ledger, ['use-case']));
});

const group = (name: string | null): CostGroup => {
  const found = report.groups.find((each) => each.group['use-case'] === name);
  if (!found) throw new Error(`no group ${name}`);
  return found;
};

it.each<
  [
    string | null,
    own: number | null,
    inclusive: number | null,
    perSuccess: number | null,
    tokens: number | null,
  ]
>([
  ['first', 0.3, 0.3, null, 2_000],
  ['second', 0.4, 1.2, null, 1_000],
  ['inside second', 0.8, 0.8, 0.8, 1_000],
  ['third', 1.6, 1.6, 1.6, 1_000],
  ['outer', 1, 7, 7, 1_000],
  ['middle', 2, 6, 6, 1_000],
  ['inner', 4, 4, null, 1_000],
  ['fallback', 1.27, 1.27, 1.27, 7_000],
  ['duplicated', 0.05, 0.05, 0.05, 1_000],
  ['unpriced', 0.5, 0.5, 0.5, 2_000],
  ['open', 0.3, 0.3, null, 1_000],
  ['late', 0, 0, null, 0],
  ['refunded', 1, 1, null, 1_000],
  [null, 0.07, 0.07, null, 1],
])('%s: own %s, with nested %s, %s per success, %s tokens in', (name, own, inclusive, perSuccess, tokens) => {
  const found = group(name);
  expect({
    own: found.own.cost,
    inclusive: found.inclusive.cost,
    perSuccess: found.costPerSuccess,
    tokens: found.own.inputTokens,
  }).toEqual({ own, inclusive, perSuccess, tokens });
  expect(found.perRun.mean).toBe(name === null ? null : inclusive);
});

it.each<
  [string, superseded: number, fallback: number, failed: number, abandoned: number, operations: number]
>([
  // What failed in a run that was retried is superseded with it: an operation is wasted once.
  ['first', 0.3, 0, 0, 0, 2],
  ['second', 0.4, 0, 0, 0, 1],
  ['inside second', 0.8, 0, 0, 0, 1],
  ['third', 0, 0, 0, 0, 0],
  ['inner', 0, 0, 0, 0, 0],
  // The last failure was followed by a call of another model, too, but that one was left early: it did not fail.
  ['fallback', 0, 0.17, 0.04, 0.96, 5],
])('%s: wasted %s superseded, %s fallback, %s failed, %s abandoned', (name, ...amounts) => {
  const [superseded, fallback, failed, abandoned, operations] = amounts;
  const { waste } = group(name);
  const parts = Object.fromEntries(Object.entries(waste.parts).map(([sort, { cost }]) => [sort, cost]));
  expect(parts).toEqual({ superseded, fallback, failed, abandoned });
  expect(waste.operations).toBe(operations);
  expect(waste.cost).toBeCloseTo(superseded + fallback + failed + abandoned, 12);
});

it('retries uncounted: an attempt that was retried is in the total, and said to be wasted', () => {
  expect(report.total.waste.parts.superseded).toEqual({ operations: 4, cost: 1.5, isLowerBound: false });
});

it('counts every span once in the total', () => {
  const own = 0.3 + 0.4 + 0.8 + 1.6 + 1 + 2 + 4 + 1.27 + 0.05 + 0.5 + 0.3 + 1 + 0.07;
  expect(report.total.cost).toBeCloseTo(own, 9);
  expect(report.total).toMatchObject({ runs: 16, llmCalls: 21, pricedCalls: 20, isLowerBound: true });
  expect(report.ledger.duplicateSpans).toBe(1);
});

it('says what share each kind has a price for, and marks no figure for a kind that nobody has priced', () => {
  expect(report.covers).toEqual(['llm']);
  expect(group('unpriced').own).toMatchObject({
    coverage: { llm: { operations: 2, priced: 1 }, database: { operations: 1, priced: 0 } },
    isLowerBound: true,
  });
  expect(group('open').own).toMatchObject({
    coverage: { llm: { operations: 1, priced: 1 } },
    isLowerBound: false,
  });
});

it.each<[string, outcome: 'success' | 'other', values: Record<string, number>, minusCost: number | null]>([
  ['outer', 'success', { usd: 10 }, 3],
  ['late', 'other', {}, null],
  // What was told of it counts, though it said another thing when it ended.
  ['early', 'other', { usd: 2 }, 2],
  ['revised', 'success', { usd: 6 }, 6],
  ['refunded', 'other', { usd: 50 }, 49],
  // Amounts of keyed entries add up, each as it was told last; the complaint came after the first telling of the invoice.
  ['keyed', 'other', { tickets: 1, usd: 4 }, 4],
  ['third', 'success', {}, null],
])('%s: ended in %s, was worth %j, minus cost %s', (name, outcome, values, minusCost) => {
  const found = group(name);
  expect(found.successes).toBe(outcome === 'success' ? 1 : 0);
  expect(Object.fromEntries(found.values.map(({ type, amount }) => [type, amount]))).toEqual(values);
  expect(found.valueMinusCost).toBe(minusCost);
});

it('sets all that was earned against all that was spent', () => {
  expect(report.total.value).toBe(10 + 2 + 6 + 50 + 4);
  expect(report.total.valueMinusCost).toBeCloseTo(72 - report.total.cost!, 9);
});

it('an interrupted stream reported as free: it costs what was seen of it, or nobody knows', async () => {
  const left = { 'botanu.operation.status': 'abandoned' };
  const directory = ledgerDirectory({
    'spans.jsonl': otlpLine(
      runSpan({ run: 'seen', useCase: 'seen', outcome: 'abandoned' }),
      llmSpan({ run: 'seen', input: 10_000, output: 1_000, more: left }),
      runSpan({ run: 'unseen', useCase: 'unseen', outcome: 'abandoned' }),
      llmSpan({ run: 'unseen', more: left }),
    ),
  });
  const { groups, unpriced } = await withLedger(directory, (ledger) => costBy(ledger, ['use-case']));
  expect(groups).toMatchObject([
    { group: { 'use-case': 'seen' }, own: { cost: 0.0021 }, waste: { cost: 0.0021 } },
    { group: { 'use-case': 'unseen' }, own: { cost: null, isLowerBound: true }, waste: { cost: null } },
  ]);
  expect(unpriced).toMatchObject([{ reason: 'no_usage', operations: 1 }]);
});
