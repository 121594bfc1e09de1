import { withLedger } from '../../src/ledger/with-ledger';
import { costByOutcome } from '../../src/report/cost-by-outcome';
import type { CostReport, UseCaseCosts } from '../../src/report/cost-report';
import {
  lateOutcomeSpan,
  ledgerDirectory,
  llmSpan,
  NOON_MS,
  otlpLine,
  otlpSpan,
  runSpan,
} from '../support/otlp-lines';

const reportOf = (...spans: object[]): Promise<CostReport> =>
  withLedger(ledgerDirectory({ 'spans.jsonl': otlpLine(...spans) }), costByOutcome);

const useCase = (report: CostReport, name: string): UseCaseCosts => {
  const found = report.useCases.find((costs) => costs.useCase === name);
  if (!found) throw new Error(`no use case ${name}`);
  return found;
};

const outcome = (report: CostReport, name: string, status: string) => {
  const found = useCase(report, name).outcomes.find((costs) => costs.outcome === status);
  if (!found) throw new Error(`no ${status} runs of ${name}`);
  return found;
};

/** gpt-4o-mini: $0.15 a million tokens in, $0.60 out. So 10,000 in and 1,000 out are $0.0021. */
const call = (run: string | undefined, more: Parameters<typeof llmSpan>[0] = {}) =>
  llmSpan({ ...(run === undefined ? {} : { run }), input: 10_000, output: 1_000, ...more });

