import type { SpanFields } from '../support/costs';
import { callRow, costOf, costsOf, pricedAtOnce } from '../support/costs';

const M = 1_000_000;

/** Source of an amount by a rate card; the eight digits are of its content. */
const CARD = /^botanu\.prices\.yaml@[0-9a-f]{8}$/;
const CARD_OF_LIST = /^botanu\.prices\.yaml@[0-9a-f]{8}, genai-prices@\d+\.\d+\.\d+$/;

const at = (time: string): number => Date.parse(time);

/** gpt-4o at list price: 2.50 in, 1.25 read, 10 out; 0.01 a web search. */
const GPT_4O: SpanFields = { request_model: 'gpt-4o', input_tokens: M, output_tokens: M };

describe('models', () => {
  const RULES = `
models:
  - provider: openai
    discount: 12%
  - provider: openai
    valid_from: 2026-01-01
    valid_until: 2026-12-31
    discount: 20%
  - model: gpt-4o*
    service_tier: batch
    discount: 50%
  - model: gpt-4o*
    service_tier: priority
    surcharge: 70%
  - model: o3
    valid_until: 2025-06-30
    per_million_tokens: { input: 1, output: 2 }
  - provider: acme
    model: llama-*
    per_million_tokens: { input: 0.2, cache_read: 0.02, output: 0.4 }
    tiers:
      - { above_input_tokens: 100000, per_million_tokens: { input: 0.3 } }
      - { above_input_tokens: 500000, per_million_tokens: { input: 0.5, output: 0.8 } }
  - provider: acme
    model: llama-70b
    per_million_tokens: { input: 1, cache_read: 0.1, cache_write: 2, cache_write_1h: 3, output: 5, reasoning: 7 }
    per_request: 0.001
    per_1k_web_searches: 10
  - provider: acme
    model: painter
    per_1k_requests: 40
`;
  const priced = pricedAtOnce(RULES);

  it.each(
    priced<[string, SpanFields, number, RegExp]>(
      [
        [
          'a discount off every public price',
          { ...GPT_4O, web_searches: 10 },
          0.88 * (2.5 + 10 + 0.1),
          CARD_OF_LIST,
        ],
        [
          'in the last millisecond before another',
          { ...GPT_4O, startMs: at('2025-12-31T23:59:59.999Z') },
          11,
          CARD_OF_LIST,
        ],
        ['from the first of its days', { ...GPT_4O, startMs: at('2026-01-01T00:00:00Z') }, 10, CARD_OF_LIST],
        ['to the end of its last', { ...GPT_4O, startMs: at('2026-12-31T23:59:59.999Z') }, 10, CARD_OF_LIST],
        ['and not after it', { ...GPT_4O, startMs: at('2027-01-01T00:00:00Z') }, 11, CARD_OF_LIST],
        [
          'a tier at half the list price, not of the discounted one',
          { ...GPT_4O, service_tier: 'batch' },
          6.25,
          CARD_OF_LIST,
        ],
        ['a tier in any case', { ...GPT_4O, service_tier: 'Batch' }, 6.25, CARD_OF_LIST],
        ['a tier above the list price', { ...GPT_4O, service_tier: 'priority' }, 1.7 * 12.5, CARD_OF_LIST],
        [
          'the tier at the list price by any of its names',
          { ...GPT_4O, service_tier: 'default' },
          11,
          CARD_OF_LIST,
        ],
        [
          'prices of its own for a time',
          { request_model: 'o3', input_tokens: M, output_tokens: M, startMs: at('2025-06-30T23:59:59.999Z') },
          3,
          CARD,
        ],
        [
          'after which the next rule is for it',
          { request_model: 'o3', input_tokens: M, output_tokens: M, startMs: at('2025-07-01T00:00:00Z') },
          0.88 * (2 + 8),
          CARD_OF_LIST,
        ],
        [
          'the lowest of several tiers, to its last token',
          {
            provider: 'acme',
            request_model: 'llama-7b',
            input_tokens: 100_000,
            output_tokens: 1_000,
            cache_read_tokens: 40_000,
          },
          (60_000 * 0.2 + 40_000 * 0.02 + 1_000 * 0.4) / M,
          CARD,
        ],
        [
          'the next for the whole call, with what it does not name',
          {
            provider: 'acme',
            request_model: 'llama-7b',
            input_tokens: 100_001,
            output_tokens: 1_000,
            cache_read_tokens: 40_000,
          },
          (60_001 * 0.3 + 40_000 * 0.02 + 1_000 * 0.4) / M,
          CARD,
        ],
        [
          'the highest',
          { provider: 'acme', request_model: 'llama-7b', input_tokens: 500_001, output_tokens: 1_000 },
          (500_001 * 0.5 + 1_000 * 0.8) / M,
          CARD,
        ],
        [
          'every kind at its rate, and the fees: the exact name beats the pattern',
          {
            provider: 'ACME',
            request_model: 'Llama-70b',
            input_tokens: 100_000,
            cache_read_tokens: 20_000,
            cache_write_tokens: 30_000,
            cache_write_1h_tokens: 10_000,
            output_tokens: 10_000,
            reasoning_tokens: 4_000,
            web_searches: 2,
          },
          (50_000 * 1 + 20_000 * 0.1 + 20_000 * 2 + 10_000 * 3 + 6_000 * 5 + 4_000 * 7) / M + 0.001 + 0.02,
          CARD,
        ],
        [
          'a price by the request alone, without tokens',
          { provider: 'acme', request_model: 'painter' },
          0.04,
          CARD,
        ],
        [
          'a price by the request alone, whatever the tokens',
          { provider: 'acme', request_model: 'painter', input_tokens: 100, output_tokens: null },
          0.04,
          CARD,
        ],
        [
          'the model that answered, where a rule names it',
          {
            provider: 'acme',
            request_model: 'llama-70b',
            response_model: 'llama-7b',
            input_tokens: M,
            output_tokens: 0,
          },
          0.5,
          CARD,
        ],
        [
          'the model asked for, where nobody knows the other',
          {
            provider: 'acme',
            request_model: 'llama-70b',
            response_model: 'deployment-3',
            input_tokens: M,
            output_tokens: 0,
          },
          1.001,
          CARD,
        ],
      ],
      ([, fields]) => callRow(fields),
    ),
  )('have %s', (_, _fields, costUsd, source, cost) => {
    expect(cost().cost).toBeCloseTo(costUsd, 12);
    expect(cost()).toMatchObject({ source: expect.stringMatching(source), unpriced_reason: null });
  });

  it.each(
    priced<[string, SpanFields, string]>(
      [
        ['no rule is for the tier', { ...GPT_4O, service_tier: 'flex' }, 'unpriced_service_tier'],
        [
          'no rule is for the model',
          { provider: 'acme', request_model: 'other', input_tokens: 1, output_tokens: 1 },
          'unknown_provider',
        ],
        [
          'a discount is off a price that nobody knows',
          { request_model: 'gpt-99', input_tokens: 1, output_tokens: 1 },
          'unknown_model',
        ],
        [
          'the model has prices, and the call no usage',
          { provider: 'acme', request_model: 'llama-7b' },
          'no_usage',
        ],
        [
          'it failed and nothing was counted',
          { provider: 'acme', request_model: 'painter', error_type: '500' },
          'failed_without_usage',
        ],
      ],
      ([, fields]) => callRow(fields),
    ),
  )('have no price where %s', (_, _fields, reason, cost) => {
    expect(cost()).toEqual({
      cost: null,
      source: null,
      unpriced_reason: reason,
    });
  });

  it.each(['azure_openai', 'azure.ai.openai', 'azure'])('know the provider as %s', async (provider) => {
    const card = `models: [{ provider: ${provider}, discount: 10% }]`;
    const call = { provider: 'azure.ai.openai', ...GPT_4O };
    expect((await costOf(callRow(call), card)).cost).toBeCloseTo(11.25, 12);
  });

  it('are found by the name that the public table has for a dated one', async () => {
    const card = 'models: [{ model: gpt-4o, discount: 10% }]';
    const call = { ...GPT_4O, request_model: 'gpt-4o-2024-08-06' };
    const spans = [callRow(call), callRow({ ...GPT_4O, request_model: 'gpt-4o-mini' })];
    const [dated, mini] = await costsOf(spans, card);
    expect(dated?.cost).toBeCloseTo(11.25, 12);
    expect(mini?.cost).toBeCloseTo(0.75, 12);
  });

  it('leave the reported cost alone, unless the rate card says that it does not count', async () => {
    const call = callRow({ ...GPT_4O, reported_cost_usd: 0.5 });
    const rules = 'models: [{ model: gpt-4o, per_million_tokens: { input: 1, output: 1 } }]';
    expect(await costOf(call, rules)).toMatchObject({ cost: 0.5, source: 'provider' });
    expect(await costOf(call, `reported_costs: false\n${rules}`)).toMatchObject({ cost: 2 });
  });

  it('have no public prices where the rate card does not want them', async () => {
    expect(await costOf(callRow(GPT_4O), 'public_prices: false')).toMatchObject({
      unpriced_reason: 'no_rate',
    });
  });

  it('are refused where two rules are equal, by their lines', async () => {
    const card = 'models:\n  - model: gpt-4*\n    discount: 10%\n  - model: gp*-4o\n    discount: 20%\n';
    await expect(costOf(callRow({ ...GPT_4O }), card)).rejects.toThrow(
      /^botanu\.prices\.yaml:4: this rule and that of line 2 are for the same at the same time/,
    );
  });
});

