import { withLedger } from '../../src/ledger/with-ledger';
import { costBy } from '../../src/report/cost-by-outcome';
import type { CostGroup, GroupedCostReport } from '../../src/report/cost-report';
import { cardFile } from '../support/card-file';
import {
  ledgerDirectory,
  type LlmFields,
  otlpLine,
  otlpLineBy,
  otlpSpan,
  runSpan,
} from '../support/otlp-lines';
import { at, callAt, run, told, worth } from '../support/run-spans';

/**
 * From OTLP text to the cells of a report by list prices and a rate card, all of it computed by hand. A million tokens:
 *
 *   gpt-4o-mini         0.15 in, 0.075 read, 0.60 out      gpt-4o   2.50 in, 10 out
 *   claude-sonnet-4-5   3 in, 0.30 read, 3.75 written, 6 for an hour, 15 out;
 *                       above 200,000 in: 6, 0.60, 7.50, 12, 22.50
 *   o3                  10 in, 40 out; from 2025-06-10 on 2 and 8
 */
const RATE_CARD = `
models:
  - { provider: azure_openai, discount: 50% }
  - { model: gpt-4o, service_tier: flex, discount: 40% }
  - provider: acme
    model: llama-*
    per_million_tokens: { input: 1, output: 2 }
    tiers: [{ above_input_tokens: 1000, per_million_tokens: { input: 3 } }]
databases:
  - { system: bigquery, per_tib_scanned: 6.25, when_failed: free }
tools:
  - { name: search, per_1k_calls: 10 }
`;

const M = 1_000_000;
const TIB = 2 ** 40;

const on = (time: string) => ({ startMs: Date.parse(time), endMs: Date.parse(time) + 500 });

const call = (name: string, seconds: number, fields: LlmFields = {}) =>
  callAt(name, seconds, { input: M, output: 0, ...fields });

const SONNET = { provider: 'anthropic', model: 'claude-sonnet-4-5' };
const CACHE = {
  'gen_ai.usage.cache_read.input_tokens': 10_000,
  'gen_ai.usage.cache_creation.input_tokens': 100_000,
  'botanu.usage.cache_write_1h_tokens': 40_000,
};
const ID = { 'gen_ai.response.id': 'msg_1' };
const duplicate = call('duplicated', 1);
const wrapper = call('doubled', 1, { ...SONNET, input: 160_000, output: 1_000, more: { ...CACHE, ...ID } });
const scan = (name: string, bytes: number, failed = false) =>
  otlpSpan({
    failed,
    attributes: {
      'botanu.run_id': name,
      'db.system.name': 'bigquery',
      'db.operation.name': 'SELECT',
      'botanu.warehouse.bytes_scanned': bytes,
    },
  });