describe('the cost of use cases, by outcome', () => {
  /**
   * Support: done ($0.0021), failed-1 ($0.0042) and its retry ($0.0021, with search nested in it), hung (one call
   * priced, one of an unknown model), idle (no calls), going (the provider says $0.05, no outcome).
   * Search: search ($0.002 of embeddings) inside the retry, and deeper ($0.0021 and a rate-limited call) inside search.
   * Ping makes no calls at all. Lost has a call that no price is known for. One call is outside of any run.
   */
  const spans = [
    runSpan({ run: 'done', outcome: 'success' }),
    call('done'),
    runSpan({ run: 'failed-1', outcome: 'failed' }),
    call('failed-1'),
    call('failed-1'),
    runSpan({ run: 'retry', outcome: 'success' }),
    call('retry'),
    runSpan({ run: 'search', parent: 'retry', useCase: 'Search', outcome: 'success' }),
    call('search', {
      operation: 'embeddings',
      model: 'text-embedding-3-small',
      input: 100_000,
      output: undefined,
    }),
    runSpan({ run: 'deeper', parent: 'search', useCase: 'Search', outcome: 'failed' }),
    call('deeper'),
    call('deeper', { input: undefined, output: undefined, failed: true }),
    runSpan({ run: 'hung', outcome: 'timeout' }),
    call('hung'),
    call('hung', { model: 'acme-9000', input: 500, output: 50 }),
    runSpan({ run: 'idle', outcome: 'failure' }),
    otlpSpan({
      name: 'SELECT tickets',
      attributes: { 'botanu.run_id': 'idle', 'db.system.name': 'postgresql' },
    }),
    runSpan({ run: 'going' }),
    call('going', { costUsd: 0.05 }),
    runSpan({ run: 'ping', useCase: 'Ping', outcome: 'success' }),
    runSpan({ run: 'lost', useCase: 'Lost', outcome: 'success' }),
    call('lost', { provider: 'acme', model: 'acme-9000', input: 500, output: 50 }),
    call(undefined),
  ];

  let report: CostReport;
  beforeAll(async () => {
    report = await reportOf(...spans);
  });

  it('says what success took, failures, retries and nested runs included', () => {
    // own 0.0021 + 0.0042 + 0.0021 + 0.0021 + 0 + 0.05, nested 0.0020 + 0.0021
    expect(useCase(report, 'Support')).toMatchObject({
      runs: 6,
      successes: 2,
      own: { costUsd: 0.0605, llmCalls: 7, pricedCalls: 6, pricedShare: 6 / 7, isLowerBound: true },
      inclusive: { costUsd: 0.0646, llmCalls: 10, pricedCalls: 8, isLowerBound: true },
      costPerSuccessUsd: 0.0323,
    });
  });

  it('gives a row for each outcome, best first and open last', () => {
    expect(useCase(report, 'Support').outcomes.map(({ outcome, runs }) => [outcome, runs])).toEqual([
      ['success', 2],
      ['failed', 2],
      ['timeout', 1],
      ['open', 1],
    ]);
  });

  it('tells own from inclusive cost, and takes mean and percentiles of the inclusive one', () => {
    // done 0.0021; retry 0.0021 + 0.0020 + 0.0021 = 0.0062
    expect(outcome(report, 'Support', 'success')).toMatchObject({
      outcome: 'success',
      runs: 2,
      own: {
        llmCalls: 2,
        pricedCalls: 2,
        pricedShare: 1,
        costUsd: 0.0042,
        isLowerBound: false,
        inputTokens: 20_000,
        outputTokens: 2_000,
      },
      inclusive: {
        llmCalls: 5,
        pricedCalls: 4,
        pricedShare: 0.8,
        costUsd: 0.0083,
        isLowerBound: true,
        inputTokens: 130_000,
        outputTokens: 3_000,
      },
      perRun: { meanUsd: 0.00415, p50Usd: 0.00415, p95Usd: 0.005995 },
    });
  });

  it('counts a run nested in one of its own use case once', () => {
    // search 0.0020 + deeper 0.0021; a mean of (0.0041 + 0.0021) / 2
    expect(useCase(report, 'Search')).toMatchObject({
      runs: 2,
      successes: 1,
      own: { costUsd: 0.0041, inputTokens: 110_000, outputTokens: 1_000 },
      inclusive: { costUsd: 0.0041, llmCalls: 3, pricedCalls: 2 },
      perRun: { meanUsd: 0.0031 },
      costPerSuccessUsd: 0.0041,
    });
  });

  it('reads the failure of a peer as failed, and a run without calls as free', () => {
    expect(outcome(report, 'Support', 'failed')).toMatchObject({
      own: { costUsd: 0.0042, llmCalls: 2, isLowerBound: false },
      perRun: { meanUsd: 0.0021, p50Usd: 0.0021, p95Usd: 0.00399 },
    });
  });

  it('marks what it knows only in part as a lower bound', () => {
    expect(outcome(report, 'Support', 'timeout')).toMatchObject({
      own: {
        costUsd: 0.0021,
        llmCalls: 2,
        pricedCalls: 1,
        pricedShare: 0.5,
        isLowerBound: true,
        inputTokens: 10_500,
      },
      perRun: { meanUsd: 0.0021, p50Usd: 0.0021, p95Usd: 0.0021 },
    });
  });

  it("takes a provider's own figure for its call", () => {
    expect(outcome(report, 'Support', 'open').own).toMatchObject({ costUsd: 0.05, isLowerBound: false });
  });

  it('gives zero where nothing was called, and null where nothing is known', () => {
    const none = {
      costUsd: 0,
      llmCalls: 0,
      pricedShare: null,
      inputTokens: 0,
      outputTokens: 0,
      isLowerBound: false,
    };
    expect(useCase(report, 'Ping')).toMatchObject({
      own: none,
      inclusive: none,
      perRun: { meanUsd: 0, p50Usd: 0, p95Usd: 0 },
      costPerSuccessUsd: 0,
    });
    expect(useCase(report, 'Lost')).toMatchObject({
      own: {
        costUsd: null,
        llmCalls: 1,
        pricedShare: 0,
        inputTokens: 500,
        outputTokens: 50,
        isLowerBound: true,
      },
      perRun: { meanUsd: null, p50Usd: null, p95Usd: null },
      costPerSuccessUsd: null,
    });
  });

  it('has no cost per success where nothing succeeded', async () => {
    const failed = await reportOf(runSpan({ run: 'r', outcome: 'failed' }), call('r'));
    expect(failed.useCases).toMatchObject([
      { successes: 0, costPerSuccessUsd: null, own: { costUsd: 0.0021 } },
    ]);
  });

  it('counts every call once in the total, those outside of any run too', () => {
    expect(report.outsideRuns).toMatchObject({ llmCalls: 1, costUsd: 0.0021, inputTokens: 10_000 });
    // 0.0605 + 0.0041 + 0 + 0.0021
    expect(report.total).toMatchObject({
      runs: 10,
      llmCalls: 12,
      pricedCalls: 9,
      pricedShare: 0.75,
      costUsd: 0.0667,
      isLowerBound: true,
      inputTokens: 60_500 + 110_000 + 500 + 10_000,
      outputTokens: 6_050 + 1_000 + 50 + 1_000,
    });
  });

  it('names the sources of its amounts', () => {
    expect(report.sources).toEqual([
      { source: expect.stringMatching(/^genai-prices@\d+\.\d+\.\d+/), calls: 8, costUsd: 0.0167 },
      { source: 'provider', calls: 1, costUsd: 0.05 },
    ]);
  });

  it('lists what has no price, and why', () => {
    expect(report.unpriced).toEqual(
      expect.arrayContaining([
        {
          kind: 'llm',
          provider: 'openai',
          model: 'acme-9000',
          reason: 'unknown_model',
          calls: 1,
          inputTokens: 500,
          outputTokens: 50,
        },
        {
          kind: 'llm',
          provider: 'acme',
          model: 'acme-9000',
          reason: 'unknown_provider',
          calls: 1,
          inputTokens: 500,
          outputTokens: 50,
        },
        {
          kind: 'llm',
          provider: 'openai',
          model: 'gpt-4o-mini',
          reason: 'failed_without_usage',
          calls: 1,
          inputTokens: null,
          outputTokens: null,
        },
      ]),
    );
    expect(report.unpriced).toHaveLength(3);
  });

  it('puts the dearest use case first', () => {
    expect(report.useCases.map(({ useCase }) => useCase)).toEqual(['Support', 'Search', 'Lost', 'Ping']);
  });

  it('says what it read', () => {
    expect(report.ledger).toMatchObject({
      files: 1,
      spans: spans.length,
      duplicateSpans: 0,
      unreadable: [],
      runsWithoutSpan: 0,
      repeatedLlmSpans: 0,
      from: '2025-06-02T12:00:00.000Z',
      until: '2025-06-02T12:00:00.010Z',
    });
  });
});

