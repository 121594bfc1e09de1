import { rateCardOf } from '../../src/pricing/read-rate-card';
import { TOKEN_KIND_NAMES } from '../../src/pricing/price-kind';
import { UNIT_PRICES } from '../../src/pricing/unit-prices';
import { callRow, costOf } from '../support/costs';
import { textOf } from './snippets';

const PAGE = textOf('docs/cost/rate-cards.md');

const [example, euros] = [...PAGE.matchAll(/^```yaml\n(?<text>.*?)^```$/gms)].map(
  ({ groups }) => groups!.text!,
);

describe('the rate card of the page', () => {
  it('is one', () => {
    const { currency, models, operations } = rateCardOf(example!, 'botanu.prices.yaml');
    expect({ currency, models: models.length, operations: operations.map(({ kind }) => kind) }).toEqual({
      currency: 'USD',
      models: 5,
      operations: ['database', 'database', 'storage', 'storage', 'messaging', 'tool', 'tool'],
    });
    expect(rateCardOf(euros!, 'botanu.prices.yaml')).toMatchObject({ currency: 'EUR', publicPrices: false });
  });

  it.each([
    ['in the year of the contract', '2026-06-01', {}, 0.88 * 12.5],
    ['before it', '2025-12-31', {}, 12.5],
    ['in a batch', '2026-06-01', { service_tier: 'batch' }, 6.25],
    ['at priority', '2026-06-01', { service_tier: 'priority' }, 1.7 * 12.5],
  ])('prices gpt-4o %s', async (_, day, more, costUsd) => {
    const call = { request_model: 'gpt-4o', input_tokens: 1_000_000, output_tokens: 1_000_000, ...more };
    expect((await costOf(callRow({ ...call, startMs: Date.parse(day) }), example)).cost).toBeCloseTo(
      costUsd,
      12,
    );
  });

  it('prices the model of nobody else, in both tiers', async () => {
    const llama = { provider: 'acme', request_model: 'llama-3-70b', output_tokens: 0 };
    expect((await costOf(callRow({ ...llama, input_tokens: 100_000 }), example)).cost).toBeCloseTo(0.06, 12);
    expect((await costOf(callRow({ ...llama, input_tokens: 200_000 }), example)).cost).toBeCloseTo(0.24, 12);
  });
});

it('names every kind of token and every key that is not by the thousand or the million', () => {
  for (const kind of TOKEN_KIND_NAMES) expect(PAGE).toContain(`\`${kind}\``);
  const keys = Object.values(UNIT_PRICES).flatMap((prices) => Object.keys(prices));
  for (const key of keys.filter((one) => !/_(1k|million|byte|[mgt]i?b)_/.test(one)))
    expect(PAGE).toContain(`\`${key}\``);
});

it("reckons the page on attribution's call as it says", async () => {
  const cost = await costOf(
    callRow({
      provider: 'anthropic',
      request_model: 'claude-sonnet-4-5',
      input_tokens: 160_000,
      output_tokens: 1_000,
      cache_read_tokens: 10_000,
      cache_write_tokens: 100_000,
      cache_write_1h_tokens: 40_000,
    }),
  );
  expect(textOf('docs/cost/cost-attribution.md')).toContain(` ${cost.cost!.toFixed(6)}\n`);
});
