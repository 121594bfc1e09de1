import type { ConditionalPrice, ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { DAY_MS } from '../shared/iso-time';
import type { PublicPrices } from './genai-prices';
import { LLM_KIND_NAMES, LLM_KINDS } from './price-kind';
import type { LlmKind } from './price-kind';
import { priceProvider } from './price-provider';
import { FIRST_TIER, stretches } from './price-schedule';
import type { Price, PricedPeriod, PriceTier } from './price-schedule';

/** A model of the public table, by that table's own names, and its prices. */
export interface PublicModel {
  readonly provider: string;
  readonly model: string;
  readonly periods: readonly PricedPeriod[];
}

/**
 * The public table's prices of a model, found by the table's own matching; undefined if it has none. The periods
 * are those that the table's conditions divide time into, and which price holds in one is the table's own answer
 * for an instant of it.
 */
export function publicModel(
  prices: PublicPrices,
  provider: string | null,
  model: string,
): PublicModel | undefined {
  const at = (unixMs: number) =>
    prices.calcPrice({}, model, { ...providerOption(provider), timestamp: new Date(unixMs) });
  const found = at(0);
  if (!found) return undefined;
  const periods = validities(found.model).map((validity) => ({
    ...validity,
    price: priceOf(at(instantOf(validity))!.model_price),
    source: prices.source,
  }));
  return { provider: found.provider.id, model: found.model.id, periods };
}

/** Whether the table knows of a provider at all. */
export const knowsProvider = (prices: PublicPrices, provider: string): boolean =>
  prices.findProvider(providerOption(provider)) !== undefined;

const providerOption = (provider: string | null): { providerId?: string } =>
  provider === null ? {} : { providerId: priceProvider(provider) };

type Constraint = NonNullable<ConditionalPrice['constraint']>;

function validities({ prices }: ModelInfo): Omit<PricedPeriod, 'price' | 'source'>[] {
  const constraints = Array.isArray(prices) ? prices.flatMap(({ constraint }) => constraint ?? []) : [];
  const dates = stretches(constraints.flatMap(startDate));
  const times = [0, ...new Set(constraints.flatMap(timesOfDay)), DAY_MS].sort((a, b) => a - b);
  return dates.flatMap(([fromMs, untilMs]) =>
    times.slice(1).flatMap((dayUntilMs, index) => {
      const dayFromMs = times[index]!;
      return dayFromMs === dayUntilMs ? [] : [{ fromMs, untilMs, dayFromMs, dayUntilMs }];
    }),
  );
}

const startDate = (constraint: Constraint): number[] =>
  constraint.type === 'start_date' ? [Date.parse(constraint.start_date)] : [];

const timesOfDay = (constraint: Constraint): number[] =>
  constraint.type === 'time_of_date' ? [constraint.start_time, constraint.end_time].map(msOfDay) : [];

/** Of a time with its zone, such as `16:30:00Z`. */
const msOfDay = (time: string): number => (Date.parse(`1970-01-02T${time}`) + DAY_MS) % DAY_MS;

function instantOf({ fromMs, untilMs, dayFromMs }: Omit<PricedPeriod, 'price' | 'source'>): number {
  if (fromMs !== null) return fromMs + dayFromMs;
  return (untilMs ?? DAY_MS) - DAY_MS + dayFromMs;
}

function priceOf(listed: ModelPrice): Price {
  const priced = LLM_KIND_NAMES.filter((kind) => listed[LLM_KINDS[kind].listed!.key] !== undefined);
  const starts = priced.flatMap((kind) => {
    const rate = listed[LLM_KINDS[kind].listed!.key];
    return typeof rate === 'object' ? rate.tiers.map(({ start }) => start) : [];
  });
  const tiers = [...new Set([FIRST_TIER, ...starts])].sort((a, b) => a - b);
  return {
    tiers: tiers.map((aboveInputTokens): PriceTier => ({
      aboveInputTokens,
      rates: Object.fromEntries(priced.map((kind) => [kind, perMillion(listed, kind, aboveInputTokens)])),
    })),
    needsUsage: true,
    whenFailed: 'unknown',
  };
}

function perMillion(listed: ModelPrice, kind: LlmKind, aboveInputTokens: number): number {
  const { key, per } = LLM_KINDS[kind].listed!;
  const rate = listed[key]!;
  if (typeof rate === 'number') return (rate * 1_000_000) / per;
  const reached = rate.tiers.filter(({ start }) => start <= aboveInputTokens);
  const highest = reached.reduce((best, tier) => (tier.start >= best.start ? tier : best), {
    start: FIRST_TIER,
    price: rate.base,
  });
  return (highest.price * 1_000_000) / per;
}