it('a call that a decorator and an instrumentation tell of is one call of its run', async () => {
  const wrapper = { ...call('r'), spanId: '00000000000000aa' };
  const client = { ...call(undefined), traceId: wrapper.traceId, parentSpanId: wrapper.spanId };
  const report = await reportOf(runSpan({ run: 'r', outcome: 'success' }), wrapper, client);
  expect(report).toMatchObject({
    ledger: { spans: 3, repeatedLlmSpans: 1 },
    outsideRuns: null,
    total: { llmCalls: 1, costUsd: 0.0021, inputTokens: 10_000, outputTokens: 1_000 },
  });
});

describe('runs', () => {
  it('are open when only spans inside them were written', async () => {
    const report = await reportOf(call('killed', { useCase: 'Support' }));
    expect(report.ledger.runsWithoutSpan).toBe(1);
    expect(report.useCases).toMatchObject([
      { useCase: 'Support', outcomes: [{ outcome: 'open', runs: 1, own: { costUsd: 0.0021 } }] },
    ]);
    expect(report.outsideRuns).toBeNull();
  });

  it('end the walk down their children when those go in a circle', async () => {
    const report = await reportOf(
      runSpan({ run: 'a', parent: 'b', outcome: 'success' }),
      runSpan({ run: 'b', parent: 'a', outcome: 'success' }),
      call('a'),
    );
    expect(report.useCases).toMatchObject([{ inclusive: { costUsd: 0.0021 }, perRun: { meanUsd: 0.0021 } }]);
  });

  it('keep the cost of a child whose parent is in another ledger', async () => {
    const report = await reportOf(
      runSpan({ run: 'child', parent: 'elsewhere', outcome: 'success' }),
      call('child'),
    );
    expect(report.useCases).toMatchObject([{ runs: 1, costPerSuccessUsd: 0.0021 }]);
  });
});

describe('a span on which setLlmAttributes has told of a model call', () => {
  const told = {
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.usage.input_tokens': 10_000,
    'gen_ai.usage.output_tokens': 1_000,
  };
  const botanuRun = {
    'botanu.run_id': 'r',
    'botanu.use_case': 'Support',
    'botanu.outcome.status': 'success',
  };

  it.each([
    ["somebody else's", 'POST', undefined],
    ['a tool', 'execute_tool search', 'execute_tool'],
    ['a run', 'botanu.run/Support', 'invoke_workflow'],
    ['a run, its operation told too', 'botanu.run/Support', 'chat'],
  ])('is one: %s', async (_, name, operation) => {
    const attributes = { ...botanuRun, ...told, 'gen_ai.operation.name': operation };
    const spans = [otlpSpan({ name, attributes })];
    if (!name.startsWith('botanu.run/')) spans.push(runSpan({ run: 'r', outcome: 'success' }));
    const report = await reportOf(...spans);
    expect(report.total).toMatchObject({ runs: 1, llmCalls: 1, costUsd: 0.0021 });
    expect(report.useCases).toMatchObject([{ successes: 1, costPerSuccessUsd: 0.0021 }]);
    expect(report.ledger.runsWithoutSpan).toBe(0);
  });
});

