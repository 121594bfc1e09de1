import { appendFileSync, writeFileSync } from 'node:fs';
import { withLedger } from '../../src/ledger/with-ledger';
import { costBy } from '../../src/report/cost-by-outcome';
import type { GroupedCostReport } from '../../src/report/cost-report';
import { type Dimension, DIMENSION_NAMES } from '../../src/report/dimensions';
import type { Selection } from '../../src/report/question';
import { heldLedger } from '../support/held-ledger';
import {
  ledgerDirectory,
  llmSpan,
  NOON_MS,
  otlpLine,
  otlpLineOf,
  otlpSpan,
  runSpan,
} from '../support/otlp-lines';

const HOUR_MS = 3_600_000;

/** acme's run in one service has a child run in another, where only its root is known; globex's is a day later. */
const FILES = {
  'web.jsonl': otlpLineOf(
    'web',
    runSpan({
      run: 'a',
      useCase: 'Support',
      outcome: 'success',
      more: {
        'botanu.root_run_id': 'a',
        'botanu.customer_id': 'acme',
        'botanu.tenant_id': 'eu',
        'botanu.team': 'care',
        'botanu.cost_center': 'cc-1',
        'botanu.region': 'de',
        'botanu.workflow': 'Agent.answer',
        'botanu.environment': 'production',
      },
    }),
    llmSpan({
      run: 'a',
      costUsd: 1,
      input: 10,
      output: 1,
      more: { 'gen_ai.response.model': 'gpt-4o-2024-08-06' },
    }),
    llmSpan({ run: 'a', costUsd: 2, provider: 'anthropic', model: 'claude-sonnet-4', input: 20, output: 2 }),
    otlpSpan({ name: 'SELECT', attributes: { 'botanu.run_id': 'a', 'db.system.name': 'postgresql' } }),
    runSpan({
      run: 'g',
      useCase: 'Support',
      outcome: 'failed',
      startMs: NOON_MS + 24 * HOUR_MS,
      more: { 'botanu.customer_id': "globex's" },
    }),
    llmSpan({ run: 'g', costUsd: 4, input: 40, output: 4, startMs: NOON_MS + 24 * HOUR_MS }),
    llmSpan({ costUsd: 8, input: 80, output: 8, startMs: NOON_MS + HOUR_MS }),
  ),
  'search.jsonl': otlpLineOf(
    'search',
    runSpan({ run: 's', parent: 'a', useCase: 'Search', more: { 'botanu.root_run_id': 'a' } }),
    llmSpan({ run: 's', costUsd: 16, input: 160, output: 16 }),
  ),
};

const asking = heldLedger(FILES);

const ask = (by: Dimension[], selection: Selection = {}) => asking((ledger) => costBy(ledger, by, selection));

/** Each group's own cost, inclusive cost and number of runs, by its values. */
const cells = ({ groups, by }: GroupedCostReport) =>
  Object.fromEntries(
    groups.map(({ group, isOutsideRuns, own, inclusive, runs }) => [
      [...(isOutsideRuns ? ['outside'] : []), ...by.map((dimension) => group[dimension] ?? '-')].join('/'),
      [own.cost, inclusive.cost, runs],
    ]),
  );

describe('costs by one dimension', () => {
  it.each<[Dimension, Record<string, [number | null, number | null, number]>]>([
    // Whom a run in another service is for is known by its root.
    ['customer', { acme: [19, 19, 2], "globex's": [4, 4, 1], 'outside/-': [8, 8, 0] }],
    ['tenant', { eu: [19, 19, 2], '-': [4, 4, 1], 'outside/-': [8, 8, 0] }],
    ['team', { care: [19, 19, 2], '-': [4, 4, 1], 'outside/-': [8, 8, 0] }],
    ['cost-center', { 'cc-1': [19, 19, 2], '-': [4, 4, 1], 'outside/-': [8, 8, 0] }],
    ['region', { de: [19, 19, 2], '-': [4, 4, 1], 'outside/-': [8, 8, 0] }],
    // What a service says of itself is its own.
    ['environment', { production: [3, 19, 1], '-': [20, 20, 2], 'outside/-': [8, 8, 0] }],
    ['workflow', { 'Agent.answer': [3, 19, 1], '-': [20, 20, 2], 'outside/-': [8, 8, 0] }],
    ['use-case', { Support: [7, 23, 2], Search: [16, 16, 1], 'outside/-': [8, 8, 0] }],
    ['outcome', { success: [3, 19, 1], failed: [4, 4, 1], open: [16, 16, 1], 'outside/-': [8, 8, 0] }],
    ['day', { '2025-06-02': [19, 19, 2], '2025-06-03': [4, 4, 1], 'outside/2025-06-02': [8, 8, 0] }],
    // Of operations: those outside of runs have a model, too, and are apart.
    [
      'model',
      {
        'gpt-4o-mini': [20, 20, 2],
        'gpt-4o-2024-08-06': [1, 1, 1],
        'claude-sonnet-4': [2, 2, 1],
        '-': [null, null, 1],
        'outside/gpt-4o-mini': [8, 8, 0],
      },
    ],
    [
      'provider',
      { openai: [21, 21, 3], anthropic: [2, 2, 1], '-': [null, null, 1], 'outside/openai': [8, 8, 0] },
    ],
    [
      'vendor',
      {
        openai: [21, 21, 3],
        anthropic: [2, 2, 1],
        postgresql: [null, null, 1],
        'outside/openai': [8, 8, 0],
      },
    ],
  ])('by %s', async (dimension, expected) => {
    expect(cells(await ask([dimension]))).toEqual(expected);
  });

  it('has the same total whatever the grouping', async () => {
    for (const dimension of DIMENSION_NAMES) {
      const { total, groups } = await ask([dimension]);
      expect(total).toMatchObject({ runs: 3, cost: 31, llmCalls: 5, operations: 6 });
      expect(groups.reduce((sum, { own }) => sum + (own.cost ?? 0), 0)).toBe(31);
    }
  });

  it('gives percentiles by model over the runs that have calls of it', async () => {
    const { groups } = await ask(['model']);
    // s: 16, g: 4; a itself has none, so that what is nested in it does not count as its own
    expect(groups[0]).toMatchObject({
      group: { model: 'gpt-4o-mini' },
      perRun: { mean: 10, p50: 10, p95: 15.4 },
      successes: 0,
    });
  });
});