const LINES = [
  otlpLine(
    run('tiers', 'success'),
    call('tiers', 1, { ...SONNET, input: 200_000, output: 10_000 }),
    call('tiers', 2, {
      ...SONNET,
      input: 200_001,
      output: 10_000,
      more: { 'gen_ai.usage.cache_read.input_tokens': 100_000 },
    }),

    run('cache', 'success'),
    call('cache', 1, { ...SONNET, input: 160_000, output: 1_000, more: CACHE }),
    call('cache', 2, { output: M, more: { 'gen_ai.usage.cache_read.input_tokens': 400_000 } }),

    run('reasoning', 'success'),
    call('reasoning', 1, { input: 0, output: M, more: { 'gen_ai.usage.reasoning.output_tokens': 900_000 } }),

    run('dates', 'success'),
    call('dates', 0, { model: 'o3', ...on('2025-06-09T23:59:59.999Z') }),
    call('dates', 0, { model: 'o3', ...on('2025-06-10T00:00:00.000Z') }),

    // The first attempt answered one call; the second started another run; the third was good.
    run('retry 1', 'failed', {}, { useCase: 'retries' }),
    call('retry 1', 1),
    run(
      'retry 2',
      'failed',
      { 'botanu.retry_of_run_id': 'retry 1', 'botanu.attempt': 2 },
      { useCase: 'retries' },
    ),
    call('retry 2', 2, { input: 2 * M }),
    runSpan({
      run: 'inside retry 2',
      useCase: 'inside a retry',
      parent: 'retry 2',
      outcome: 'success',
      ...at(2),
    }),
    call('inside retry 2', 3, { input: 4 * M }),
    run(
      'retry 3',
      'success',
      { 'botanu.retry_of_run_id': 'retry 2', 'botanu.attempt': 3 },
      { useCase: 'retries' },
    ),
    call('retry 3', 4),

    run('outer', 'success', worth('usd', 5)),
    call('outer', 1),
    runSpan({ run: 'inner', useCase: 'inner', parent: 'outer', outcome: 'failed', ...at(1) }),
    call('inner', 2, { input: 2 * M }),

    // What failed was charged, and another model made it good.
    run('fallback', 'success'),
    call('fallback', 1, { model: 'gpt-4o', input: 100_000, failed: true }),
    call('fallback', 2),

    // A call that was turned away has no usage, and is not said to be free.
    run('rate-limited', 'success'),
    call('rate-limited', 1, {
      input: undefined,
      output: undefined,
      failed: true,
      more: { 'error.type': '429' },
    }),
    call('rate-limited', 2),

    run('duplicated', 'success'),
    duplicate,
    duplicate,

    run('doubled', 'success'),
    wrapper,

    run('unpriced', 'success'),
    call('unpriced', 1),
    call('unpriced', 2, { provider: 'nobody', model: 'acme-9000' }),

    run('refunded', 'success', worth('usd', 100)),
    call('refunded', 1),
    run('revised', 'success', worth('usd', 7)),
    call('revised', 1),
    run('late'),
    call('late', 1),
    run('open'),
    call('open', 1),

    run('contract', 'success'),
    call('contract', 1, { provider: 'azure.chat', model: 'gpt-4o' }),
    call('contract', 2, { model: 'gpt-4o', more: { 'openai.response.service_tier': 'flex' } }),
    call('contract', 3, { provider: 'acme', model: 'llama-70b', input: 1_000, output: 1_000 }),
    call('contract', 4, { provider: 'acme', model: 'llama-70b', input: 1_001, output: 1_000 }),

    run('operations', 'success'),
    scan('operations', TIB),
    scan('operations', TIB / 2, true),
    otlpSpan({
      attributes: {
        'botanu.run_id': 'operations',
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'search',
      },
    }),

    ...[1, 2, 4].flatMap((size) => [
      run(`batch ${size}`, size === 4 ? 'failed' : 'success', {}, { useCase: 'batch' }),
      call(`batch ${size}`, 1, { input: size * M }),
    ]),

    call('', 1, { run: '' }),
  ),
  // Counts what came from the cache, and went into it, beside the input.
  otlpLineBy(
    '@traceloop/instrumentation-anthropic',
    call('doubled', 1, {
      ...SONNET,
      traceId: wrapper.traceId,
      parentSpanId: wrapper.spanId,
      input: 50_000,
      output: 1_000,
      more: {
        ...ID,
        'gen_ai.usage.cache_read_input_tokens': 10_000,
        'gen_ai.usage.cache_creation_input_tokens': 100_000,
      },
    }),
  ),
  // Learnt after all the runs had ended, and delivered in another order.
  otlpLine(
    told(180, { run: 'revised', status: 'success', value: ['usd', 6] }),
    told(120, { run: 'revised', status: 'failed', value: ['usd', 5] }),
    told(60, { run: 'refunded', status: 'partial', value: ['usd', -30], key: 'refund-1' }),
    told(61, { run: 'refunded', status: 'partial', value: ['usd', -30], key: 'refund-1' }),
    told(120, { run: 'refunded', status: 'partial', value: ['usd', -20] }),
    told(60, { run: 'late', status: 'success', value: ['usd', 2] }),
  ),
];

const directory = ledgerDirectory({ 'spans.jsonl': LINES.join('') });
const reportBy = (card: string): Promise<GroupedCostReport> =>
  withLedger(directory, (ledger) => costBy(ledger, ['use-case']), { prices: cardFile(card) });

