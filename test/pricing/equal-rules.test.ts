import { rateCardOf } from '../../src/pricing/read-rate-card';

const read = (text: string) => () => rateCardOf(text, 'botanu.prices.yaml');

describe('two rules for the same, spelled in two ways', () => {
  it.each([
    ['models', 'provider: azure, discount: 10%', 'provider: azure_openai, discount: 20%'],
    ['models', 'provider: gemini, discount: 10%', 'provider: google.generative-ai, discount: 20%'],
    [
      'models',
      'model: a, service_tier: default, discount: 1%',
      'model: a, service_tier: standard, discount: 2%',
    ],
    ['databases', 'system: postgres, per_query: 1', 'system: postgresql, per_query: 2'],
    ['messaging', 'system: aws_sqs, per_message: 1', 'system: sqs, per_message: 2'],
    [
      'storage',
      'system: s3, operation: GET, per_operation: 1',
      'system: aws_s3, operation: GetObject, per_operation: 2',
    ],
    ['tools', 'name: A, per_call: 1', 'name: a, per_call: 2'],
  ])('of %s are refused: %s', (section, one, other) => {
    expect(read(`${section}:\n  - { ${one} }\n  - { ${other} }\n`)).toThrow(
      /^botanu\.prices\.yaml:3: this rule and that of line 2 are for the same at the same time/,
    );
  });

  it('are two, where both are patterns or one is of another section', () => {
    expect(
      read('models:\n  - { model: "a*", discount: 1% }\n  - { model: "*a", discount: 2% }\n'),
    ).not.toThrow();
    expect(
      read('databases: [{ system: x, per_query: 1 }]\nstorage: [{ system: x, per_operation: 1 }]'),
    ).not.toThrow();
  });
});

describe('a mistake in a rate card', () => {
  it.each([
    ['a list of no tiers', 'models: [{ model: a, tiers: [] }]', ':1: models[0].tiers has no tier.'],
    [
      'web searches alone',
      'models: [{ model: a, per_1k_web_searches: 8 }]',
      ':1: models[0] prices no call: ',
    ],
    [
      'infinity',
      'tools: [{ name: a, per_call: .inf }]',
      ':1: tools[0].per_call must be an amount, a number from 0 up, got Infinity.',
    ],
    ['no number', 'tools: [{ name: a, per_call: .nan }]', 'got NaN.'],
    ['more than a number holds', 'tools: [{ name: a, per_call: 1e400 }]', 'got Infinity.'],
    [
      'a key that is a list',
      'tools:\n  - ? [a]\n    : 1',
      ':2: tools[0] has a key that is no text. Allowed here: system, ',
    ],
    [
      'an anchor that is nowhere',
      'models:\n  - model: a\n    per_million_tokens: *nope',
      ':3: there is no anchor &nope before *nope.',
    ],
    [
      'the operation of a tool, which is always the same',
      'tools: [{ operation: search, per_call: 1 }]',
      ':1: tools[0].operation is not known.',
    ],
  ])('%s is told', (_, text, message) => {
    expect(read(text)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
    expect(read(text)).toThrow(/^botanu\.prices\.yaml:\d+: /);
  });
});
