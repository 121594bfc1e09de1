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
    runSpan({ run: 'pong', useCase: 'Ping', outcome: 'invented' }),
    runSpan({ run: 'peng', useCase: 'Ping' }),
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
      own: { cost: 0.0605, llmCalls: 7, pricedCalls: 6, pricedShare: 6 / 7, isLowerBound: true },
      inclusive: { cost: 0.0646, llmCalls: 10, pricedCalls: 8, isLowerBound: true },
      costPerSuccess: 0.0323,
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

  it('puts an outcome that a peer has invented after those of botanu, and before open', () => {
    expect(useCase(report, 'Ping').outcomes.map(({ outcome }) => outcome)).toEqual([
      'success',
      'invented',
      'open',
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
        cost: 0.0042,
        isLowerBound: false,
        inputTokens: 20_000,
        outputTokens: 2_000,
      },
      inclusive: {
        llmCalls: 5,
        pricedCalls: 4,
        pricedShare: 0.8,
        cost: 0.0083,
        isLowerBound: true,
        inputTokens: 130_000,
        outputTokens: 3_000,
      },
      perRun: { mean: 0.00415, p50: 0.00415, p95: 0.005995 },
    });
  });

  it('counts a run nested in one of its own use case once', () => {
    // search 0.0020 + deeper 0.0021; a mean of (0.0041 + 0.0021) / 2
    expect(useCase(report, 'Search')).toMatchObject({
      runs: 2,
      successes: 1,
      own: { cost: 0.0041, inputTokens: 110_000, outputTokens: 1_000 },
      inclusive: { cost: 0.0041, llmCalls: 3, pricedCalls: 2 },
      perRun: { mean: 0.0031 },
      costPerSuccess: 0.0041,
    });
  });

  it('reads the failure of a peer as failed, and a run without calls as free', () => {
    expect(outcome(report, 'Support', 'failed')).toMatchObject({
      own: { cost: 0.0042, llmCalls: 2, isLowerBound: false },
      perRun: { mean: 0.0021, p50: 0.0021, p95: 0.00399 },
    });
  });

  it('marks what it knows only in part as a lower bound', () => {
    expect(outcome(report, 'Support', 'timeout')).toMatchObject({
      own: {
        cost: 0.0021,
        llmCalls: 2,
        pricedCalls: 1,
        pricedShare: 0.5,
        isLowerBound: true,
        inputTokens: 10_500,
      },
      perRun: { mean: 0.0021, p50: 0.0021, p95: 0.0021 },
    });
  });

  it("takes a provider's own figure for its call", () => {
    expect(outcome(report, 'Support', 'open').own).toMatchObject({ cost: 0.05, isLowerBound: false });
  });

  it('gives zero where nothing was called, and null where nothing is known', () => {
    const none = {
      cost: 0,
      llmCalls: 0,
      pricedShare: null,
      inputTokens: 0,
      outputTokens: 0,
      isLowerBound: false,
    };
    expect(useCase(report, 'Ping')).toMatchObject({
      own: none,
      inclusive: none,
      perRun: { mean: 0, p50: 0, p95: 0 },
      costPerSuccess: 0,
    });
    expect(useCase(report, 'Lost')).toMatchObject({
      own: {
        cost: null,
        llmCalls: 1,
        pricedShare: 0,
        inputTokens: 500,
        outputTokens: 50,
        isLowerBound: true,
      },
      perRun: { mean: null, p50: null, p95: null },
      costPerSuccess: null,
    });
  });

  it('has no cost per success where nothing succeeded', async () => {
    const failed = await reportOf(runSpan({ run: 'r', outcome: 'failed' }), call('r'));
    expect(failed.useCases).toMatchObject([{ successes: 0, costPerSuccess: null, own: { cost: 0.0021 } }]);
  });

  it('counts every call once in the total, those outside of any run too', () => {
    expect(report.outsideRuns).toMatchObject({ llmCalls: 1, cost: 0.0021, inputTokens: 10_000 });
    // 0.0605 + 0.0041 + 0 + 0.0021
    expect(report.total).toMatchObject({
      runs: 12,
      llmCalls: 12,
      pricedCalls: 9,
      pricedShare: 0.75,
      cost: 0.0667,
      isLowerBound: true,
      inputTokens: 60_500 + 110_000 + 500 + 10_000,
      outputTokens: 6_050 + 1_000 + 50 + 1_000,
    });
  });

  it('names the sources of its amounts', () => {
    expect(report.sources).toEqual([
      { source: expect.stringMatching(/^genai-prices@\d+\.\d+\.\d+/), operations: 8, cost: 0.0167 },
      { source: 'provider', operations: 1, cost: 0.05 },
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
          operations: 1,
          inputTokens: 500,
          outputTokens: 50,
        },
        {
          kind: 'llm',
          provider: 'acme',
          model: 'acme-9000',
          reason: 'unknown_provider',
          operations: 1,
          inputTokens: 500,
          outputTokens: 50,
        },
        {
          kind: 'llm',
          provider: 'openai',
          model: 'gpt-4o-mini',
          reason: 'failed_without_usage',
          operations: 1,
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
    total: { llmCalls: 1, cost: 0.0021, inputTokens: 10_000, outputTokens: 1_000 },
  });
});

