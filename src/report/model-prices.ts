import { modelHint } from '../pricing/model-hint';
import type { ModelHint } from '../pricing/model-hint';
import { modelSchedule, sharesOfNothing } from '../pricing/model-schedule';
import type { CallNames, ModelSchedule } from '../pricing/model-schedule';
import { nearestProvider } from '../pricing/nearest-provider';
import { isPattern } from '../pricing/pattern';
import type { PriceBook } from '../pricing/price-book';
import { LLM_KIND_NAMES } from '../pricing/price-kind';
import type { LlmKind } from '../pricing/price-kind';
import { holdsAt, within } from '../pricing/price-schedule';
import type { Period } from '../pricing/price-schedule';
import { canonicalProvider } from '../pricing/price-provider';
import { publicModel } from '../pricing/public-schedule';
import type { RulePlace } from '../pricing/rate-card';
import { isFor } from '../pricing/rule-names';
import { serviceTier } from '../pricing/service-tier';
import { UnpricedReason } from '../pricing/unpriced-reason';
import { DAY_MS } from '../shared/iso-time';
import { isoInstantOrNull } from './instants';
import type { UnusedRule } from './unused-rules';

/** The answer of `botanu prices --json`. */
export interface ModelPrices {
  /** Changes when a field is renamed, removed or gets another meaning; new fields may come without. */
  readonly format: 'botanu.prices/1';
  /** Of all amounts, as an ISO 4217 code. */
  readonly currency: string;
  /** The instant (ISO 8601), or the UTC day, that `current` is about. */
  readonly at: string;
  readonly models: readonly PricedModel[];
  /** What helps with the model that was asked for; null where it has a price. */
  readonly hint: PriceHint | null;
  /**
   * Rules of the rate card that are for nothing in the ledger, whatever the date, the provider that is shown, and the
   * kind of operation; null where the ledger was not asked.
   */
  readonly unusedRules: readonly UnusedRule[] | null;
}

export interface PriceHint extends ModelHint {
  /** Discounts and surcharges that are for it and change nothing, because it has no public price. */
  readonly sharesOfNothing: readonly RulePlace[];
}

/** One model as calls name it. */
export interface PricedModel {
  readonly provider: string | null;
  readonly model: string | null;
  readonly serviceTier: string;
  /** Calls in the ledger; null where it was not asked. */
  readonly calls: number | null;
  /** What the public table has the model as; null if it has none of that name. */
  readonly listedAs: { readonly provider: string; readonly model: string } | null;
  /** The provider that was probably meant; null where the given one is known, none is near, or there is a price. */
  readonly nearestProvider: string | null;
  /** At any time, in order. */
  readonly periods: readonly PricePeriod[];
}

export interface PricePeriod {
  /** Whether it is of the time that was asked for. */
  readonly current: boolean;
  /** First instant, ISO 8601; null for ever before. */
  readonly from: string | null;
  /** The instant at which it ends; null for ever after. */
  readonly until: string | null;
  /** UTC, `00:30`; null for the whole day. */
  readonly timeOfDay: { readonly from: string; readonly until: string } | null;
  /** `genai-prices@0.1.8`, or the rate card's file and hash; null where there is no price. */
  readonly source: string | null;
  /** Of the rate card's rule; null where the price is not from one. */
  readonly line: number | null;
  readonly unpricedReason: UnpricedReason | null;
  /** By the size of the input, smallest first. Empty where there is no price. */
  readonly tiers: readonly PriceLevel[];
}

export interface PriceLevel {
  /** For calls with more input tokens than this; null for all. */
  readonly aboveInputTokens: number | null;
  /** Of each kind that has a price of its own, for a million tokens, requests or searches. */
  readonly perMillion: Readonly<Partial<Record<LlmKind, number>>>;
}

