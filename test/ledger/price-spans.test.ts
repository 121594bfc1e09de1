import { UnpricedReason } from '../../src/pricing/unpriced-reason';
import type { SpanFields } from '../support/costs';
import { callRow, costsOf, pricedAtOnce, spanRow } from '../support/costs';

const M = 1_000_000;
const LIST = /^genai-prices@\d+\.\d+\.\d+$/;

/** A million tokens cost 3 in, 15 out, 3.75 written, 6 written for an hour, 0.30 read; above 200,000 in 6, 22.50, 7.50, 12, 0.60. */
const SONNET = { provider: 'anthropic', request_model: 'claude-sonnet-4-5' };

describe('what a call costs at list prices', () => {
  const priced = pricedAtOnce();

  it.each(
    priced<[string, SpanFields, number]>(
      [
        ['input and output at their own rates', { input_tokens: M, output_tokens: M }, 0.15 + 0.6],
        [
          'cached input at its rate, once',
          { input_tokens: M, output_tokens: 0, cache_read_tokens: 400_000 },
          0.09 + 0.03,
        ],
        [
          'reasoning as the output that it is part of',
          { input_tokens: 0, output_tokens: M, reasoning_tokens: 900_000 },
          0.6,
        ],
        [
          'embeddings, which have no output',
          { request_model: 'text-embedding-3-small', input_tokens: M },
          0.02,
        ],
        [
          'what was written to the cache for five minutes and for an hour, each once',
          // 50,000 at 3, 60,000 at 3.75, 40,000 at 6, 10,000 at 0.30, 1,000 at 15
          {
            ...SONNET,
            input_tokens: 160_000,
            output_tokens: 1_000,
            cache_read_tokens: 10_000,
            cache_write_tokens: 100_000,
            cache_write_1h_tokens: 40_000,
          },
          0.15 + 0.225 + 0.24 + 0.003 + 0.015,
        ],
        [
          'the lower tier up to its last token',
          { ...SONNET, input_tokens: 200_000, output_tokens: 10_000 },
          0.6 + 0.15,
        ],
        [
          'the whole call at the higher tier from the next token on',
          { ...SONNET, input_tokens: 200_001, output_tokens: 10_000, cache_read_tokens: 100_000 },
          (100_001 * 6 + 100_000 * 0.6 + 10_000 * 22.5) / M,
        ],
        ['web searches', { input_tokens: 0, output_tokens: 0, web_searches: 3 }, 0.03],
        [
          'a fee for the request',
          { provider: 'perplexity', request_model: 'sonar', input_tokens: 1_000, output_tokens: 1_000 },
          0.012 + 0.001 + 0.001,
        ],
        [
          'reasoning at its own rate, where it has one',
          {
            provider: 'perplexity',
            request_model: 'sonar-deep-research',
            input_tokens: 0,
            output_tokens: M,
            reasoning_tokens: 600_000,
          },
          0.4 * 8 + 0.6 * 3,
        ],
        [
          'images at their own rate',
          {
            provider: 'gcp.gemini',
            request_model: 'gemini-2.5-flash-image',
            input_tokens: 1_000,
            output_tokens: 1_390,
            output_image_tokens: 1_290,
          },
          (1_000 * 0.3 + 100 * 2.5 + 1_290 * 30) / M,
        ],
        [
          'a dated model name',
          { request_model: 'gpt-4o-mini-2024-07-18', input_tokens: M, output_tokens: 0 },
          0.15,
        ],
        [
          'the model that answered',
          { request_model: 'gpt-4o', response_model: 'gpt-4o-mini', input_tokens: M, output_tokens: 0 },
          0.15,
        ],
        [
          'the model asked for, if the other is unknown',
          { response_model: 'my-deployment', input_tokens: M, output_tokens: 0 },
          0.15,
        ],
        [
          "a model by its maker's prices, if no provider is named",
          { provider: null, input_tokens: M, output_tokens: 0 },
          0.15,
        ],
        ['tokens that were not used', { input_tokens: 0, output_tokens: 0 }, 0],
      ],
      ([, fields]) => callRow(fields),
    ),
  )('has %s', (_, _fields, costUsd, cost) => {
    expect(cost().cost).toBeCloseTo(costUsd, 12);
    expect(cost()).toMatchObject({ source: expect.stringMatching(LIST), unpriced_reason: null });
  });

  it.each(
    priced<[string, string, number]>(
      [
        ['the last millisecond before a new price', '2025-06-09T23:59:59.999Z', 10],
        ['its first', '2025-06-10T00:00:00.000Z', 2],
      ],
      ([, time]) =>
        callRow({ request_model: 'o3', input_tokens: M, output_tokens: 0, startMs: Date.parse(time) }),
    ),
  )('is that of the day: %s', (_, _time, costUsd, cost) => {
    expect(cost().cost).toBe(costUsd);
  });

  const DEEPSEEK = {
    provider: 'deepseek',
    request_model: 'deepseek-v4-pro',
    input_tokens: M,
    output_tokens: 0,
  };
  it.each(
    priced<[string, string, number]>(
      [
        ['before the night', '00:29:59.999', 0.435],
        ['in it', '01:00:00.000', 1.32],
        ['at its end', '04:00:00.000', 0.435],
        ['in the afternoon', '16:30:00.000', 0.435],
      ],
      ([, time]) => callRow({ ...DEEPSEEK, startMs: Date.parse(`2025-06-02T${time}Z`) }),
    ),
  )('is that of the time of day: %s', (_, _time, costUsd, cost) => {
    expect(cost().cost).toBeCloseTo(costUsd, 12);
  });

  it.each(
    priced<[number]>([[0], [0.0123]], ([reported_cost_usd]) =>
      callRow({ request_model: 'unheard-of', reported_cost_usd }),
    ),
  )("is the provider's own figure where it reported one: %d", (reported_cost_usd, cost) => {
    expect(cost()).toEqual({
      cost: reported_cost_usd,
      source: 'provider',
      unpriced_reason: null,
    });
  });

  it.each(
    priced<[UnpricedReason, string, SpanFields]>(
      [
        ['no_usage', 'nobody reported tokens', {}],
        ['failed_without_usage', 'it failed before there were tokens', { error_type: '429' }],
        ['incomplete_usage', 'the output is missing', { input_tokens: 10 }],
        ['incomplete_usage', 'the input is missing', { output_tokens: 10 }],
        [
          'inconsistent_usage',
          'more came from the cache than was sent',
          { input_tokens: 10, output_tokens: 1, cache_read_tokens: 11 },
        ],
        [
          'inconsistent_usage',
          'some came from the cache, and nobody says of how much',
          { output_tokens: 1, cache_read_tokens: 11 },
        ],
        [
          'inconsistent_usage',
          'more was written for an hour than at all',
          { ...SONNET, input_tokens: 10, output_tokens: 1, cache_write_tokens: 4, cache_write_1h_tokens: 5 },
        ],
        ['no_model', 'no model is named', { request_model: null, input_tokens: 10, output_tokens: 1 }],
        [
          'unknown_model',
          'the model is in no table',
          { request_model: 'acme-9000', input_tokens: 10, output_tokens: 1 },
        ],
        [
          'unknown_provider',
          'the provider is in no table',
          { provider: 'acme', input_tokens: 10, output_tokens: 1 },
        ],
        [
          'no_token_price',
          'the model is priced by the hour',
          { request_model: 'whisper-1', input_tokens: 10, output_tokens: 1 },
        ],
        ...['flex', 'batch', 'priority', 'PRIORITY', 'scale', 'reserved'].map(
          (service_tier): [UnpricedReason, string, SpanFields] => [
            'unpriced_service_tier',
            `the tier is ${service_tier}`,
            { service_tier, input_tokens: 10, output_tokens: 1 },
          ],
        ),
      ],
      ([, , fields]) => callRow(fields),
    ),
  )('is unknown (%s) where %s', (reason, _, _fields, cost) => {
    expect(cost()).toEqual({ cost: null, source: null, unpriced_reason: reason });
  });

  it.each(
    priced<[string]>(
      [['default'], ['standard'], ['auto'], ['on_demand'], ['Default'], ['whatever']],
      ([service_tier]) => callRow({ service_tier, input_tokens: M, output_tokens: 0 }),
    ),
  )('is the listed one at the tier %s', (_, cost) => {
    expect(cost().cost).toBe(0.15);
  });

  it.each(
    priced<[string, string]>(
      [
        ['azure.ai.openai', 'gpt-4o-mini'],
        ['azure.ai.inference', 'gpt-4o-mini'],
        ['aws.bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
        ['gcp.vertex_ai', 'gemini-2.5-flash'],
        ['gcp.gemini', 'gemini-2.5-flash'],
        ['gcp.gen_ai', 'gemini-2.5-flash'],
        ['mistral_ai', 'mistral-large-latest'],
        ['x_ai', 'grok-3'],
        ['XAI', 'grok-3'],
        ['xai.chat', 'grok-3'],
        ['az.ai.openai', 'gpt-4o-mini'],
        ['groq', 'llama-3.3-70b-versatile'],
        ['deepseek', 'deepseek-chat'],
        ['perplexity', 'sonar'],
        ['cohere', 'command-r-plus'],
        ['together', 'meta-llama/Llama-3.3-70B-Instruct-Turbo'],
        ['fireworks', 'accounts/fireworks/models/deepseek-v3-0324'],
        ['moonshot_ai', 'kimi-k2'],
        ['anthropic', 'claude-sonnet-4-5'],
      ],
      ([provider, request_model]) =>
        callRow({ provider, request_model, input_tokens: 1000, output_tokens: 1000 }),
    ),
  )("is known of %s's models", (_, _model, cost) => {
    expect(cost()).toMatchObject({ unpriced_reason: null });
    expect(cost().cost).toBeGreaterThan(0);
  });
});

describe('operations of other kinds', () => {
  it('have no price without a rate card, but for what their provider reported', async () => {
    const spans = (['database', 'storage', 'messaging', 'tool'] as const).map((kind) => spanRow({ kind }));
    const none = { cost: null, source: null, unpriced_reason: 'no_rate' };
    expect(await costsOf([...spans, spanRow({ kind: 'tool', reported_cost_usd: 0.5 })])).toEqual([
      ...spans.map(() => none),
      { cost: 0.5, source: 'provider', unpriced_reason: null },
    ]);
  });

  it('cost nothing to begin with: runs, outcomes, any other span', async () => {
    const spans = ['run', 'outcome', null].map((kind) => spanRow({ kind }));
    expect(await costsOf(spans)).toEqual([undefined, undefined, undefined]);
  });
});
