import { callRow, costOf } from '../support/costs';
import type { SpanFields } from '../support/costs';

const M = 1_000_000;

/** What users of other tools reported of their figures. Each case is one that was charged wrongly there. */
const costUsd = async (fields: SpanFields): Promise<number | null> => (await costOf(callRow(fields))).cost;

it('cached input counted twice: it is charged at its own rate and not as input again', async () => {
  // 6,000 at 2.50 and 4,000 at 1.25; charged twice it would be 0.03.
  const cost = await costUsd({
    request_model: 'gpt-4o',
    input_tokens: 10_000,
    output_tokens: 0,
    cache_read_tokens: 4_000,
  });
  expect(cost).toBeCloseTo(0.015 + 0.005, 12);
});

it('Anthropic cache doubled: reads and writes are parts of the input that spans say', async () => {
  // Of 100,000: 10,000 plain at 3, 20,000 written at 3.75, 70,000 read at 0.30; doubled it would be 0.396.
  const cost = await costUsd({
    provider: 'anthropic',
    request_model: 'claude-sonnet-4-5',
    input_tokens: 100_000,
    output_tokens: 0,
    cache_read_tokens: 70_000,
    cache_write_tokens: 20_000,
  });
  expect(cost).toBeCloseTo(0.03 + 0.075 + 0.021, 12);
});

it('reasoning added on top of output: it is part of the output already', async () => {
  const o3 = { request_model: 'o3', startMs: Date.UTC(2025, 6, 1), input_tokens: 0, output_tokens: 10_000 };
  expect(await costUsd({ ...o3, reasoning_tokens: 8_000 })).toBeCloseTo(0.08, 12);
});

it('price tier above 200k ignored: one token more reprices the whole call', async () => {
  const gemini = { provider: 'gcp.gemini', request_model: 'gemini-2.5-pro', output_tokens: 10_000 };
  expect(await costUsd({ ...gemini, input_tokens: 200_000 })).toBeCloseTo(0.25 + 0.1, 12);
  expect(await costUsd({ ...gemini, input_tokens: 200_001 })).toBeCloseTo(0.5000025 + 0.15, 12);
});

it.each([
  ['openai', 'gpt-4o-2024-08-06', 2.5],
  ['openai', 'gpt-4.1-mini-2025-04-14', 0.4],
  ['anthropic', 'claude-sonnet-4-20250514', 3],
  ['anthropic', 'claude-3-5-haiku-20241022', 0.8],
])(
  'a dated model name unpriced: %s %s has the price of its model',
  async (provider, request_model, input) => {
    expect(await costUsd({ provider, request_model, input_tokens: M, output_tokens: 0 })).toBeCloseTo(
      input,
      12,
    );
  },
);

it('a rate-limited call charged: without usage it has no cost, and is not said to be free', async () => {
  const limited = callRow({ error_type: '429', operation_status: null });
  expect(await costOf(limited)).toEqual({
    cost: null,
    source: null,
    unpriced_reason: 'failed_without_usage',
  });
  const byTheRequest = 'models: [{ model: gpt-4o-mini, per_request: 0.01 }]';
  expect(await costOf(limited, byTheRequest)).toMatchObject({ unpriced_reason: 'failed_without_usage' });
});