/** A time to ask about: an instant, or a whole day (UTC). */
export interface AskedTime {
  readonly text: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface ModelQuestion extends Partial<CallNames> {
  readonly calls?: number;
}

/** What a model costs by each provider that is asked for, or that the rate card has a rule of, and at each tier. */
export async function pricesOfModel(
  model: string,
  provider: string | null,
  at: AskedTime,
  book: PriceBook,
): Promise<ModelPrices> {
  const questions = providersOf(model, provider, book).flatMap((one) =>
    tiersOf(model, one, book).map((tier) => ({ provider: one, requestModel: model, serviceTier: tier })),
  );
  const prices = await modelPrices(questions, at, book);
  const hasPrice = prices.models.some(({ periods }) => periods.some(({ source }) => source !== null));
  return hasPrice ? prices : { ...prices, hint: await priceHint(model, questions, book) };
}

async function priceHint(
  model: string,
  questions: readonly ModelQuestion[],
  book: PriceBook,
): Promise<PriceHint> {
  const shares = new Map<string, RulePlace>();
  for (const question of questions) {
    for (const { file, line, place } of sharesOfNothing(namesOf(question), book))
      shares.set(place, { file, line, place });
  }
  return { ...(await modelHint(model, book.publicPrices)), sharesOfNothing: [...shares.values()] };
}

export const modelPrices = async (
  questions: readonly ModelQuestion[],
  at: AskedTime,
  book: PriceBook,
): Promise<ModelPrices> => ({
  format: 'botanu.prices/1',
  currency: book.currency,
  at: at.text,
  models: await Promise.all(questions.map((question) => pricedModel(question, at, book))),
  hint: null,
  unusedRules: null,
});

/** The model's own maker, unless a provider is named; and those whom the rate card names for it. */
function providersOf(
  model: string,
  provider: string | null,
  { rateCard, publicPrices }: PriceBook,
): (string | null)[] {
  if (provider !== null) return [provider];
  const named = new Map<string, string>();
  for (const { selectors } of rateCard?.models ?? []) {
    if (!isPlain(selectors.provider)) continue;
    const listed = publicModel(publicPrices, selectors.provider, model);
    const fits =
      selectors.model === undefined ? listed : isFor('llm', 'model', selectors.model, [model, listed?.model]);
    if (fits) named.set(canonicalProvider(selectors.provider), selectors.provider);
  }
  const maker = publicModel(publicPrices, null, model)?.provider;
  const isNamed = maker === undefined ? named.size > 0 : named.has(canonicalProvider(maker));
  return [...(isNamed ? [] : [null]), ...named.values()];
}

function tiersOf(
  model: string,
  provider: string | null,
  { rateCard, publicPrices }: PriceBook,
): (string | null)[] {
  const listed = publicModel(publicPrices, provider, model);
  const tiers = (rateCard?.models ?? []).flatMap(({ selectors }) =>
    isPlain(selectors.service_tier) &&
    isFor('llm', 'provider', selectors.provider, [provider ?? listed?.provider]) &&
    isFor('llm', 'model', selectors.model, [model, listed?.model])
      ? serviceTier(selectors.service_tier)
      : [],
  );
  return [null, ...new Set(tiers.filter((tier) => tier !== serviceTier(null)))];
}

const isPlain = (selector: string | undefined): selector is string =>
  selector !== undefined && !isPattern(selector);

const namesOf = (question: ModelQuestion): CallNames => ({
  provider: null,
  requestModel: null,
  responseModel: null,
  serviceTier: null,
  ...question,
});

async function pricedModel(question: ModelQuestion, at: AskedTime, book: PriceBook): Promise<PricedModel> {
  const names = namesOf(question);
  const { listed, schedule }: ModelSchedule = modelSchedule(names, book);
  return {
    provider: names.provider ?? listed?.provider ?? null,
    model: names.responseModel ?? names.requestModel,
    serviceTier: serviceTier(names.serviceTier),
    calls: question.calls ?? null,
    listedAs: listed ? { provider: listed.provider, model: listed.model } : null,
    nearestProvider:
      names.provider !== null && schedule.some(isOfUnknownProvider)
        ? await nearestProvider(names.provider, book.publicPrices)
        : null,
    periods: merged(schedule).map((period) => pricePeriod(period, at)),
  };
}

const isOfUnknownProvider = (period: Period): boolean =>
  'unpricedReason' in period && period.unpricedReason === UnpricedReason.UNKNOWN_PROVIDER;

/** Times of one day that follow one another at the same price are one. */
function merged(schedule: readonly Period[]): Period[] {
  const periods: Period[] = [];
  for (const period of schedule) {
    const last = periods.at(-1);
    if (last && isContinued(last, period))
      periods[periods.length - 1] = { ...last, dayUntilMs: period.dayUntilMs };
    else periods.push(period);
  }
  return periods;
}

const isContinued = (a: Period, b: Period): boolean =>
  a.fromMs === b.fromMs &&
  a.dayUntilMs === b.dayFromMs &&
  'price' in a &&
  'price' in b &&
  JSON.stringify(a.price) === JSON.stringify(b.price);

function pricePeriod(period: Period, at: AskedTime): PricePeriod {
  const { fromMs, untilMs, dayFromMs, dayUntilMs } = period;
  const isWholeDay = dayFromMs === 0 && dayUntilMs === DAY_MS;
  return {
    current: isCurrent(period, at),
    from: isoInstantOrNull(fromMs),
    until: isoInstantOrNull(untilMs),
    timeOfDay: isWholeDay ? null : { from: timeOfDay(dayFromMs), until: timeOfDay(dayUntilMs) },
    source: 'price' in period ? period.source : null,
    line: 'price' in period ? (period.line ?? null) : null,
    unpricedReason: 'price' in period ? null : period.unpricedReason,
    tiers: 'price' in period ? period.price.tiers.map(priceLevel) : [],
  };
}

const isCurrent = (period: Period, { fromMs, untilMs }: AskedTime): boolean =>
  fromMs === untilMs ? holdsAt(period, fromMs) : within(period, fromMs, untilMs) !== undefined;

const priceLevel = ({
  aboveInputTokens,
  rates,
}: {
  aboveInputTokens: number;
  rates: PriceLevel['perMillion'];
}) => ({
  aboveInputTokens: aboveInputTokens < 0 ? null : aboveInputTokens,
  perMillion: Object.fromEntries(
    LLM_KIND_NAMES.flatMap((kind) => (rates[kind] === undefined ? [] : [[kind, rates[kind]]])),
  ),
});

const timeOfDay = (ms: number): string =>
  ms === DAY_MS ? '24:00' : new Date(ms).toISOString().slice(11, 19).replace(/:00$/, '');