it('groups by several dimensions, of runs and of operations', async () => {
  expect(cells(await ask(['customer', 'model']))).toEqual({
    'acme/gpt-4o-mini': [16, 16, 1],
    'acme/gpt-4o-2024-08-06': [1, 1, 1],
    'acme/claude-sonnet-4': [2, 2, 1],
    'acme/-': [null, null, 1],
    "globex's/gpt-4o-mini": [4, 4, 1],
    'outside/-/gpt-4o-mini': [8, 8, 0],
  });
});

it('puts the dearest first, what is outside of runs last, and days in their order', async () => {
  const names = async (by: Dimension) =>
    (await ask([by])).groups.map(({ group, isOutsideRuns }) => (isOutsideRuns ? 'outside' : group[by]));
  expect(await names('customer')).toEqual(['acme', "globex's", 'outside']);
  expect(await names('day')).toEqual(['2025-06-02', '2025-06-03', 'outside']);
});

describe('of some runs only', () => {
  const where = (...pairs: [Dimension, string][]) => ({
    where: pairs.map(([dimension, value]) => ({ dimension, value })),
  });

  it.each<[string, Selection, total: number | null, runs: number]>([
    ['customer', where(['customer', 'acme']), 19, 2],
    ['a value with a quote in it', where(['customer', "globex's"]), 4, 1],
    ['either of two values', where(['customer', 'acme'], ['customer', "globex's"]), 23, 3],
    ['both of two dimensions', where(['customer', 'acme'], ['use-case', 'Search']), 16, 1],
    ['without a tenant', where(['tenant', '']), 4, 1],
    // Operations outside of runs have a model, and none of what runs have.
    ['model, by the name that was asked for too', where(['model', 'gpt-4o-mini']), 29, 3],
    ['model that answered', where(['model', 'gpt-4o-2024-08-06']), 1, 1],
    ['model and customer', where(['model', 'gpt-4o-mini'], ['customer', 'acme']), 17, 2],
    ['without a model', where(['model', '']), null, 1],
    ['day', where(['day', '2025-06-03']), 4, 1],
    ['nobody', where(['customer', 'initech']), 0, 0],
    ['since', { sinceUnixMs: NOON_MS + 1 }, 12, 1],
    ['since, inclusive', { sinceUnixMs: NOON_MS + 24 * HOUR_MS }, 4, 1],
    ['until, exclusive', { untilUnixMs: NOON_MS + 24 * HOUR_MS }, 27, 2],
    ['a period with nothing in it', { sinceUnixMs: NOON_MS + 1, untilUnixMs: NOON_MS + 2 }, 0, 0],
  ])('%s', async (_, selection, cost, runs) => {
    const { total } = await ask(['use-case'], selection);
    expect(total).toMatchObject({ cost, runs });
  });

  it('says what was asked', async () => {
    const report = await ask(['team'], { ...where(['customer', 'acme']), sinceUnixMs: NOON_MS });
    expect(report).toMatchObject({
      format: 'botanu.grouped-cost-report/1',
      by: ['team'],
      period: { since: '2025-06-02T12:00:00.000Z', until: null },
      where: { customer: ['acme'] },
    });
  });

  it('takes from the value of runs what those nested in them cost too', async () => {
    const worth = { 'botanu.outcome.value_type': 'usd', 'botanu.outcome.value_amount': 100 };
    const directory = ledgerDirectory({
      'a.jsonl': otlpLine(
        runSpan({ run: 'o', useCase: 'Order', outcome: 'success', more: worth }),
        llmSpan({ run: 'o', costUsd: 1, input: 1, output: 1 }),
        runSpan({ run: 'e', parent: 'o', useCase: 'Engraving' }),
        llmSpan({ run: 'e', costUsd: 20, input: 1, output: 1 }),
        llmSpan({ run: 'e', model: 'unheard-of', input: 1, output: 1 }),
        llmSpan({ costUsd: 4, input: 1, output: 1 }),
      ),
    });
    await withLedger(directory, async (ledger) => {
      const total = async (selection: Selection) => (await costBy(ledger, ['use-case'], selection)).total;
      expect(await total({})).toMatchObject({ cost: 25, valueMinusCost: 75 });
      expect(await total(where(['use-case', 'Order']))).toMatchObject({ cost: 1, valueMinusCost: 79 });
      expect(await total({ sinceUnixMs: NOON_MS })).toMatchObject({ cost: 25, valueMinusCost: 75 });
      expect(await total(where(['use-case', 'Order']))).toMatchObject({
        isLowerBound: false,
        valueMinusCostIsUpperBound: true,
      });
    });
  });

  it('takes no value of a run for a part of its operations', async () => {
    const worth = { 'botanu.outcome.value_type': 'usd', 'botanu.outcome.value_amount': 5 };
    const directory = ledgerDirectory({
      'a.jsonl': otlpLine(
        runSpan({ run: 'a', outcome: 'success', more: worth }),
        llmSpan({ run: 'a', costUsd: 1, input: 1, output: 1 }),
      ),
    });
    await withLedger(directory, async (ledger) => {
      expect((await costBy(ledger, ['use-case'])).groups).toMatchObject([{ valueMinusCost: 4 }]);
      expect((await costBy(ledger, ['model'])).groups).toMatchObject([{ values: [], valueMinusCost: null }]);
      const filtered = await costBy(ledger, ['use-case'], where(['model', 'gpt-4o-mini']));
      expect(filtered.total).toMatchObject({ values: [], value: null });
    });
  });
});

