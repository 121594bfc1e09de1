import { nearestProvider } from '../../src/pricing/nearest-provider';
import { loadPublicPrices } from '../../src/pricing/genai-prices';
import { rateCardOf } from '../../src/pricing/read-rate-card';
import { ruleHint } from '../../src/pricing/rule-hint';

const PRICES = loadPublicPrices();

describe('the provider that was probably meant', () => {
  it.each([
    ['openia', 'openai'],
    ['antropic', 'anthropic'],
    ['Antropic', 'anthropic'],
    ['antropic.messages', 'anthropic'],
    ['mistal', 'mistral'],
    ['deepsek', 'deepseek'],
    ['vertx', 'vertex'],
  ])('by %s is %s', async (given, meant) => {
    expect(await nearestProvider(given, PRICES)).toBe(meant);
  });

  it.each(['acme', 'ollama', 'vllm', 'watsonx', 'sambanova', 'nvidia', 'databricks', 'huggingface'])(
    'is none near %s, which the public table does not have',
    async (given) => {
      expect(await nearestProvider(given, PRICES)).toBeNull();
    },
  );
});

describe('what may be mistyped in a rule', () => {
  it.each([
    ['{ provider: openia, discount: 12% }', ['provider', 'openia', 'openai']],
    ['{ provider: openia, model: gpt4o-mini, surcharge: 12% }', ['provider', 'openia', 'openai']],
    ['{ provider: openai, model: gpt4o-mini, discount: 12% }', ['model', 'gpt4o-mini', 'gpt-4o-mini']],
    ['{ provider: openai, model: openai/gpt-4o, discount: 12% }', ['model', 'openai/gpt-4o', 'gpt-4o']],
    ['{ model: gpt4o-mini, discount: 12% }', ['model', 'gpt4o-mini', 'gpt-4o-mini']],
    ['{ provider: openai, service_tier: batchh, discount: 50% }', ['service_tier', 'batchh', 'batch']],
    ['{ model: llama-9, service_tier: prioriti, per_request: 1 }', ['service_tier', 'prioriti', 'priority']],
  ])('%s: %j', async (rule, [selector, given, nearest]) => {
    expect(await hintOf(rule)).toEqual({ selector, given, nearest });
  });

  it.each([
    ['of names that there are', '{ provider: openai, model: gpt-4o, service_tier: batch, discount: 5% }'],
    ['of a name that another provider has', '{ provider: groq, model: gpt-4o, discount: 5% }'],
    ["of a name near one of another provider's", '{ provider: groq, model: gpt4o-mini, discount: 5% }'],
    ['of a provider that is near none', '{ provider: acme, discount: 5% }'],
    ['of patterns', '{ provider: openia*, model: gpt4o*, service_tier: batchh*, discount: 5% }'],
    ['with prices of its own', '{ provider: openia, model: gpt4o-mini, per_request: 1 }'],
    ['of a tier of their own', '{ provider: acme, model: a, service_tier: overnight, per_request: 1 }'],
  ])('nothing in a rule %s', async (_, rule) => {
    expect(await hintOf(rule)).toBeNull();
  });

  const hintOf = (rule: string) =>
    ruleHint(rateCardOf(`models: [${rule}]`, 'botanu.prices.yaml').models[0]!, PRICES);
});
