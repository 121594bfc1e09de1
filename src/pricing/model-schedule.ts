import { providerNames } from '../semconv/providers';
import { UnpricedReason } from './call-price';
import { mostSpecific } from './most-specific';
import { pattern } from './pattern';
import type { PriceBook } from './price-book';
import { ALWAYS, stretches, within } from './price-schedule';
import type { Period, PricedPeriod, Schedule } from './price-schedule';
import { knowsProvider, publicModel } from './public-schedule';
import type { PublicModel } from './public-schedule';
import type { ModelRule } from './rate-card';
import { isUnlisted, serviceTier } from './service-tier';

/** By what a model call is priced, but for its time and its counts. */
export interface CallNames {
  readonly provider: string | null;
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  readonly serviceTier: string | null;
}

/** A model as it is priced: under which of its names, and at what price when. */
export interface ModelSchedule {
  readonly listed: PublicModel | undefined;
  readonly schedule: Schedule;
}

/**
 * What calls cost by the model that answered; by the one asked for where that name is unknown, as with
 * deployments' names. The rate card beats the public table.
 */
export function modelSchedule(call: CallNames, book: PriceBook): ModelSchedule {
  const models = [call.responseModel, call.requestModel].filter((model) => model !== null);
  for (const model of models) {
    const listed = publicModel(book.publicPrices, call.provider, model);
    const rules = rulesFor(call, model, listed, book);
    if (listed || rules.some(({ selectors }) => selectors.model !== undefined))
      return { listed, schedule: scheduleOf(call, rules, listed, book) };
  }
  const rules = rulesFor(call, models[0] ?? null, undefined, book);
  return { listed: undefined, schedule: scheduleOf(call, rules, undefined, book) };
}

/** Rules are found by the names on the span, and by those that the public table has for the same. */
function rulesFor(
  call: CallNames,
  model: string | null,
  listed: PublicModel | undefined,
  { rateCard }: PriceBook,
): ModelRule[] {
  const tier = serviceTier(call.serviceTier);
  const models = [model, listed?.model].filter((one) => one !== null && one !== undefined);
  const providers = [
    ...(call.provider === null ? [] : [call.provider, providerNames(call.provider).provider]),
    ...(listed ? [listed.provider] : []),
  ];
  return (rateCard?.models ?? []).filter(
    ({ selectors }) =>
      matches(selectors.model, models) &&
      (matches(selectors.provider, providers) || isSameProvider(selectors.provider, call.provider)) &&
      (selectors.service_tier === undefined
        ? !isUnlisted(tier)
        : pattern(serviceTier(selectors.service_tier))(tier)),
  );
}

const matches = (selector: string | undefined, names: readonly string[]): boolean =>
  selector === undefined || names.some(pattern(selector));

const isSameProvider = (selector: string | undefined, provider: string | null): boolean =>
  selector !== undefined &&
  provider !== null &&
  providerNames(selector).provider === providerNames(provider).provider;

function scheduleOf(
  call: CallNames,
  rules: readonly ModelRule[],
  listed: PublicModel | undefined,
  book: PriceBook,
): Schedule {
  const otherwise = withoutRule(call, listed, book);
  const instants = rules.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs].filter((at) => at !== null));
  return stretches(instants).flatMap(([fromMs, untilMs]) => {
    const rule = mostSpecific(rules.filter((one) => within({ ...ALWAYS, ...one }, fromMs, untilMs)));
    const periods = rule ? byRule(rule, call, listed, book) : otherwise;
    return periods.flatMap((period) => within(period, fromMs, untilMs) ?? []);
  });
}

function byRule(
  { charge, line }: ModelRule,
  call: CallNames,
  listed: PublicModel | undefined,
  book: PriceBook,
): readonly Period[] {
  const source = book.rateCard!.source;
  if ('price' in charge) return [{ ...ALWAYS, price: charge.price, source, line }];
  if (!listed) return [unknown(call, book)];
  return listed.periods.map((period) => ({
    ...period,
    price: times(charge.ofPublicPrice, period.price),
    source: `${source}, ${period.source}`,
    line,
  }));
}

const times = (factor: number, price: PricedPeriod['price']): PricedPeriod['price'] => ({
  ...price,
  tiers: price.tiers.map(({ aboveInputTokens, rates }) => ({
    aboveInputTokens,
    rates: Object.fromEntries(Object.entries(rates).map(([kind, rate]) => [kind, rate * factor])),
  })),
});

function withoutRule(call: CallNames, listed: PublicModel | undefined, book: PriceBook): readonly Period[] {
  if (book.rateCard && !book.rateCard.publicPrices)
    return [{ ...ALWAYS, unpricedReason: UnpricedReason.NO_RATE }];
  if (!listed) return [unknown(call, book)];
  return isUnlisted(serviceTier(call.serviceTier))
    ? [{ ...ALWAYS, unpricedReason: UnpricedReason.UNPRICED_SERVICE_TIER }]
    : listed.periods;
}

function unknown({ provider, requestModel, responseModel }: CallNames, { publicPrices }: PriceBook): Period {
  const reason = (unpricedReason: UnpricedReason): Period => ({ ...ALWAYS, unpricedReason });
  if (!requestModel && !responseModel) return reason(UnpricedReason.NO_MODEL);
  return provider !== null && !knowsProvider(publicPrices, provider)
    ? reason(UnpricedReason.UNKNOWN_PROVIDER)
    : reason(UnpricedReason.UNKNOWN_MODEL);
}
