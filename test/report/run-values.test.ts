import { costBy } from '../../src/report/cost-by-outcome';
import { renderGroupedCostReport } from '../../src/report/render-cost-report';
import { heldLedger } from '../support/held-ledger';
import { llmSpan, otlpLine, runSpan } from '../support/otlp-lines';

const run = (run: string, customer: string, type: string, amount: number) =>
  runSpan({
    run,
    outcome: 'success',
    more: {
      'botanu.customer_id': customer,
      'botanu.outcome.value_type': type,
      'botanu.outcome.value_amount': amount,
    },
  });

const asking = heldLedger({
  'a.jsonl': otlpLine(
    run('1', 'acme', 'usd', 0.0004),
    llmSpan({ run: '1', costUsd: 0.0001, input: 1, output: 1 }),
    run('2', 'globex', 'USD', 1),
    run('3', 'globex', 'usd', 2.5),
    run('4', 'globex', 'tickets', 1234.5678),
    run('5', 'globex', 'answers', 1),
    run('6', 'globex', 'refunds', -1),
    run('7', 'globex', 'visits', 3),
  ),
});

describe('values', () => {
  it('that are money are one, however they are written', async () => {
    const { groups, total } = await asking((ledger) => costBy(ledger, ['customer']));
    const globex = groups.find(({ group }) => group.customer === 'globex');
    expect(globex).toMatchObject({ value: 3.5, valueMinusCost: 3.5 });
    expect(globex?.values).toContainEqual({ type: 'usd', amount: 3.5 });
    expect(globex?.values.map(({ type }) => type)).not.toContain('USD');
    expect(total).toMatchObject({ value: 3.5004, valueMinusCost: 3.5003 });
  });

  it('are money first, then what else there is, and the rest is named', async () => {
    const page = renderGroupedCostReport(await asking((ledger) => costBy(ledger, ['customer'])), 200);
    expect(page).toMatch(/p95 +value +answers +refunds +tickets +value − cost +tokens/);
    expect(page).toMatch(/^acme .* \$0\.000400 +\$0\.000300 /m);
    expect(page).toMatch(/^globex .* \$3\.50 +1 +-1 +1,234\.5678 +\$3\.50 /m);
    expect(page).toMatch(
      /^value +\$3\.50, 1 answers, -1 refunds, 1,234\.5678 tickets, 1 more in --json; value − cost is \$3\.50\.$/m,
    );
  });
});