let report: GroupedCostReport;
beforeAll(async () => {
  report = await reportBy(RATE_CARD);
});

const group = (name: string | null): CostGroup => {
  const found = report.groups.find((each) => each.group['use-case'] === name);
  if (!found) throw new Error(`no group ${name}`);
  return found;
};

/** [runs, successes, own, inclusive, mean, p50, p95, per success, tokens in, tokens out, lower bound] */
type Cells = readonly [number, number, number, number, ...(number | null)[], boolean];

const one = (own: number, input: number, output = 0): Cells => [
  1,
  1,
  own,
  own,
  own,
  own,
  own,
  own,
  input,
  output,
  false,
];

const CACHED = 0.15 + 0.003 + 0.225 + 0.24 + 0.015;

const CELLS: readonly (readonly [string | null, Cells])[] = [
  // 0.60 + 0.15; 100,001 at 6, 100,000 at 0.60, 10,000 at 22.50
  ['tiers', one(0.75 + 0.600006 + 0.06 + 0.225, 400_001, 20_000)],
  // 50,000 at 3, 10,000 at 0.30, 60,000 at 3.75, 40,000 at 6, 1,000 at 15; 600,000 at 0.15, 400,000 at 0.075, a million at 0.60
  ['cache', one(CACHED + 0.09 + 0.03 + 0.6, 1_160_000, 1_001_000)],
  ['reasoning', one(0.6, 0, M)],
  ['dates', one(12, 2 * M)],
  // Own 0.15, 0.30 and 0.15; inclusive 0.15, 0.90 and 0.15.
  ['retries', [3, 1, 0.6, 1.2, 0.4, 0.15, 0.825, 1.2, 4 * M, 0, false]],
  ['inside a retry', one(0.6, 4 * M)],
  ['outer', [1, 1, 0.15, 0.45, 0.45, 0.45, 0.45, 0.45, M, 0, false]],
  ['inner', [1, 0, 0.3, 0.3, 0.3, 0.3, 0.3, null, 2 * M, 0, false]],
  ['fallback', one(0.25 + 0.15, 1_100_000)],
  ['rate-limited', [1, 1, 0.15, 0.15, 0.15, 0.15, 0.15, 0.15, M, 0, true]],
  ['duplicated', one(0.15, M)],
  ['doubled', one(CACHED, 160_000, 1_000)],
  ['unpriced', [1, 1, 0.15, 0.15, 0.15, 0.15, 0.15, 0.15, 2 * M, 0, true]],
  ['refunded', [1, 0, 0.15, 0.15, 0.15, 0.15, 0.15, null, M, 0, false]],
  ['revised', one(0.15, M)],
  ['late', one(0.15, M)],
  ['open', [1, 0, 0.15, 0.15, 0.15, 0.15, 0.15, null, M, 0, false]],
  // 2.50 less half; 2.50 less 40%; 1,000 at 1 and 1,000 at 2; 1,001 at 3 and 1,000 at 2
  ['contract', one(1.25 + 1.5 + 0.003 + 0.005003, 2 * M + 2_001, 2_000)],
  ['operations', [1, 1, ...([6.25 + 3.125 + 0.01, 9.385, 9.385, 9.385, 9.385, 9.385] as const), 0, 0, false]],
  ['batch', [3, 2, 1.05, 1.05, 0.35, 0.3, 0.57, 0.525, 7 * M, 0, false]],
  [null, [0, 0, 0.15, 0.15, null, null, null, null, M, 0, false]],
];

it.each(CELLS)('%s: every cell', (name, expected) => {
  const { runs, successes, own, inclusive, perRun, costPerSuccess } = group(name);
  const cells = [
    runs,
    successes,
    own.cost,
    inclusive.cost,
    perRun.mean,
    perRun.p50,
    perRun.p95,
    costPerSuccess,
    own.inputTokens,
    own.outputTokens,
    own.isLowerBound,
  ];
  expect(cells.map(rounded)).toEqual(expected.map(rounded));
});