describe('runs', () => {
  it('are open when only spans inside them were written', async () => {
    const report = await reportOf(call('killed', { useCase: 'Support' }));
    expect(report.ledger.runsWithoutSpan).toBe(1);
    expect(report.useCases).toMatchObject([
      { useCase: 'Support', outcomes: [{ outcome: 'open', runs: 1, own: { cost: 0.0021 } }] },
    ]);
    expect(report.outsideRuns).toBeNull();
  });

  it('end the walk down their children when those go in a circle', async () => {
    const report = await reportOf(
      runSpan({ run: 'a', parent: 'b', outcome: 'success' }),
      runSpan({ run: 'b', parent: 'a', outcome: 'success' }),
      call('a'),
    );
    expect(report.useCases).toMatchObject([{ inclusive: { cost: 0.0021 }, perRun: { mean: 0.0021 } }]);
  });

  it('keep the cost of a child whose parent is in another ledger', async () => {
    const report = await reportOf(
      runSpan({ run: 'child', parent: 'elsewhere', outcome: 'success' }),
      call('child'),
    );
    expect(report.useCases).toMatchObject([{ runs: 1, costPerSuccess: 0.0021 }]);
  });
});

describe('a span on which setLlmAttributes has told of a model call', () => {
  const told = {
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.usage.input_tokens': 10_000,
    'gen_ai.usage.output_tokens': 1_000,
  };
  const CASES: [string, string, string | undefined][] = [
    ["somebody else's", 'POST', undefined],
    ['a tool', 'execute_tool search', 'execute_tool'],
    ['a run', 'botanu.run/Support', 'invoke_workflow'],
    ['a run, its operation told too', 'botanu.run/Support', 'chat'],
  ];
  const spansOf = ([useCase, name, operation]: (typeof CASES)[number]): object[] => {
    const run = `run of ${useCase}`;
    const attributes = {
      'botanu.run_id': run,
      'botanu.use_case': useCase,
      'botanu.outcome.status': 'success',
      ...told,
      'gen_ai.operation.name': operation,
    };
    const spans = [otlpSpan({ name, attributes })];
    if (!name.startsWith('botanu.run/')) spans.push(runSpan({ run, useCase, outcome: 'success' }));
    return spans;
  };

  let report: CostReport;
  beforeAll(async () => {
    report = await reportOf(...CASES.flatMap(spansOf));
  });

  it.each(CASES)('is one: %s', (name) => {
    expect(useCase(report, name)).toMatchObject({
      runs: 1,
      successes: 1,
      costPerSuccess: 0.0021,
      own: { llmCalls: 1, cost: 0.0021 },
    });
    expect(report.useCases).toHaveLength(CASES.length);
    expect(report.outsideRuns).toBeNull();
    expect(report.ledger.runsWithoutSpan).toBe(0);
  });
});