describe('the currency', () => {
  it('is refused with its line', async () => {
    await expect(costOf(callRow(GPT_4O), '# Ours.\npublic_prices: true\ncurrency: EUR\n')).rejects.toThrow(
      /^botanu\.prices\.yaml:3: its currency is EUR/,
    );
  });

  const EUR = 'currency: EUR\nmodels: [{ model: gpt-4o, per_million_tokens: { input: 2, output: 8 } }]\n';

  it('is that of the rate card for all amounts', async () => {
    expect(await costOf(callRow(GPT_4O), EUR)).toMatchObject({ cost: 10 });
  });

  it.each<[string, SpanFields, RegExp]>([
    [
      'a public price',
      { input_tokens: 1, output_tokens: 1 },
      /^botanu\.prices\.yaml:1: its currency is EUR, but 1 operation would have the public price, in USD, by genai-prices@.*public_prices: false/,
    ],
    [
      'a reported cost',
      { ...GPT_4O, reported_cost_usd: 1 },
      /1 operation had a cost reported by the provider, in USD\..*reported_costs: false/,
    ],
  ])('is refused beside %s', async (_, fields, message) => {
    const spans = [callRow(GPT_4O), callRow(fields)];
    await expect(costsOf(spans, EUR)).rejects.toThrow(message);
    await expect(costsOf(spans, `public_prices: false\nreported_costs: false\n${EUR}`)).resolves.toHaveLength(
      2,
    );
  });
});
