import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLedger } from '../../src/ledger/with-ledger';
import { costByOutcome } from '../../src/report/cost-by-outcome';
import { renderCostReport } from '../../src/report/render-cost-report';
import { ledgerDirectory, llmSpan, otlpLine, otlpSpan, runSpan } from '../support/otlp-lines';

const query = (system: string) =>
  otlpSpan({ name: 'SELECT', attributes: { 'botanu.run_id': 'r', 'db.system.name': system } });

/** The page of a ledger in which a call and, by its rate card, a query of two have no price. */
async function page(rateCard: string): Promise<string> {
  const directory = ledgerDirectory({
    'a.jsonl': otlpLine(
      runSpan({ run: 'r', outcome: 'success' }),
      llmSpan({ run: 'r', costUsd: 1 }),
      llmSpan({ run: 'r', model: 'unheard-of', input: 1, output: 1 }),
      query('postgresql'),
      query('mysql'),
    ),
  });
  const prices = join(directory, 'prices.yaml');
  writeFileSync(prices, rateCard);
  return withLedger(directory, async (ledger) => renderCostReport(await costByOutcome(ledger), 120), {
    prices,
  });
}

it('what has no price are operations where others than LLM calls count', async () => {
  const text = await page('databases:\n  - system: postgresql\n    per_query: 0.5\n');
  expect(text).toMatch(/^≥ +at least: operations without a price are left out/m);
  expect(text).toMatch(/^not priced +provider +why +operations /m);
  expect(text).toMatch(/^database +mysql +no rate +1 /m);
});

it('what has no price are LLM calls where nothing else counts', async () => {
  const text = await page('currency: USD\n');
  expect(text).toMatch(/^≥ +at least: LLM calls without a price are left out/m);
  expect(text).toMatch(/^not priced +provider +why +LLM calls /m);
  expect(text).not.toMatch(/(?<!LLM )calls/);
});
