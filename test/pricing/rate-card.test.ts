import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rateCardOf, readRateCard } from '../../src/pricing/read-rate-card';
import { rateCardSchema } from '../../src/pricing/rate-card-schema';

const read = (text: string) => () => rateCardOf(text, 'botanu.prices.yaml');

describe('a rate card', () => {
  it.each(['', '# nothing yet\n', '---\n'])('may be empty: %j', (text) => {
    expect(read(text)()).toMatchObject({ currency: 'USD', publicPrices: true, models: [], operations: [] });
  });

  it('has a version of its content', () => {
    const [one, other] = ['currency: USD', 'currency: EUR'].map((text) => read(text)().source);
    expect(one).toMatch(/^botanu\.prices\.yaml@[0-9a-f]{8}$/);
    expect(other).not.toBe(one);
  });

  it('may repeat a part by its anchor', () => {
    const text = `
models:
  - model: a
    per_million_tokens: &same { input: 1, output: 2 }
  - model: b
    per_million_tokens: *same
`;
    const [a, b] = read(text)().models;
    expect(b?.charge).toEqual(a?.charge);
  });

  it('may leave out in a tier what costs there what it cost in the tier below', () => {
    const text = `
models:
  - model: a
    per_million_tokens: { input: 1, output: 1 }
    tiers:
      - { above_input_tokens: 10, per_million_tokens: { output: 2 } }
      - { above_input_tokens: 20, per_million_tokens: { input: 3 } }
`;
    expect(read(text)().models).toMatchObject([
      {
        charge: {
          price: {
            tiers: [
              { rates: { input: 1, output: 1 } },
              { aboveInputTokens: 10, rates: { input: 1, output: 2 } },
              { aboveInputTokens: 20, rates: { input: 3, output: 2 } },
            ],
          },
        },
      },
    ]);
  });

  it.each([
    ['byte', 1],
    ['mb', 1_000_000],
    ['gb', 1_000_000_000],
    ['tb', 1_000_000_000_000],
    ['mib', 1_048_576],
    ['gib', 1_073_741_824],
    ['tib', 1_099_511_627_776],
  ])('may have a price of a %s', (size, bytes) => {
    const [rule] = read(`storage: [{ system: s3, per_${size}_read: 3 }]`)().operations;
    expect(bytes * (rule!.price.tiers[0]!.rates.byte_read! / 1_000_000)).toBeCloseTo(3, 12);
  });

  it('may have two rules for the same at different times', () => {
    const text = `
models:
  - { model: a, discount: 1%, valid_until: 2025-06-30 }
  - { model: a, discount: 2%, valid_from: 2025-07-01 }
  - { model: b, discount: 1% }
  - { model: b, discount: 2%, valid_from: 2025-07-01 }
`;
    expect(read(text)().models).toHaveLength(4);
  });
});

