import { runPrices } from '../../src/cli/prices-command';
import type { ModelPrices } from '../../src/report/model-prices';
import { cardFile } from '../support/card-file';
import { ledgerDirectory, llmSpan, otlpLine, otlpSpan } from '../support/otlp-lines';

const prices = cardFile(
  `models:
  - provider: openia
    discount: 12%
  - provider: openai
    discount: 12%
  - provider: groq
    discount: 12%
databases:
  - system: postgresql
    per_query: 1
  - system: '*'
    operation: VACUUM
    per_query: 1
`,
);

const directory = ledgerDirectory({
  'spans.jsonl': otlpLine(
    llmSpan({ input: 5, output: 5 }),
    llmSpan({ provider: 'groq', model: 'llama-3.3-70b-versatile', input: 5, output: 5 }),
    llmSpan({ provider: 'antropic', model: 'claude-sonnet-4-5', input: 5, output: 5 }),
    otlpSpan({ attributes: { 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT' } }),
  ),
});

const NOTE = 'Rules of botanu.prices.yaml that are for nothing in this ledger: lines 2 and 11.';

it('prices of a ledger name the rules that are for nothing in it', async () => {
  const page = await runPrices({ directory, prices });
  expect(page).toContain(
    `\n\n${NOTE}\n\nline 2  the public table has no provider openia. Did you mean openai?\n`,
  );
});

it.each([
  ['groq', /^llama-3\.3-70b-versatile +groq/m],
  ['cohere', /^The ledger has no calls of cohere\.$/m],
])('of all providers, whether or not only those of %s are shown', async (provider, shown) => {
  const page = await runPrices({ directory, prices, provider });
  expect(page).toMatch(shown);
  expect(page).toContain(NOTE);
});

it('as JSON, they are null where the ledger was not asked', async () => {
  const asked = async (model?: string) =>
    JSON.parse(await runPrices({ directory, prices, model, json: true })) as ModelPrices;
  expect((await asked()).unusedRules).toEqual([
    {
      file: 'botanu.prices.yaml',
      line: 2,
      place: 'models[0]',
      hint: { selector: 'provider', given: 'openia', nearest: 'openai' },
    },
    { file: 'botanu.prices.yaml', line: 11, place: 'databases[1]', hint: null },
  ]);
  expect((await asked('gpt-4o')).unusedRules).toBeNull();
});

describe('a provider that is mistyped in code', () => {
  it('is asked about in the table of models', async () => {
    expect(await runPrices({ directory, prices, width: 200 })).toMatch(
      /^claude-sonnet-4-5 +antropic .* no price: unknown provider \(anthropic\?\)$/m,
    );
  });

  it('is asked about where it has no price', async () => {
    const page = await runPrices({ directory, prices, unpriced: true });
    expect(page).toMatch(/^claude-sonnet-4-5 +llm +antropic +unknown provider \(anthropic\?\) +1 /m);
    const { operations } = JSON.parse(await runPrices({ directory, prices, unpriced: true, json: true })) as {
      operations: unknown;
    };
    expect(operations).toMatchObject([{ provider: 'antropic', nearestProvider: 'anthropic' }]);
  });
});
