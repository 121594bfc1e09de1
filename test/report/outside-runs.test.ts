import { costBy, costByOutcome } from '../../src/report/cost-by-outcome';
import type { GroupedCostReport } from '../../src/report/cost-report';
import type { Dimension } from '../../src/report/dimensions';
import type { Selection } from '../../src/report/question';
import { renderGroupedCostReport } from '../../src/report/render-cost-report';
import { heldLedger } from '../support/held-ledger';
import { llmSpan, NOON_MS, otlpLine, runSpan } from '../support/otlp-lines';

const DAY_MS = 86_400_000;
const call = { model: 'm1', input: 10, output: 5 };
const named = '(outside any run)';

/** A run of a customer whose name is what the page says of operations outside of runs; and three of those. */
const asking = heldLedger({
  'a.jsonl': otlpLine(
    runSpan({ run: 'a', outcome: 'success', more: { 'botanu.customer_id': named } }),
    llmSpan({ run: 'a', ...call, costUsd: 1 }),
    llmSpan({ ...call, costUsd: 5 }),
    llmSpan({ ...call, costUsd: 7, startMs: NOON_MS + DAY_MS }),
    llmSpan({ ...call, costUsd: 9, startMs: NOON_MS + DAY_MS }),
  ),
});

const ask = (by: Dimension[], selection: Selection = {}): Promise<GroupedCostReport> =>
  asking((ledger) => costBy(ledger, by, selection));

const cells = ({ groups, by }: GroupedCostReport) =>
  groups.map(({ group, isOutsideRuns, own, runs }) => [
    isOutsideRuns,
    ...by.map((dimension) => group[dimension]),
    runs,
    own.cost,
  ]);

describe('operations outside of any run', () => {
  it.each<[Dimension, string]>([
    ['model', 'm1'],
    ['provider', 'openai'],
    ['vendor', 'openai'],
  ])('are apart from those of runs by %s', async (dimension, value) => {
    const report = await ask([dimension]);
    expect(cells(report)).toEqual([
      [false, value, 1, 1],
      [true, value, 0, 21],
    ]);
    expect(report.groups[0]).toMatchObject({ costPerSuccess: 1, perRun: { mean: 1 } });
    expect(report.groups[1]).toMatchObject({ costPerSuccess: null, perRun: { mean: null } });
  });

  it('are no runs of somebody who has their name', async () => {
    expect(cells(await ask(['customer']))).toEqual([
      [false, named, 1, 1],
      [true, null, 0, 21],
    ]);
  });

  it('are of the day on which they started', async () => {
    expect(cells(await ask(['day']))).toEqual([
      [false, '2025-06-02', 1, 1],
      [true, '2025-06-02', 0, 5],
      [true, '2025-06-03', 0, 16],
    ]);
  });

  it.each<[string, Dimension, string, cost: number]>([
    ['found by their day', 'day', '2025-06-03', 16],
    ['found with the runs of that day', 'day', '2025-06-02', 6],
    ['of no customer', 'customer', '', 0],
  ])('are %s', async (_, dimension, value, cost) => {
    const where = [{ dimension, value }];
    expect((await ask(['use-case'], { where })).total.cost).toBe(cost);
    expect((await asking((ledger) => costByOutcome(ledger, { where }))).total.cost).toBe(cost);
  });

  it('have a line of their own on the page', async () => {
    const page = renderGroupedCostReport(await ask(['day', 'model']), 120);
    expect(page).toContain('\nday / model ');
    expect(page).toMatch(/^\(outside any run\) \/ 2025-06-03 \/ m1 +\$16\.00 +20\/10 +100%$/m);
  });
});
