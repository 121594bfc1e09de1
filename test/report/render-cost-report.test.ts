import type { CostReport, RunCosts, Spend, Waste, Worth } from '../../src/report/cost-report';
import { renderCostReport } from '../../src/report/render-cost-report';

const spend = (cost: number | null, more: Partial<Spend> = {}): Spend => {
  const { llmCalls = 2, pricedCalls = 2 } = more;
  return {
    llmCalls,
    pricedCalls,
    pricedShare: 1,
    operations: llmCalls,
    pricedOperations: pricedCalls,
    coverage: { llm: { operations: llmCalls, priced: pricedCalls } },
    cost,
    isLowerBound: false,
    inputTokens: 2_000,
    outputTokens: 200,
    ...more,
  };
};

const nothing = { operations: 0, cost: 0, isLowerBound: false };
const noWaste: Waste = {
  ...nothing,
  parts: { superseded: nothing, fallback: nothing, failed: nothing, abandoned: nothing },
};
const noWorth: Worth = {
  values: [],
  value: null,
  valueMinusCost: null,
  valueMinusCostIsUpperBound: false,
};
const none = { waste: noWaste, ...noWorth };
const rest = { successes: 1, ...none };

const costs = (runs: number, own: Spend, inclusive = own): RunCosts => {
  const each = inclusive.cost === null ? null : inclusive.cost / runs;
  return { runs, own, inclusive, perRun: { mean: each, p50: each, p95: each } };
};

const report = (more: Partial<CostReport> = {}): CostReport => ({
  format: 'botanu.cost-report/1',
  currency: 'USD',
  covers: ['llm'],
  ledger: {
    directory: '.botanu',
    files: 1,
    spans: 1234,
    duplicateSpans: 0,
    unreadable: [],
    completeFrom: null,
    deletedFiles: 0,
    from: '2025-06-02T12:00:00.000Z',
    until: '2025-06-02T12:34:00.000Z',
    runsWithoutSpan: 0,
    repeatedLlmSpans: 0,
  },
  useCases: [
    {
      useCase: 'Support',
      ...rest,
      successes: 2,
      costPerSuccess: 0.012,
      ...costs(3, spend(0.024)),
      outcomes: [
        { outcome: 'success', ...none, ...costs(2, spend(0.02)) },
        { outcome: 'failed', ...none, ...costs(1, spend(0.004)) },
      ],
    },
  ],
  outsideRuns: null,
  period: { since: null, until: null },
  where: {},
  total: { ...rest, runs: 3, ...spend(0.024) },
  sources: [{ source: 'genai-prices@0.1.8', operations: 2, cost: 0.024 }],
  unpriced: [],
  ...more,
});