/** Sums of doubles differ in their last digits. */
const rounded = (cell: number | boolean | null): number | boolean | null =>
  typeof cell === 'number' ? Number(cell.toFixed(9)) : cell;

it('has no other group', () => {
  expect(report.groups.map(({ group: { 'use-case': name } }) => name).sort()).toEqual(
    CELLS.map(([name]) => name).sort(),
  );
});

it.each<[string, superseded: number, fallback: number, failed: number | null]>([
  ['retries', 0.45, 0, 0],
  ['inside a retry', 0.6, 0, 0],
  ['fallback', 0, 0.25, 0],
  ['rate-limited', 0, 0, null],
  ['operations', 0, 0, 3.125],
  ['contract', 0, 0, 0],
  ['batch', 0, 0, 0],
])('%s: wasted %s superseded, %s fallback, %s failed', (name, superseded, fallback, failed) => {
  const { parts } = group(name).waste;
  expect(Object.fromEntries(Object.entries(parts).map(([sort, { cost }]) => [sort, rounded(cost)]))).toEqual({
    superseded,
    fallback,
    failed,
    abandoned: 0,
  });
});

it.each<[string, value: number | null, valueMinusCost: number | null]>([
  ['outer', 5, 4.55],
  ['refunded', 50, 49.85],
  ['revised', 6, 5.85],
  ['late', 2, 1.85],
  ['open', null, null],
])('%s: worth %s, %s more than it cost', (name, value, valueMinusCost) => {
  const found = group(name);
  expect([found.value, rounded(found.valueMinusCost)]).toEqual([value, valueMinusCost]);
});

it('counts every operation once in the total, by where its price is from', () => {
  const own = CELLS.reduce((sum, [, cells]) => sum + cells[2], 0);
  expect(report.total.cost).toBeCloseTo(own, 9);
  expect(report.total).toMatchObject({ runs: 24, successes: 18, isLowerBound: true, value: 63 });
  expect(report.total.valueMinusCost).toBeCloseTo(63 - own, 9);
  const bySource = Object.fromEntries(
    report.sources.map(({ source, operations, cost }) => [
      source.replace(/@[0-9a-f.]+/g, ''),
      [operations, rounded(cost)],
    ]),
  );
  expect(bySource).toEqual({
    'genai-prices': [27, rounded(own - 9.385 - 2.758003)],
    'botanu.prices.yaml': [5, 9.393003],
    'botanu.prices.yaml, genai-prices': [2, 2.75],
  });
});

it('says what has no price, and why', () => {
  expect(report.covers).toEqual(expect.arrayContaining(['llm', 'tool', 'database']));
  expect(report.unpriced.map(({ reason, model }) => [reason, model]).sort()).toEqual([
    ['failed_without_usage', 'gpt-4o-mini'],
    ['unknown_provider', 'acme-9000'],
  ]);
});

it('Anthropic cache doubled: one call, its cached tokens once, by two instrumentations that count otherwise', () => {
  expect(group('doubled').own).toMatchObject({ llmCalls: 1, inputTokens: 160_000 });
  expect(group('doubled').own.cost).toBeCloseTo(0.633, 12);
});

it('a rate-limited call charged: it has no price, and marks the figure', () => {
  expect(group('rate-limited').own).toMatchObject({
    llmCalls: 2,
    pricedCalls: 1,
    cost: 0.15,
    isLowerBound: true,
  });
});

it('gives the new answer for old spans when the rate card changes', async () => {
  const changed = await reportBy(RATE_CARD.replace('discount: 50%', 'discount: 100%'));
  const contract = changed.groups.find(({ group: { 'use-case': name } }) => name === 'contract');
  expect(contract?.own.cost).toBeCloseTo(1.5 + 0.003 + 0.005003, 12);
  expect(changed.total.cost).toBeCloseTo(report.total.cost! - 1.25, 9);
});

it('refuses two currencies', async () => {
  await expect(reportBy('currency: EUR\n')).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringMatching(
      /its currency is EUR, but \d+ operations would have the public price, in USD/,
    ),
  });
});