describe('what is no LLM call', () => {
  /** Puts a span in a run and a use case of its own. */
  const inRunOf = (name: string) => ({ 'botanu.run_id': `run of ${name}`, 'botanu.use_case': name });
  const CASES: [string, (more: Record<string, string>) => object][] = [
    ['a run', (more) => runSpan({ run: more['botanu.run_id']!, more })],
    ['a tool', (more) => llmSpan({ operation: 'execute_tool', more })],
    [
      'a run with tokens and no model',
      (more) =>
        otlpSpan({
          attributes: { 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.usage.input_tokens': 1, ...more },
        }),
    ],
    [
      'an operation without provider and model',
      (more) => otlpSpan({ attributes: { 'gen_ai.operation.name': 'chat', ...more } }),
    ],
    [
      'a span with a provider and no operation',
      (more) => otlpSpan({ attributes: { 'gen_ai.provider.name': 'openai', ...more } }),
    ],
  ];

  let report: CostReport;
  beforeAll(async () => {
    report = await reportOf(...CASES.map(([name, span]) => span(inRunOf(name))));
  });

  it.each(CASES)('%s', (name) => {
    expect(useCase(report, name).own.llmCalls).toBe(0);
    expect(report.total.llmCalls).toBe(0);
  });
});

describe('outcomes learnt later', () => {
  const HOUR_MS = 3_600_000;
  const late = (hours: number, fields: Omit<Parameters<typeof lateOutcomeSpan>[0], 'atMs'>) =>
    lateOutcomeSpan({ atMs: NOON_MS + hours * HOUR_MS, ...fields });

  /** A case, whose run is its use case, too, and has an event of its own. */
  interface Names {
    readonly run: string;
    readonly event: string;
  }
  const success = ({ run, event }: Names) => runSpan({ run, event, useCase: run, outcome: 'success' });
  const CASES: [string, (its: Names) => object[], string][] = [
    [
      'override the run itself',
      (its) => [success(its), late(1, { run: its.run, status: 'failed' })],
      'failed',
    ],
    [
      "override it also when told before the run's span ended",
      ({ run }) => [
        runSpan({ run, useCase: run, outcome: 'success', endMs: NOON_MS + HOUR_MS }),
        late(0.5, { run, status: 'partial' }),
      ],
      'partial',
    ],
    [
      'count the last by time, wherever it stands in the file',
      (its) => [
        late(2, { run: its.run, status: 'partial' }),
        late(1, { run: its.run, status: 'failed' }),
        success(its),
      ],
      'partial',
    ],
    [
      'drop the repetition of a key',
      (its) => [
        success(its),
        late(1, { run: its.run, status: 'success', key: 'paid' }),
        late(2, { run: its.run, status: 'failed', key: 'refund' }),
        late(3, { run: its.run, status: 'success', key: 'paid' }),
      ],
      'failed',
    ],
    [
      'find their run by its event',
      (its) => [success(its), late(1, { event: its.event, status: 'failed' })],
      'failed',
    ],
    [
      'read failure as failed',
      (its) => [success(its), late(1, { run: its.run, status: 'failure' })],
      'failed',
    ],
    [
      'close a run that had no outcome',
      ({ run }) => [runSpan({ run, useCase: run }), late(1, { run, status: 'canceled' })],
      'canceled',
    ],
    [
      'leave other runs alone',
      (its) => [success(its), late(1, { run: 'other', status: 'failed' })],
      'success',
    ],
  ];

  let report: CostReport;
  beforeAll(async () => {
    report = await reportOf(
      ...CASES.flatMap(([name, spansOf]) => spansOf({ run: name, event: `event of ${name}` })),
      ...ATTEMPTS.flatMap(([name, spansOf]) => spansOf(name)),
    );
  });

  it.each(CASES)('%s', (name, _, status) => {
    expect(useCase(report, name)).toMatchObject({ runs: 1, outcomes: [{ outcome: status, runs: 1 }] });
  });

  /** The run of an attempt at what a case is about, and its use case, too. */
  const attempt = (name: string, which: string, hours: number, parent?: string) =>
    runSpan({
      run: `${name}: ${which}`,
      ...(parent === undefined ? {} : { parent: `${name}: ${parent}` }),
      useCase: `${name}: ${which}`,
      event: name,
      outcome: 'failed',
      startMs: NOON_MS + hours * HOUR_MS,
    });
  const ATTEMPTS: [string, (name: string) => object[], Record<string, string>][] = [
    [
      "are of their event's newest attempt",
      (name) => [
        attempt(name, 'first', 0),
        attempt(name, 'second', 1),
        late(2, { event: name, status: 'success' }),
      ],
      { first: 'failed', second: 'success' },
    ],
    [
      'are of the attempt that was the newest when they were told',
      (name) => [
        attempt(name, 'first', 0),
        attempt(name, 'second', 2),
        late(1, { event: name, status: 'success' }),
      ],
      { first: 'success', second: 'failed' },
    ],
    [
      'are not of a run nested in the attempt',
      (name) => [
        attempt(name, 'outer', 0),
        attempt(name, 'inner', 0.5, 'outer'),
        late(1, { event: name, status: 'success' }),
      ],
      { outer: 'success', inner: 'failed' },
    ],
  ];

  it.each(ATTEMPTS)('%s', (name, _, expected) => {
    const outcomes = Object.keys(expected).map((which) => [
      which,
      useCase(report, `${name}: ${which}`)
        .outcomes.map(({ outcome }) => outcome)
        .join(),
    ]);
    expect(Object.fromEntries(outcomes)).toEqual(expected);
  });
});