it('answers from what it knows when nothing has changed, and anew when something has', async () => {
  const directory = ledgerDirectory({ 'a.jsonl': otlpLine(runSpan({ run: 'a', outcome: 'success' })) });
  const runs = async () =>
    (await withLedger(directory, (ledger) => costBy(ledger, ['outcome']))).groups.map(({ group, runs }) => [
      group.outcome,
      runs,
    ]);
  expect(await runs()).toEqual([['success', 1]]);
  expect(await runs()).toEqual([['success', 1]]);
  appendFileSync(`${directory}/a.jsonl`, otlpLine(runSpan({ run: 'b' })));
  expect(await runs()).toEqual([
    ['open', 1],
    ['success', 1],
  ]);
});

it('answers anew when only the reason has changed why there is no price', async () => {
  const directory = ledgerDirectory({
    'a.jsonl': otlpLine(runSpan({ run: 'a' }), llmSpan({ run: 'a', input: 1, output: 1 })),
  });
  const prices = `${directory}/card.yaml`;
  const reasons = async (rateCard: string) => {
    writeFileSync(prices, rateCard);
    const report = await withLedger(directory, (ledger) => costBy(ledger, ['use-case']), { prices });
    return report.unpriced.map(({ reason, operations }) => [reason, operations]);
  };
  const withoutOutput =
    'public_prices: false\nmodels: [{ model: gpt-4o-mini, per_million_tokens: { input: 1 } }]\n';
  expect(await reasons('public_prices: false\n')).toEqual([['no_rate', 1]]);
  expect(await reasons(withoutOutput)).toEqual([['no_token_price', 1]]);
});

describe('a run known only by spans that say little', () => {
  const asking = heldLedger({
    'a.jsonl': otlpLine(
      { ...llmSpan({ run: 'nameless', costUsd: 1, input: 10, output: 1 }), name: undefined },
      runSpan({ run: 'named', outcome: 'success' }),
      otlpSpan({
        name: 'execute_tool',
        attributes: {
          'botanu.run_id': 'named',
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'search',
          'gen_ai.usage.input_tokens': 7,
        },
      }),
      llmSpan({ run: 'named', costUsd: 2, input: 20, output: 2 }),
    ),
  });
  const groups = (by: Dimension, selection: Selection = {}) =>
    asking(async (ledger) =>
      (await costBy(ledger, [by], selection)).groups.map(({ group, runs, own }) => [
        group[by],
        runs,
        own.cost,
        own.inputTokens,
      ]),
    );

  it('counts without a name, and without tokens of anything but calls of models', async () => {
    expect(await groups('outcome')).toEqual([
      ['success', 1, 2, 20],
      ['open', 1, 1, 10],
    ]);
  });

  it.each<Dimension>(['use-case', 'outcome'])('is found by a %s that it has not', async (dimension) => {
    const where = [{ dimension, value: '' }];
    expect(await groups('customer', { where })).toEqual([[null, 1, 1, 10]]);
  });
});