describe('what is no LLM call', () => {
  it.each([
    ['a run', runSpan({ run: 'r' })],
    ['a tool', llmSpan({ operation: 'execute_tool' })],
    [
      'a run with tokens and no model',
      otlpSpan({
        attributes: { 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.usage.input_tokens': 1 },
      }),
    ],
    [
      'an operation without provider and model',
      otlpSpan({ attributes: { 'gen_ai.operation.name': 'chat' } }),
    ],
    [
      'a span with a provider and no operation',
      otlpSpan({ attributes: { 'gen_ai.provider.name': 'openai' } }),
    ],
  ])('%s', async (_, span) => {
    expect((await reportOf(span)).total.llmCalls).toBe(0);
  });
});

describe('outcomes learnt later', () => {
  const HOUR_MS = 3_600_000;
  const late = (hours: number, fields: Omit<Parameters<typeof lateOutcomeSpan>[0], 'atMs'>) =>
    lateOutcomeSpan({ atMs: NOON_MS + hours * HOUR_MS, ...fields });
  const run = runSpan({ run: 'r', event: 'ticket-1', outcome: 'success' });

  it.each<[string, object[], string]>([
    ['override the run itself', [run, late(1, { run: 'r', status: 'failed' })], 'failed'],
    [
      "override it also when told before the run's span ended",
      [
        runSpan({ run: 'r', outcome: 'success', endMs: NOON_MS + HOUR_MS }),
        late(0.5, { run: 'r', status: 'partial' }),
      ],
      'partial',
    ],
    [
      'count the last by time, wherever it stands in the file',
      [late(2, { run: 'r', status: 'partial' }), late(1, { run: 'r', status: 'failed' }), run],
      'partial',
    ],
    [
      'drop the repetition of a key',
      [
        run,
        late(1, { run: 'r', status: 'success', key: 'paid' }),
        late(2, { run: 'r', status: 'failed', key: 'refund' }),
        late(3, { run: 'r', status: 'success', key: 'paid' }),
      ],
      'failed',
    ],
    ['find their run by its event', [run, late(1, { event: 'ticket-1', status: 'failed' })], 'failed'],
    ['read failure as failed', [run, late(1, { run: 'r', status: 'failure' })], 'failed'],
    [
      'close a run that had no outcome',
      [runSpan({ run: 'r' }), late(1, { run: 'r', status: 'canceled' })],
      'canceled',
    ],
    ['leave other runs alone', [run, late(1, { run: 'other', status: 'failed' })], 'success'],
  ])('%s', async (_, spans, status) => {
    const report = await reportOf(...spans);
    expect(report.useCases).toMatchObject([{ runs: 1, outcomes: [{ outcome: status, runs: 1 }] }]);
  });

  const attempt = (run: string, hours: number, parent?: string) =>
    runSpan({
      run,
      ...(parent === undefined ? {} : { parent }),
      useCase: run,
      event: 'ticket-1',
      outcome: 'failed',
      startMs: NOON_MS + hours * HOUR_MS,
    });
  const outcomes = (report: CostReport) =>
    Object.fromEntries(report.useCases.map(({ useCase, outcomes }) => [useCase, outcomes[0]?.outcome]));

  it("are of their event's newest attempt", async () => {
    const report = await reportOf(
      attempt('first', 0),
      attempt('second', 1),
      late(2, { event: 'ticket-1', status: 'success' }),
    );
    expect(outcomes(report)).toEqual({ first: 'failed', second: 'success' });
  });

  it('are of the attempt that was the newest when they were told', async () => {
    const report = await reportOf(
      attempt('first', 0),
      attempt('second', 2),
      late(1, { event: 'ticket-1', status: 'success' }),
    );
    expect(outcomes(report)).toEqual({ first: 'success', second: 'failed' });
  });

  it('are not of a run nested in the attempt', async () => {
    const report = await reportOf(
      attempt('outer', 0),
      attempt('inner', 0.5, 'outer'),
      late(1, { event: 'ticket-1', status: 'success' }),
    );
    expect(outcomes(report)).toEqual({ outer: 'success', inner: 'failed' });
  });
});
