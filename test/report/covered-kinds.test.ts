import { costBy } from '../../src/report/cost-by-outcome';
import { renderGroupedCostReport } from '../../src/report/render-cost-report';
import { renderRunList } from '../../src/report/render-run-list';
import { renderRunTrees } from '../../src/report/render-run-tree';
import { runList } from '../../src/report/run-list';
import { runTrees } from '../../src/report/run-tree';
import { heldLedger } from '../support/held-ledger';
import { llmSpan, otlpLine, otlpSpan, runSpan } from '../support/otlp-lines';

const worth = { 'botanu.outcome.value_type': 'usd', 'botanu.outcome.value_amount': 5 };
const run = (run: string, parent?: string) =>
  runSpan({
    run,
    ...(parent === undefined ? {} : { parent }),
    outcome: 'success',
    more: { 'botanu.customer_id': run, ...(parent === undefined ? worth : {}) },
  });
const query = (run: string) =>
  otlpSpan({ name: 'SELECT', attributes: { 'botanu.run_id': run, 'db.system.name': 'postgresql' } });

/** Databases have no price at all, so that amounts are of LLM calls. */
const asking = heldLedger({
  'a.jsonl': otlpLine(
    run('call'),
    llmSpan({ run: 'call', costUsd: 1, input: 1, output: 1 }),
    run('query'),
    query('query'),
    run('none'),
    run('parent'),
    llmSpan({ run: 'parent', costUsd: 1, input: 1, output: 1 }),
    run('child', 'parent'),
    query('child'),
  ),
});

describe('a run that has only operations of a kind without any price', () => {
  it('is worth the same by itself as in every sum', async () => {
    const { groups, total } = await asking((ledger) => costBy(ledger, ['customer']));
    const gains = Object.fromEntries(
      groups.map(({ group, valueMinusCost }) => [group.customer, valueMinusCost]),
    );
    expect(gains).toEqual({ call: 4, query: 5, none: 5, parent: 4, child: null });
    expect(total).toMatchObject({ cost: 2, isLowerBound: false, value: 20, valueMinusCost: 18 });
    expect(groups.find(({ group }) => group.customer === 'query')).toMatchObject({
      own: { cost: 0, isLowerBound: false, coverage: { database: { operations: 1, priced: 0 } } },
      perRun: { mean: 0 },
      costPerSuccess: 0,
    });
  });

  it('adds nothing to the run around it', async () => {
    const pages = await asking(async (ledger) => [
      renderGroupedCostReport(await costBy(ledger, ['use-case']), 120),
      renderRunList(await runList(ledger), 'time', 120),
      renderRunTrees(await runTrees(ledger, 'parent'), 120),
    ]);
    for (const page of pages) expect(page).not.toMatch(/with nested(?! runs)/);
  });

  it('is not said to be free where its operations themselves are asked about', async () => {
    const { groups, total } = await asking((ledger) => costBy(ledger, ['vendor']));
    expect(groups.map(({ group, own, perRun }) => [group.vendor, own.cost, perRun.mean])).toEqual([
      ['openai', 2, 1],
      ['postgresql', null, null],
    ]);
    expect(total.cost).toBe(2);
    const where = [{ dimension: 'vendor' as const, value: 'postgresql' }];
    expect((await asking((ledger) => costBy(ledger, ['customer'], { where }))).total.cost).toBeNull();
  });
});
