import { rowOf } from '../support/span-row';
import { callRow, costOf, pricedAtOnce } from '../support/costs';
import type { SpanFields } from '../support/costs';

/** A million tokens cost 5 in, 10 of images, 1.25 read from the cache, 2.50 of images from it; 40 out. */
const IMAGE: SpanFields = { request_model: 'gpt-image-1', input_tokens: 1_000, output_tokens: 1_000 };

/** 4 in, 32 of audio, 5 of images; 0.40 read from the cache, the same of audio, 0.50 of images; 16 out. */
const REALTIME: SpanFields = { request_model: 'gpt-realtime', input_tokens: 1_000, output_tokens: 0 };

describe('images in the input', () => {
  const priced = pricedAtOnce();

  it.each(
    priced<[string, SpanFields, number | string]>(
      [
        ['cost what images cost', { ...IMAGE, input_image_tokens: 900 }, 0.0005 + 0.009 + 0.04],
        ['are none, where that is said', { ...IMAGE, input_image_tokens: 0 }, 0.005 + 0.04],
        ['may be all of the input, where nothing is said', IMAGE, 'incomplete_usage'],
        [
          'from the cache cost what those cost',
          { ...IMAGE, input_image_tokens: 900, cache_read_tokens: 200, cache_read_image_tokens: 150 },
          // 50 text and 750 images from the prompt, 50 text and 150 images from the cache.
          (50 * 5 + 750 * 10 + 50 * 1.25 + 150 * 2.5 + 1_000 * 40) / 1e6,
        ],
        [
          'and from the cache, nobody says how many of them: nobody knows',
          { ...IMAGE, input_image_tokens: 900, cache_read_tokens: 200 },
          'inconsistent_usage',
        ],
        [
          'and audio, of both some from the cache',
          {
            ...REALTIME,
            input_audio_tokens: 100,
            input_image_tokens: 300,
            cache_read_tokens: 100,
            cache_read_audio_tokens: 50,
            cache_read_image_tokens: 20,
          },
          ((1_000 - 100 - 100 - 300 + 70) * 4 + 50 * 32 + 280 * 5 + 30 * 0.4 + 50 * 0.4 + 20 * 0.5) / 1e6,
        ],
        [
          'more from the cache than there were: nobody knows',
          { ...IMAGE, input_image_tokens: 100, cache_read_tokens: 200, cache_read_image_tokens: 150 },
          'inconsistent_usage',
        ],
        [
          'cost what input costs, where images have no price',
          {
            request_model: 'gpt-4o-mini',
            input_tokens: 1_000_000,
            input_image_tokens: 900_000,
            output_tokens: 0,
          },
          0.15,
        ],
      ],
      ([, fields]) => callRow(fields),
    ),
  )('%s', (_, __, expected, cost) => {
    if (typeof expected === 'number') expect(cost().cost).toBeCloseTo(expected, 12);
    else expect(cost()).toMatchObject({ cost: null, unpriced_reason: expected });
  });

  it('have a price of the rate card', async () => {
    const card = `
models:
  - model: painter
    per_million_tokens: { input: 1, cache_read: 0.5, input_image: 4, cache_read_image: 2, output: 8 }
`;
    const call = callRow({
      request_model: 'painter',
      input_tokens: 1_000_000,
      input_image_tokens: 500_000,
      cache_read_tokens: 200_000,
      cache_read_image_tokens: 100_000,
      output_tokens: 0,
    });
    expect((await costOf(call, card)).cost).toBeCloseTo(0.4 + 0.4 * 4 + 0.1 * 0.5 + 0.1 * 2, 12);
  });
});

describe('what a span says', () => {
  const row = (attributes: Record<string, unknown>) =>
    rowOf({
      attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: value as object })),
    });

  it('of images is read', () => {
    expect(
      row({
        'botanu.usage.input_image_tokens': { intValue: '0' },
        'botanu.usage.cache_read_audio_tokens': { intValue: 7 },
        'botanu.usage.cache_read_image_tokens': { intValue: 9 },
      }),
    ).toMatchObject({ input_image_tokens: 0, cache_read_audio_tokens: 7, cache_read_image_tokens: 9 });
  });

  it.each([
    { intValue: null },
    { intValue: [] },
    { intValue: true },
    { intValue: ' ' },
    { doubleValue: false },
    { doubleValue: {} },
  ])('is no count: %j', (value) => {
    expect(row({ 'gen_ai.usage.input_tokens': value })).toMatchObject({ input_tokens: null });
  });

  it("of OpenAI's service tier is read by its older name, after the newer", () => {
    const flex = { stringValue: 'flex' };
    expect(row({ 'gen_ai.openai.response.service_tier': flex })).toMatchObject({ service_tier: 'flex' });
    const both = {
      'gen_ai.openai.response.service_tier': flex,
      'openai.response.service_tier': { stringValue: 'batch' },
    };
    expect(row(both)).toMatchObject({ service_tier: 'batch' });
  });
});
