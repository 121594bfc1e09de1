import { UnpricedReason } from '../../src/pricing/call-price';
import type { LlmCall } from '../../src/pricing/call-price';
import { loadPublicPrices } from '../../src/pricing/genai-prices';
import { priceCall } from '../../src/pricing/price-call';
import { NOON_MS } from '../support/otlp-lines';

const prices = loadPublicPrices();

const call = (fields: Partial<LlmCall>): LlmCall => ({
  provider: 'openai',
  requestModel: 'gpt-4o-mini',
  responseModel: null,
  startUnixMs: NOON_MS,
  failed: false,
  inputTokens: null,
  outputTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  cacheWrite1hTokens: null,
  reasoningTokens: null,
  inputAudioTokens: null,
  outputAudioTokens: null,
  webSearches: null,
  reportedCostUsd: null,
  ...fields,
});

const M = 1_000_000;
const HAIKU = { provider: 'anthropic', requestModel: 'claude-3-5-haiku-20241022' };

describe('the price of a call', () => {
  it.each<[string, Partial<LlmCall>, number]>([
    ['input and output at their own rates', { inputTokens: M, outputTokens: M }, 0.15 + 0.6],
    [
      'cached input at its rate, once',
      { inputTokens: M, outputTokens: 0, cacheReadTokens: 400_000 },
      0.09 + 0.03,
    ],
    [
      'reasoning as the output that it is part of',
      { inputTokens: 0, outputTokens: M, reasoningTokens: 900_000 },
      0.6,
    ],
    ['embeddings, which have no output', { requestModel: 'text-embedding-3-small', inputTokens: M }, 0.02],
    ['cache writes', { ...HAIKU, inputTokens: M, outputTokens: 0, cacheWriteTokens: M }, 1],
    [
      'all tokens by the tier that the input reaches',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-pro', inputTokens: 300_000, outputTokens: 10_000 },
      0.3 * 2.5 + 0.01 * 15,
    ],
    ['a dated model name', { requestModel: 'gpt-4o-mini-2024-07-18', inputTokens: M, outputTokens: 0 }, 0.15],
    [
      'the model that answered',
      { requestModel: 'gpt-4o', responseModel: 'gpt-4o-mini', inputTokens: M, outputTokens: 0 },
      0.15,
    ],
    [
      'the model asked for, if the other is unknown',
      { responseModel: 'my-deployment', inputTokens: M, outputTokens: 0 },
      0.15,
    ],
    [
      "a model by its maker's prices, if no provider is named",
      { provider: null, inputTokens: M, outputTokens: 0 },
      0.15,
    ],
    ['tokens that were not used', { inputTokens: 0, outputTokens: 0 }, 0],
  ])('has %s', (_, fields, costUsd) => {
    const price = priceCall(call(fields), prices);
    expect(price.costUsd).toBeCloseTo(costUsd, 12);
    expect(price.source).toMatch(/^genai-prices@\d+\.\d+\.\d+/);
  });

  it('is the one of the day of the call', () => {
    const o3 = { requestModel: 'o3', inputTokens: M, outputTokens: 0 };
    const before = priceCall(call({ ...o3, startUnixMs: Date.UTC(2025, 4, 1) }), prices).costUsd;
    const after = priceCall(call({ ...o3, startUnixMs: Date.UTC(2025, 6, 1) }), prices).costUsd;
    expect([before, after]).toEqual([10, 2]);
  });

  it.each([0, 0.0123])("is the provider's own figure where it reported one: %d", (reportedCostUsd) => {
    expect(priceCall(call({ requestModel: 'unheard-of', reportedCostUsd }), prices)).toEqual({
      costUsd: reportedCostUsd,
      source: 'provider',
      unpricedReason: null,
    });
  });

  it.each<[UnpricedReason, string, Partial<LlmCall>]>([
    ['no_usage', 'nobody reported tokens', {}],
    ['failed_without_usage', 'it failed before there were tokens', { failed: true }],
    ['incomplete_usage', 'the output is missing', { inputTokens: 10 }],
    ['incomplete_usage', 'the input is missing', { outputTokens: 10 }],
    [
      'inconsistent_usage',
      'more came from the cache than was sent',
      { inputTokens: 10, outputTokens: 1, cacheReadTokens: 11 },
    ],
    ['no_model', 'no model is named', { requestModel: null, inputTokens: 10, outputTokens: 1 }],
    [
      'unknown_model',
      'the model is in no table',
      { requestModel: 'acme-9000', inputTokens: 10, outputTokens: 1 },
    ],
    [
      'unknown_provider',
      'the provider is in no table',
      { provider: 'acme', inputTokens: 10, outputTokens: 1 },
    ],
    [
      'no_token_price',
      'the model is priced by the hour',
      { requestModel: 'whisper-1', inputTokens: 10, outputTokens: 1 },
    ],
  ])('is unknown (%s) where %s', (reason, _, fields) => {
    expect(priceCall(call(fields), prices)).toEqual({ costUsd: null, source: null, unpricedReason: reason });
  });

  it.each([
    ['azure.ai.openai', 'gpt-4o-mini'],
    ['azure.ai.inference', 'gpt-4o-mini'],
    ['aws.bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['gcp.vertex_ai', 'gemini-2.5-flash'],
    ['gcp.gemini', 'gemini-2.5-flash'],
    ['gcp.gen_ai', 'gemini-2.5-flash'],
    ['mistral_ai', 'mistral-large-latest'],
    ['x_ai', 'grok-3'],
    ['xai.chat', 'grok-3'],
    ['XAI', 'grok-3'],
    ['groq', 'llama-3.3-70b-versatile'],
    ['deepseek', 'deepseek-chat'],
    ['perplexity', 'sonar'],
    ['cohere', 'command-r-plus'],
    ['together', 'meta-llama/Llama-3.3-70B-Instruct-Turbo'],
    ['fireworks', 'accounts/fireworks/models/deepseek-v3-0324'],
    ['moonshot_ai', 'kimi-k2'],
    ['anthropic', 'claude-sonnet-4-5'],
  ])("knows %s's models", (provider, requestModel) => {
    const price = priceCall(call({ provider, requestModel, inputTokens: 1000, outputTokens: 1000 }), prices);
    expect(price).toMatchObject({ unpricedReason: null });
    expect(price.costUsd).toBeGreaterThan(0);
  });
});
