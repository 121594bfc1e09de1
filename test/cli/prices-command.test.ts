import { runPrices } from '../../src/cli/prices-command';
import { rateCardOf } from '../../src/pricing/read-rate-card';
import type { ModelPrices } from '../../src/report/model-prices';
import { botanu } from '../support/botanu-command';
import { cardFile } from '../support/card-file';
import { ledgerDirectory, llmSpan, otlpLine, otlpSpan } from '../support/otlp-lines';

const NO_RULES = cardFile('');

const asked = async (options: Parameters<typeof runPrices>[0]): Promise<ModelPrices> =>
  JSON.parse(await runPrices({ prices: NO_RULES, ...options, json: true })) as ModelPrices;

describe('botanu prices MODEL', () => {
  it('tells what it costs, by the size of the input, and by which table', async () => {
    const page = await runPrices({ model: 'gemini-2.5-pro', prices: NO_RULES });
    expect(page).toMatch(/^gemini-2\.5-pro of google$/m);
    expect(page).toMatch(/^USD per million tokens +input up to 200,000 +input above 200,000$/m);
    expect(page).toMatch(/^input +1\.25 +2\.50$/m);
    expect(page).toMatch(/^ {2}read from the cache +0\.125 +0\.25$/m);
    expect(page).toMatch(/^source +genai-prices@\S+, which lists it as gemini-2\.5-pro of google$/m);
    expect(page).toMatch(/^valid +at any time$/m);
  });

  it('tells the price of a day, and those of other days', async () => {
    const o3 = { model: 'o3', prices: NO_RULES };
    expect(await runPrices({ ...o3, at: '2025-06-09' })).toMatch(/^input +10\.00$/m);
    const after = await runPrices({ ...o3, at: '2025-06-10' });
    expect(after).toMatch(/^input +2\.00$/m);
    expect(after).toMatch(/^valid +from 2025-06-10$/m);
    expect(after).toMatch(/^at other times +until 2025-06-10: input 10\.00, output 40\.00$/m);
  });

  it('tells prices of the time of day', async () => {
    const deepseek = { model: 'deepseek-v4-pro', prices: NO_RULES };
    const day = await asked({ ...deepseek, at: '2025-06-02' });
    const times = day.models[0]!.periods.filter(({ current }) => current).map(
      ({ timeOfDay }) => timeOfDay?.from,
    );
    expect(times).toEqual(['00:00', '01:00', '04:00', '06:00', '10:00']);
    const instant = await asked({ ...deepseek, at: '2025-06-02T03:59:59Z' });
    expect(instant.models[0]!.periods.filter(({ current }) => current)).toMatchObject([
      { timeOfDay: { from: '01:00', until: '04:00' }, tiers: [{ perMillion: { input: 1.32 } }] },
    ]);
  });

  it('names the line of the rate card that the price is from, at each tier that it has', async () => {
    const prices = cardFile(
      'models:\n  - { model: gpt-4o, discount: 20% }\n  - { model: gpt-4o, service_tier: flex, discount: 50% }\n',
    );
    const page = await runPrices({ model: 'gpt-4o', prices });
    expect(page).toMatch(/^gpt-4o of openai$/m);
    expect(page).toMatch(/^input +2\.00$/m);
    expect(page).toMatch(
      /^source +botanu\.prices\.yaml@[0-9a-f]{8}, line 2, a share of the price by genai-prices@/m,
    );
    expect(page).toMatch(/^gpt-4o of openai, service tier flex$/m);
    expect(page).toMatch(/line 3, a share of the price/);
  });

  it('says why there is no price', async () => {
    expect(await runPrices({ model: 'acme-9000', prices: NO_RULES })).toMatch(
      /^source +no price: unknown model\.$/m,
    );
  });

  it('takes no time that is none', async () => {
    await expect(runPrices({ model: 'o3', at: 'noon' })).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringContaining("--at 'noon' is no time. Write a day, such as 2026-01-31"),
    });
  });
});

describe('of a ledger', () => {
  const directory = ledgerDirectory({
    'spans.jsonl': otlpLine(
      llmSpan({ input: 10, output: 1 }),
      llmSpan({ input: 10, output: 1 }),
      llmSpan({ model: 'acme-9000', provider: 'acme', input: 500, output: 50 }),
      llmSpan({ model: 'acme-9000', provider: 'acme', input: 700, output: 70 }),
      llmSpan({ input: 10, output: 1, more: { 'botanu.usage.service_tier': 'flex' } }),
      llmSpan({ failed: true }),
      otlpSpan({
        attributes: {
          'db.system.name': 'postgresql',
          'db.operation.name': 'SELECT',
          'db.collection.name': 't',
        },
      }),
      otlpSpan({
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'maps',
          'botanu.vendor': 'serpapi',
        },
      }),
    ),
  });

  it('tells the prices of its models, the most used first', async () => {
    const page = await runPrices({ directory, prices: NO_RULES });
    expect(page).toMatch(/^gpt-4o-mini +openai +standard +3 +0\.15 +0\.075 +0\.60 +genai-prices@/m);
    expect(page).toMatch(/^acme-9000 +acme +standard +2 +– +– +– +no price: unknown provider$/m);
    expect(page).toMatch(/^gpt-4o-mini +openai +flex +1 +– +– +– +no price: unpriced service tier$/m);
  });

  it('lists what has no price, by count and tokens', async () => {
    const page = await runPrices({ directory, unpriced: true, prices: NO_RULES });
    expect(page).toMatch(/^6 operations without a price$/m);
    expect(page).toMatch(/^acme-9000 +llm +acme +unknown provider +2 +1,200 +120$/m);
    expect(page).toMatch(/^gpt-4o-mini +llm +openai +flex +unpriced service tier +1 +10 +1$/m);
    expect(page).toMatch(/^SELECT +database +postgresql +no rate +1$/m);
    expect(page).toContain('What helps with the others:');
  });

  it('gives the lines that price it, once the figures are in', async () => {
    const { rateCard } = JSON.parse(
      await runPrices({ directory, unpriced: true, json: true, prices: NO_RULES }),
    ) as { rateCard: string };
    expect(() => rateCardOf(rateCard, 'botanu.prices.yaml')).toThrow(
      /^botanu\.prices\.yaml:5: models\[0\]\.per_million_tokens\.input must be an amount, .* got nothing\.$/,
    );
    const filled = rateCard
      .replace(/(input|output|per_\w+):$/gm, '$1: 1')
      .replace('per_million_tokens: 1', 'per_million_tokens:')
      .replace(/discount: .*/, 'discount: 50%');
    const left = JSON.parse(
      await runPrices({ directory, unpriced: true, json: true, prices: cardFile(filled) }),
    ) as { operations: { reason: string }[] };
    expect(left.operations.map(({ reason }) => reason)).toEqual(['failed_without_usage']);
  });
});

describe('the command', () => {
  it('prints the price and exits with 0', () => {
    const { status, stdout, stderr } = botanu(
      'prices',
      'gpt-4o',
      '--provider',
      'openai',
      '--prices',
      NO_RULES,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^input +2\.50$/m);
  });

  it('exits with 1 and the line of a mistake in the rate card', () => {
    const { status, stdout, stderr } = botanu(
      'prices',
      'gpt-4o',
      '--prices',
      cardFile('models:\n  - modle: a\n'),
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^botanu: botanu\.prices\.yaml:2: models\[0\]\.modle is not known\. [^\n]*\n$/);
  });

  it("prints the rate card's JSON schema", () => {
    expect(JSON.parse(botanu('prices', '--schema').stdout)).toMatchObject({ title: 'botanu.prices.yaml' });
  });
});
