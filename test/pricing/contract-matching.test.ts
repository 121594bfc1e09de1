import { modelSchedule } from '../../src/pricing/model-schedule';
import type { CallNames } from '../../src/pricing/model-schedule';
import { priceBook } from '../../src/pricing/price-book';
import { holdsAt } from '../../src/pricing/price-schedule';
import { rateCardOf } from '../../src/pricing/read-rate-card';
import { NOON_MS } from '../support/otlp-lines';

/** What a call with a million tokens in costs; null without a price. */
function costOf(call: Partial<CallNames>, rateCard?: string): number | null {
  const book = priceBook(rateCard === undefined ? null : rateCardOf(rateCard, 'botanu.prices.yaml'));
  const names = { provider: 'openai', requestModel: null, responseModel: null, serviceTier: null, ...call };
  const period = modelSchedule(names, book).schedule.find((one) => holdsAt(one, NOON_MS));
  if (!period || !('price' in period)) return null;
  const [tier] = period.price.tiers;
  return (tier!.rates.input ?? 0) + (tier!.rates.request ?? 0) / 1_000_000;
}

/** gpt-4o at list price: 2.50 in, 10 out. */
const GPT_4O = { requestModel: 'gpt-4o' };

/** By whom a call was made, as spans spell it, with a model of theirs. */
const SPELLINGS = {
  azure_openai: [
    'azure.chat',
    'azure',
    'azure.responses',
    'azure_openai',
    'azure.ai.openai',
    'az.ai.openai',
    'azure.ai.inference',
    'az.ai.inference',
  ],
  bedrock: ['amazon-bedrock', 'aws.bedrock', 'AWS', 'aws', 'bedrock.anthropic.messages', 'AmazonBedrock'],
  vertex: ['google.vertex.chat', 'gcp.vertex_ai', 'vertexai', 'google_vertexai', 'vertex.anthropic.messages'],
  xai: ['xai.chat', 'x_ai', 'x-ai', 'grok'],
  gemini: ['gcp.gen_ai', 'gcp.gemini', 'google.generative-ai', 'google'],
  openai: ['openai.chat', 'openai.responses', 'openai'],
  anthropic: ['anthropic.messages', 'anthropic'],
  groq: ['groq.chat', 'groq', ' Groq '],
  mistral: ['mistral.chat', 'mistral_ai', 'mistral'],
} as const;

describe.each(Object.entries(SPELLINGS))('the provider %s', (name, spellings) => {
  const OTHERS = Object.keys(SPELLINGS)
    .filter((other) => other !== name)
    .map((other) => `  - { provider: ${other}, per_request: 1 }\n`)
    .join('');
  const card = `models:\n${OTHERS}  - { provider: ${name}, per_request: 7 }\n`;

  it.each(spellings)('is spelled %s by a span', (provider) => {
    expect(costOf({ provider, requestModel: 'my-own' }, card)).toBe(7);
  });

  it.each(spellings)('is spelled %s by a rule', (spelling) => {
    const rule = `models: [{ provider: '${spelling}', model: my-own, per_million_tokens: { input: 3 } }]`;
    expect(costOf({ provider: name, requestModel: 'my-own' }, rule)).toBe(3);
  });
});

describe('a contract', () => {
  it.each<[string, string, Partial<CallNames>, number]>([
    ['half off azure_openai', 'provider: azure_openai', { provider: 'azure.chat' }, 1.25],
    ['none of the maker, for what another sells', 'provider: openai', { provider: 'azure.chat' }, 2.5],
    ['of the maker, where nobody says who sold it', 'provider: openai', { provider: null }, 1.25],
    ['of all whose names begin so', 'provider: azure*', { provider: 'az.ai.openai' }, 1.25],
  ])('is %s', (_, selector, fields, cost) => {
    const card = `models: [{ ${selector}, discount: 50% }]`;
    expect(costOf({ ...GPT_4O, ...fields }, card)).toBe(cost);
  });

  it("with Anthropic is not for what Vertex sells of Anthropic's", () => {
    const call = {
      provider: 'vertex.anthropic.messages',
      requestModel: 'claude-sonnet-4-5',
    };
    const rule = (provider: string) => `models: [{ provider: ${provider}, discount: 50% }]`;
    expect(costOf(call, rule('anthropic'))).toBeCloseTo(3, 12);
    expect(costOf(call, rule('vertex'))).toBeCloseTo(1.5, 12);
  });
});

