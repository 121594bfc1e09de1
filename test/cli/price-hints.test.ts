import { runPrices } from '../../src/cli/prices-command';
import type { ModelPrices } from '../../src/report/model-prices';
import { cardFile } from '../support/card-file';
import { ledgerDirectory, llmSpan, otlpLine } from '../support/otlp-lines';

const NO_RULES = cardFile('');

const asked = async (options: Parameters<typeof runPrices>[0]): Promise<ModelPrices> =>
  JSON.parse(await runPrices({ prices: NO_RULES, ...options, json: true })) as ModelPrices;

describe('a model without a price', () => {
  it.each([
    ['gpt-4o-min', 'gpt-4o-mini', []],
    ['gpt4o', 'gpt-4o', []],
    ['openai/gpt-4o', 'gpt-4o', ['openrouter']],
    ['sonar', null, ['perplexity']],
    ['text-embedding-3-small', null, ['azure', 'openai']],
    ['acme-9000-ultra', null, []],
  ])('%s: perhaps %s, or of %j', async (model, nearest, providers) => {
    const { hint } = await asked({ model });
    expect(hint?.nearest).toBe(nearest);
    expect(hint?.providers).toEqual(expect.arrayContaining(providers));
    expect(hint!.providers.length > 0).toBe(providers.length > 0);
  });

  it('has help on its page, and one with a price has none', async () => {
    expect(await runPrices({ model: 'gpt-4o-min', prices: NO_RULES })).toMatch(
      /^Did you mean gpt-4o-mini\? A rule in botanu\.prices\.yaml gives it a price; `botanu prices --unpriced`/m,
    );
    expect(await runPrices({ model: 'sonar', prices: NO_RULES })).toMatch(
      /^The public table has the name of perplexity: say whose with --provider\./m,
    );
    expect((await asked({ model: 'sonar', provider: 'perplexity' })).hint).toBeNull();
  });
});

describe('with a rate card', () => {
  const providers = async (model: string, card: string) =>
    (await asked({ model, prices: cardFile(card) })).models.map(({ provider, periods }) => [
      provider,
      periods[0]?.line,
    ]);

  it('tells the price of the maker beside those that rules name', async () => {
    expect(await providers('gpt-4o', 'models: [{ provider: azure, model: gpt-4o, discount: 10% }]')).toEqual([
      ['openai', null],
      ['azure', 1],
    ]);
    expect(await providers('gpt-4o', 'models: [{ provider: OpenAI, model: gpt-4o, discount: 10% }]')).toEqual(
      [['OpenAI', 1]],
    );
  });

  it('knows a rule by the name that the public table has', async () => {
    const card =
      'models: [{ provider: azure, model: gpt-4o, discount: 10% }, { model: gpt-4o, service_tier: flex, discount: 5% }]';
    const { models } = await asked({ model: 'gpt-4o-2024-08-06', prices: cardFile(card) });
    expect(models.map(({ provider, serviceTier }) => [provider, serviceTier])).toEqual([
      ['openai', 'standard'],
      ['openai', 'flex'],
      ['azure', 'standard'],
      ['azure', 'flex'],
    ]);
  });

  it('tells of a contract for all that a provider sells, where it sells the model', async () => {
    const card = 'models: [{ provider: azure, discount: 10% }, { provider: groq, discount: 10% }]';
    expect(await providers('gpt-4o', card)).toEqual([
      ['openai', null],
      ['azure', 1],
    ]);
  });

  it("leaves out tiers of another provider's rules", async () => {
    const card =
      'models: [{ provider: openai, service_tier: priority, surcharge: 70% }, { provider: acme, model: llama-9, per_request: 1 }]';
    expect(await providers('llama-9', card)).toEqual([['acme', 1]]);
    const { models } = await asked({ model: 'gpt-4o', prices: cardFile(card) });
    expect(models.map(({ serviceTier }) => serviceTier)).toEqual(['standard', 'priority']);
  });

  it('leaves out the maker that nobody knows', async () => {
    expect(
      await providers('llama-9', 'models: [{ provider: acme, model: llama-9, per_request: 1 }]'),
    ).toEqual([['acme', 1]]);
  });
});

describe('a provider that is mistyped', () => {
  const CARD = 'models:\n  - { provider: openia, discount: 12% }\n  - { provider: openai, discount: 5% }\n';
  const openia = { model: 'gpt-4o', provider: 'openia' };

  it('is asked about', async () => {
    expect(await runPrices({ ...openia, prices: NO_RULES })).toMatch(
      /^source +no price: unknown provider\. Did you mean openai\?$/m,
    );
    const { models, hint } = await asked(openia);
    expect(models).toMatchObject([{ provider: 'openia', nearestProvider: 'openai' }]);
    expect(hint).toMatchObject({ sharesOfNothing: [] });
  });

  it('has no price by a discount on the public price, which it does not have', async () => {
    const prices = cardFile(CARD);
    expect(await runPrices({ ...openia, prices, width: 500 })).toMatch(
      /The rule in line 2 of botanu\.prices\.yaml is a share of the public price, and there is none\. A rule with prices of its own in /,
    );
    const { hint } = await asked({ ...openia, prices });
    expect(hint?.sharesOfNothing).toEqual([{ file: 'botanu.prices.yaml', line: 2, place: 'models[0]' }]);
  });

  it('is not asked about where it is known, near none, or has a price', async () => {
    const own = cardFile('models: [{ provider: openia, model: gpt-4o, per_request: 1 }]');
    for (const options of [
      { model: 'gpt-4o', provider: 'openai' },
      { model: 'gpt-4o', provider: 'acme' },
      { ...openia, prices: own },
    ])
      expect((await asked(options)).models).toMatchObject([{ nearestProvider: null }]);
  });
});

describe('--at', () => {
  it.each([
    '2025-02-30',
    '5',
    '2025-06-10T12:00',
    '2025-13-01',
    '2025-06-31T12:00:00Z',
    'June 2025',
    '2025-06-10T25:00Z',
  ])('%s is no time', async (at) => {
    await expect(runPrices({ model: 'o3', at, prices: NO_RULES })).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringContaining('with its zone'),
    });
  });

  it.each([
    ['2025-06-10', '2025-06-10'],
    ['2025-06-10T00:30+02:00', '2025-06-09T22:30:00.000Z'],
    ['2025-06-10T12:00:00.5Z', '2025-06-10T12:00:00.500Z'],
  ])('%s is one', async (given, at) => {
    expect((await asked({ model: 'o3', at: given })).at).toBe(at);
  });
});

describe('--provider, of a ledger', () => {
  const directory = ledgerDirectory({
    'spans.jsonl': otlpLine(
      llmSpan({ provider: 'azure.ai.openai', model: 'gpt-4o', input: 1, output: 1 }),
      llmSpan({ provider: 'openai', input: 1, output: 1 }),
    ),
  });

  it.each(['azure_openai', 'azure', 'azure.chat'])('takes any spelling: %s', async (provider) => {
    expect((await asked({ directory, provider })).models).toMatchObject([{ model: 'gpt-4o' }]);
  });

  it('says where there is none', async () => {
    expect(await runPrices({ directory, provider: 'groq', prices: NO_RULES })).toBe(
      'The ledger has no calls of groq.\n',
    );
  });
});
