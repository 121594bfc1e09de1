import { calcPrice, waitForUpdate } from '@pydantic/genai-prices';
import type { ConditionalPrice, MatchLogic, ModelInfo, Provider, Usage } from '@pydantic/genai-prices';
import type { SpanRow } from '../../src/ledger/tables';
import { callRow, costsOf } from '../support/costs';
import type { Cost } from '../support/costs';

const SMALL = { input_tokens: 1_000, output_tokens: 500 };
const DETAILED = {
  output_tokens: 9_000,
  cache_read_tokens: 60_000,
  cache_write_tokens: 30_000,
  cache_write_1h_tokens: 10_000,
  output_reasoning_tokens: 1_000,
  web_searches: 3,
};

/** On either side of every tier's start, with all details, and such as cannot be taken apart. */
const USAGES: readonly Usage[] = [
  SMALL,
  { input_tokens: 0, output_tokens: 0 },
  ...[127_999, 128_000, 128_001, 199_999, 200_000, 200_001, 271_999, 272_000, 272_001, 512_001].map(
    (input_tokens) => ({ input_tokens, ...DETAILED }),
  ),
  { ...SMALL, cache_read_tokens: 1_000 },
  { ...SMALL, input_audio_tokens: 400, output_audio_tokens: 100 },
  { ...SMALL, output_image_tokens: 400 },
  { ...SMALL, input_image_tokens: 0 },
  { ...SMALL, input_image_tokens: 900 },
  { ...SMALL, input_image_tokens: 900, cache_read_tokens: 300 },
  { ...SMALL, input_image_tokens: 900, cache_read_tokens: 300, cache_image_read_tokens: 250 },
  { ...SMALL, input_image_tokens: 900, cache_read_tokens: 300, cache_image_read_tokens: 0 },
  {
    ...SMALL,
    input_image_tokens: 0,
    cache_read_tokens: 300,
    input_audio_tokens: 400,
    cache_audio_read_tokens: 200,
  },
  {
    ...SMALL,
    cache_read_tokens: 300,
    input_audio_tokens: 400,
    cache_audio_read_tokens: 200,
    input_image_tokens: 300,
    cache_image_read_tokens: 50,
  },
  { ...SMALL, cache_read_tokens: 1_001 },
  { ...SMALL, cache_read_tokens: 600, cache_write_tokens: 600 },
  { ...SMALL, cache_read_tokens: 100, input_audio_tokens: 100 },
  { ...SMALL, cache_write_1h_tokens: 100 },
  { ...SMALL, output_reasoning_tokens: 501 },
];

const COLUMN: Readonly<Record<string, keyof SpanRow>> = {
  output_reasoning_tokens: 'reasoning_tokens',
  cache_audio_read_tokens: 'cache_read_audio_tokens',
  cache_image_read_tokens: 'cache_read_image_tokens',
};

type Constraint = NonNullable<ConditionalPrice['constraint']>;

const DAYS = ['2024-02-29', '2025-06-02', '2026-11-30'];

/** The last millisecond before and the first of every change; on several days, where it is one of each day. */
const boundaries = (constraint: Constraint): number[] =>
  constraint.type === 'start_date'
    ? justAt(constraint.start_date)
    : DAYS.flatMap((day) =>
        [constraint.start_time, constraint.end_time].flatMap((time) => justAt(`${day}T${time}`)),
      );

const justAt = (time: string): number[] => [Date.parse(time) - 1, Date.parse(time)];

/** A price without conditions is the same at any time. */
function timesOf({ prices }: ModelInfo): number[] {
  const constraints = (Array.isArray(prices) ? prices : []).flatMap(({ constraint }) => constraint ?? []);
  const days = constraints.length > 0 ? DAYS : DAYS.slice(0, 1);
  return [...days.map((day) => Date.parse(`${day}T12:00:00Z`)), ...constraints.flatMap(boundaries)];
}