describe('the page', () => {
  it('answers in one table, with what it takes to stand behind it below', () => {
    expect(renderCostReport(report(), 120)).toBe(`Cost by use case and outcome
1,234 spans in 1 file of .botanu, from 2025-06-02 12:00 to 2025-06-02 12:34 UTC

           runs  per success      cost      mean       p50       p95  tokens in/out  priced
───────────────────────────────────────────────────────────────────────────────────────────
Support       3      $0.0120  $0.0240   $0.00800  $0.00800  $0.00800      2,000/200    100%
  success     2               $0.0200   $0.0100   $0.0100   $0.0100       2,000/200    100%
  failed      1               $0.00400  $0.00400  $0.00400  $0.00400      2,000/200    100%
───────────────────────────────────────────────────────────────────────────────────────────
Total         3               $0.0240                                     2,000/200    100%

amounts         US dollars of LLM calls.
per success     all that was spent in the group (failures, retries and nested runs too) over its successes; – without
                any.
mean, p50, p95  of what one run cost, with nested runs.
priced          2 of 2 LLM calls (100%): 2 at list prices by genai-prices@0.1.8, $0.0240.
`);
  });

  it.each([60, 80, 120])('fits %d columns', (width) => {
    const lines = renderCostReport(report(), width).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  it('shows own cost and cost with nested runs where they differ', () => {
    const useCase = report().useCases[0]!;
    const nested = costs(2, spend(0.02), spend(0.05, { llmCalls: 5, pricedCalls: 5 }));
    const page = renderCostReport(
      report({
        useCases: [{ ...useCase, ...nested, outcomes: [{ outcome: 'success', ...none, ...nested }] }],
      }),
      120,
    );
    expect(page).toMatch(/own cost +with nested/);
    expect(page).toMatch(/success +2 +\$0\.0200 +\$0\.0500 +\$0\.0250/);
  });

  it('leaves the cost with nested runs out of a row where it is the own cost', () => {
    const useCase = report().useCases[0]!;
    const alone = costs(2, spend(0.02));
    const nested = costs(1, spend(0.01), spend(0.03, { llmCalls: 5, pricedCalls: 5 }));
    const outcomes = [
      { outcome: 'success', ...none, ...alone },
      { outcome: 'failed', ...none, ...nested },
    ];
    const page = renderCostReport(report({ useCases: [{ ...useCase, ...nested, outcomes }] }), 120);
    expect(page).toMatch(/success +2 +\$0\.0200 {2,}\$0\.0100 +\$0\.0100 +\$0\.0100 +2,000\/200/);
    expect(page).toMatch(/failed +1 +\$0\.0100 +\$0\.0300 +\$0\.0300/);
  });

  it('stays in one table of 120 columns with names, counts and amounts of ordinary size', () => {
    const useCase = report().useCases[0]!;
    const counts = { isLowerBound: true, inputTokens: 48_580, outputTokens: 4_578 };
    const own = spend(0.000469, counts);
    const dear = costs(44, spend(0.137755, counts), spend(0.138224, { ...counts, llmCalls: 5 }));
    const outcomes = [{ outcome: 'abandoned', ...none, ...dear }];
    const support = {
      ...useCase,
      useCase: 'Customer Support',
      ...dear,
      costPerSuccess: 0.004319,
      outcomes,
    };
    const refund = {
      ...useCase,
      useCase: 'Refund',
      ...costs(8, own),
      costPerSuccess: 0.000117,
      outcomes: [],
    };
    const page = renderCostReport(report({ useCases: [support, refund] }), 120);
    expect(page.match(/Customer Support/g)).toHaveLength(1);
  });

  it('marks lower bounds, names what is not priced, and never shows unknown as zero', () => {
    const partly = spend(0.02, { llmCalls: 4, pricedShare: 0.5, isLowerBound: true });
    const unknown = spend(null, { pricedCalls: 0, pricedShare: 0, isLowerBound: true, inputTokens: null });
    const page = renderCostReport(
      report({
        useCases: [
          { ...rest, useCase: 'Partly', costPerSuccess: 0.02, ...costs(1, partly), outcomes: [] },
          { ...rest, useCase: 'Unknown', costPerSuccess: null, ...costs(1, unknown), outcomes: [] },
        ],
        total: { ...rest, runs: 2, ...partly },
        unpriced: [
          {
            kind: 'llm',
            provider: 'acme',
            model: 'acme-9000',
            reason: 'unknown_provider',
            operations: 2,
            inputTokens: null,
            outputTokens: 7,
          },
        ],
      }),
      120,
    );
    expect(page).toMatch(/^Partly +1 +≥\$0\.0200 +≥\$0\.0200 +≥\$0\.0200 .* 50%$/m);
    expect(page).toMatch(/^Unknown +1 +– +– +– +– +– +–\/200 +0%$/m);
    expect(page).toMatch(/^≥ +at least/m);
    expect(page).toMatch(/^acme-9000 +acme +unknown provider +2 +– +7$/m);
    expect(page).not.toContain('$0.00 ');
  });

  it('shows calls outside of any run, runs that did not end, calls told of twice and lines left out', () => {
    const page = renderCostReport(
      report({
        outsideRuns: spend(0.5),
        ledger: {
          ...report().ledger,
          runsWithoutSpan: 2,
          completeFrom: '2025-06-01T12:00:00.000Z',
          deletedFiles: 3,
          repeatedLlmSpans: 3,
          unreadable: [{ file: 'a.jsonl', line: 7, problem: 'Unexpected token' }],
        },
      }),
      120,
    );
    expect(page).toMatch(/^\(outside any run\) +\$0\.5000 +2,000\/200 +100%$/m);
    expect(page).toMatch(/^not ended +2 runs did not end here/m);
    expect(page).toMatch(/^counted once +3 spans of wrappers/m);
    expect(page).toMatch(/^complete +from 2025-06-01 12:00 UTC on: 3 files before that were deleted/m);
    expect(page).toContain('1 place that could not be read: a.jsonl:7 (Unexpected token)');
  });
});