describe('the name of a model', () => {
  const AZURE = { provider: 'azure.ai.openai' };
  const PTU = { ...AZURE, requestModel: 'prod-ptu', responseModel: 'gpt-4o-2024-08-06' };
  const rules = (...lines: string[]) => `models:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`;
  const FREE = 'provider: azure_openai, model: prod-ptu, per_million_tokens: { input: 0, output: 0 }';

  it.each<[string, Partial<CallNames>, string[], number]>([
    ['asked for has a rule, the one that answered a list price', PTU, [FREE], 0],
    ['asked for has a rule, the one that answered a pattern', PTU, [FREE, 'model: "*", discount: 10%'], 0],
    [
      'asked for has a rule, all of the provider another',
      PTU,
      [FREE, 'provider: azure_openai, discount: 10%'],
      0,
    ],
    [
      'that answered has a rule too, by itself',
      PTU,
      [FREE, 'model: gpt-4o-2024-08-06, per_million_tokens: { input: 9, output: 9 }'],
      9,
    ],
    [
      'asked for is a deployment: a share of the price of what answered',
      PTU,
      ['model: prod-ptu, discount: 10%'],
      2.25,
    ],
    [
      'that answered is a deployment: a share of the price of what was asked for',
      { ...AZURE, requestModel: 'gpt-4o', responseModel: 'prod-deployment' },
      ['model: "*", discount: 10%'],
      2.25,
    ],
    [
      'asked for is another model than the one that answered',
      { ...AZURE, requestModel: 'gpt-4o', responseModel: 'gpt-4o-mini' },
      ['model: gpt-4o, per_million_tokens: { input: 9, output: 9 }'],
      0.15,
    ],
    [
      'has a share of a price that nobody knows, and the provider a price',
      { ...AZURE, requestModel: 'my-own' },
      ['model: "my*", discount: 10%', 'provider: azure, per_request: 3'],
      3,
    ],
    [
      'asked for is of another maker than the one that answered',
      { provider: null, requestModel: 'claude-sonnet-4-5', responseModel: 'gpt-4o-mini' },
      ['model: claude-sonnet-4-5, per_million_tokens: { input: 9, output: 9 }'],
      0.15,
    ],
    ['has space around it', { ...AZURE, requestModel: ' my-own ' }, ['model: my-own, per_request: 3'], 3],
    [
      'on the span beats the one that the public table has for it',
      {
        provider: 'aws.bedrock',
        requestModel: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
      },
      [
        'model: "regional.anthropic.claude-sonnet-4-5-20250929-v1:0", per_request: 1',
        'model: "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", per_request: 2',
      ],
      2,
    ],
  ])('%s', (_, fields, lines, cost) => {
    expect(costOf(fields, rules(...lines))).toBeCloseTo(cost, 12);
  });

  it.each<[string, string, string[], number]>([
    [
      'more of it than another',
      'gpt-4o-mini',
      ['model: "gpt-*", per_request: 1', 'model: "gpt-4o*", per_request: 2'],
      2,
    ],
    [
      'a point in it, and no other character',
      'gpt-4-1106-preview',
      ['model: "gpt-4.1*", per_request: 7'],
      10,
    ],
  ])('fits the pattern that has %s', (_, requestModel, lines, cost) => {
    expect(costOf({ requestModel }, rules(...lines))).toBe(cost);
  });

  it('has the price that it would have without a rule that is not for it', () => {
    const call = {
      requestModel: 'gpt-4o',
      responseModel: 'prod-deployment',
    };
    expect(costOf(call)).toBe(2.5);
    expect(costOf(call, rules('model: "*", discount: 10%'))).toBeCloseTo(2.25, 12);
  });
});

describe('a service tier', () => {
  it.each(['standard', 'default', 'auto', 'on_demand', ' AUTO ', ''])(
    'that costs the list price is the standard one of a rule: %j',
    (serviceTier) => {
      const card = 'models: [{ model: gpt-4o, service_tier: standard, per_request: 7 }]';
      expect(costOf({ ...GPT_4O, serviceTier }, card)).toBe(7);
    },
  );

  it.each(['flex', 'batch', 'priority', 'scale', 'reserved', 'provisioned', 'provisioned_throughput'])(
    'at another price has none without a rule: %s',
    (serviceTier) => {
      expect(costOf({ ...GPT_4O, serviceTier })).toBeNull();
      expect(costOf({ ...GPT_4O, serviceTier }, 'models: [{ model: gpt-4o, per_request: 7 }]')).toBeNull();
    },
  );
});