/** A name that the table's own matching finds something for. */
function nameOf(provider: Provider, model: ModelInfo): string | undefined {
  const found = (name: string) => calcPrice({}, name, { providerId: provider.id })?.model.id === model.id;
  return [model.id, ...namesIn(model.match)].find(found);
}

const namesIn = (match: MatchLogic): string[] =>
  'or' in match
    ? match.or.flatMap(namesIn)
    : 'and' in match
      ? [match.and.flatMap(namesIn).join('-'), ...match.and.flatMap(namesIn)]
      : 'regex' in match
        ? []
        : Object.values(match as Record<string, string>);

interface Comparison {
  readonly of: string;
  readonly usage: Usage;
  readonly row: SpanRow;
  /** What the library says; undefined where it cannot take the usage apart. */
  readonly listed: ReturnType<typeof calcPrice> | undefined;
}

function compared(provider: Provider, model: ModelInfo, name: string): Comparison[] {
  return timesOf(model).flatMap((startMs) =>
    USAGES.map((usage) => {
      const counts = Object.entries(usage).map(([key, value]) => [COLUMN[key] ?? key, value]);
      const row = callRow({
        provider: provider.id,
        request_model: name,
        startMs,
        ...(Object.fromEntries(counts) as Partial<SpanRow>),
      });
      return {
        of: `${provider.id} ${name} ${new Date(startMs).toISOString()} ${JSON.stringify(usage)}`,
        usage,
        row,
        listed: listedPrice(usage, name, { providerId: provider.id, timestamp: new Date(startMs) }),
      };
    }),
  );
}

function listedPrice(...call: Parameters<typeof calcPrice>): ReturnType<typeof calcPrice> | undefined {
  try {
    return calcPrice(...call);
  } catch {
    return undefined;
  }
}

/** The table prices at nothing what it has no price of. */
const lacksPrice = ({ listed, usage }: Comparison): boolean =>
  (['input', 'output'] as const).some(
    (direction) =>
      listed?.model_price[`${direction}_mtok`] === undefined && usage[`${direction}_tokens`]! > 0,
  );

/** The table takes what is not said to be images for text. */
const lacksSplit = ({ listed, usage }: Comparison): boolean =>
  listed?.model_price.input_image_mtok !== undefined &&
  usage.input_image_tokens === undefined &&
  usage.input_tokens! > 0;

function isSame(comparison: Comparison, cost: Cost | undefined): boolean {
  const { listed } = comparison;
  if (listed === undefined) return cost?.unpriced_reason === 'inconsistent_usage';
  if (lacksPrice(comparison)) return cost?.unpriced_reason === 'no_token_price';
  if (lacksSplit(comparison)) return cost?.unpriced_reason === 'incomplete_usage';
  return (
    listed !== null && typeof cost?.cost === 'number' && Math.abs(cost.cost - listed.total_price) <= 1e-9
  );
}

it('every model of the public table costs what the library itself says', async () => {
  const providers = (await waitForUpdate())!;
  const named = providers.flatMap((provider) =>
    provider.models.flatMap((model) => {
      const name = nameOf(provider, model);
      return name === undefined ? [] : [{ provider, model, name }];
    }),
  );
  const all = providers.reduce((sum, { models }) => sum + models.length, 0);
  const comparisons = named.flatMap(({ provider, model, name }) => compared(provider, model, name));
  const costs = await costsOf(comparisons.map(({ row }) => row));
  const different = comparisons.flatMap((comparison, index) =>
    isSame(comparison, costs[index])
      ? []
      : [{ of: comparison.of, listed: comparison.listed?.total_price, ours: costs[index] }],
  );
  const priced = comparisons.filter((one) => one.listed && !lacksPrice(one) && !lacksSplit(one)).length;
  console.info(
    `${named.length} of ${all} models, ${comparisons.length} calls: ${priced} priced, ${different.length} otherwise than by the library`,
  );
  expect(different.slice(0, 5)).toEqual([]);
  expect(named).toHaveLength(all);
  expect(priced).toBeGreaterThan(20_000);
}, 300_000);