describe('a mistake in a rate card', () => {
  it.each<[string, string, string]>([
    ['no YAML', 'models:\n  - [', 'botanu.prices.yaml:2: is not valid YAML: '],
    [
      'a key twice',
      'currency: USD\ncurrency: EUR',
      'botanu.prices.yaml:2: is not valid YAML: Map keys must be unique',
    ],
    [
      'no mapping',
      '- a',
      'botanu.prices.yaml:1: the file must be a mapping, with keys currency, public_prices, ',
    ],
    ['an unknown key', '\n\nmodel: []', 'botanu.prices.yaml:3: model is not known. Allowed here: currency, '],
    [
      'an unknown key further down',
      'models:\n  - model: a\n    discont: 1%',
      'botanu.prices.yaml:3: models[0].discont is not known. Allowed here: provider, model, service_tier, ',
    ],
    [
      'an unknown kind of token',
      'models:\n  - model: a\n    per_million_tokens:\n      inptu: 1',
      'botanu.prices.yaml:4: models[0].per_million_tokens.inptu is not known. Allowed here: input, cache_read, ',
    ],
    [
      'the unit of another section',
      'tools:\n  - name: a\n    per_query: 1',
      'botanu.prices.yaml:3: tools[0].per_query is not known. Allowed here: system, name, valid_from, ',
    ],
    [
      'no list',
      'models:\n  model: a',
      'botanu.prices.yaml:2: models must be a list: each entry begins with "- ".',
    ],
    [
      'no price yet',
      'tools:\n  - name: a\n    per_call:',
      'botanu.prices.yaml:3: tools[0].per_call must be an amount, a number from 0 up, got nothing.',
    ],
    [
      'a price as text',
      'tools:\n  - name: a\n    per_call: 1 USD',
      'botanu.prices.yaml:3: tools[0].per_call must be an amount, a number from 0 up, got "1 USD".',
    ],
    [
      'a price below nothing',
      'tools: [{ name: a, per_call: -1 }]',
      'botanu.prices.yaml:1: tools[0].per_call must be an amount, a number from 0 up, got -1.',
    ],
    [
      'a discount without its sign',
      'models: [{ model: a, discount: 12 }]',
      'botanu.prices.yaml:1: models[0].discount must be a percentage, such as 12%, got 12.',
    ],
    [
      'a discount of more than all',
      'models: [{ model: a, discount: 101% }]',
      'botanu.prices.yaml:1: models[0].discount is more than 100%.',
    ],
    [
      'no day of the calendar',
      'models:\n  - model: a\n    discount: 1%\n    valid_from: 2025-02-30',
      'botanu.prices.yaml:4: models[0].valid_from must be a day, such as 2026-01-31, got "2025-02-30".',
    ],
    [
      'days in the wrong order',
      'models:\n  - model: a\n    discount: 1%\n    valid_from: 2025-02-02\n    valid_until: 2025-02-01',
      'botanu.prices.yaml:5: models[0].valid_until is a day before valid_from.',
    ],
    [
      'a currency by its sign',
      'currency: €',
      'botanu.prices.yaml:1: currency must be a currency code of three capital letters, such as USD, got "€".',
    ],
    [
      'a flag as text',
      'public_prices: "no"',
      'botanu.prices.yaml:1: public_prices must be true or false, got "no".',
    ],
    [
      'one of other choices',
      'tools: [{ name: a, per_call: 1, when_failed: maybe }]',
      'botanu.prices.yaml:1: tools[0].when_failed must be one of charged, free, got "maybe".',
    ],
    [
      'a model without a price',
      'models:\n  - model: a',
      'botanu.prices.yaml:2: models[0] must have either discount or surcharge ',
    ],
    [
      'a model with two prices',
      'models:\n  - model: a\n    discount: 1%\n    per_request: 1',
      'botanu.prices.yaml:2: models[0] must have either discount or surcharge ',
    ],
    [
      'a price of every model there is',
      'models: [{ per_request: 1 }]',
      'botanu.prices.yaml:1: models[0] must say for which model or provider its prices are.',
    ],
    [
      'a part without its whole',
      'models:\n  - model: a\n    per_million_tokens:\n      output: 1\n      cache_read: 1',
      'botanu.prices.yaml:5: models[0].per_million_tokens.cache_read is part of input, which has no price; give it one too.',
    ],
    [
      'a tier of what has no price below',
      'models: [{ model: a, per_million_tokens: { input: 1, output: 1 }, tiers: [{ above_input_tokens: 1, per_million_tokens: { reasoning: 1 } }] }]',
      "botanu.prices.yaml:1: models[0].tiers[0].per_million_tokens.reasoning has no price in the rule's own per_million_tokens; give it one there too.",
    ],
    [
      'tiers out of order',
      'models:\n  - model: a\n    per_million_tokens: { input: 1 }\n    tiers:\n      - { above_input_tokens: 9, per_million_tokens: { input: 1 } }\n      - { above_input_tokens: 9, per_million_tokens: { input: 1 } }',
      'botanu.prices.yaml:6: models[0].tiers[1].above_input_tokens must be more than that of the tier before it (9).',
    ],
    [
      'an operation without a price',
      'storage:\n  - system: s3',
      'botanu.prices.yaml:2: storage[0] has no price. Give it one or more of per_operation, per_1k_operations, ',
    ],
    [
      'two prices of one unit',
      'tools:\n  - name: a\n    per_call: 1\n    per_1k_calls: 900',
      'botanu.prices.yaml:4: tools[0].per_1k_calls prices the same as per_call; keep one of the two.',
    ],
    [
      'a discount in another currency than the public prices',
      'currency: EUR\nmodels:\n  - model: a\n    discount: 1%',
      'botanu.prices.yaml:4: models[0].discount is of the public prices, and those are in USD and the rate card is in EUR. Write per_million_tokens instead.',
    ],
    [
      'two rules for the same',
      'tools:\n  - name: a\n    per_call: 1\n  - name: A\n    per_call: 2',
      'botanu.prices.yaml:4: this rule and that of line 2 are for the same at the same time, and neither is more specific. ',
    ],
    [
      'two rules for the same, their days overlapping by one',
      'models:\n  - { model: a, discount: 1%, valid_from: 2025-01-01, valid_until: 2025-06-30 }\n  - { model: a, discount: 2%, valid_from: 2025-06-30, valid_until: 2025-12-31 }',
      'botanu.prices.yaml:3: this rule and that of line 2 are for the same at the same time',
    ],
  ])('%s is told with its line', (_, text, message) => {
    expect(read(text)).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID', message: expect.stringContaining(message) }),
    );
    expect(read(text)).toThrow(new RegExp(`^${message.slice(0, 20).replace(/[.[\]]/g, '\\$&')}`));
  });

  it('a file that is not there is told with its path', () => {
    expect(() => readRateCard('/nowhere/prices.yaml')).toThrow(
      "The rate card '/nowhere/prices.yaml' cannot be read (ENOENT). Correct the path, or leave out --prices.",
    );
  });
});

it('the JSON schema in the package is the one of this version', () => {
  const shipped = readFileSync(join(__dirname, '../../botanu.prices.schema.json'), 'utf8');
  // If it differs: npm run make:price-schema
  expect(JSON.parse(shipped)).toEqual(rateCardSchema());
});
