import { UnpricedReason } from './unpriced-reason';
import { mostSpecific } from './most-specific';
import { exactness, isForAll } from './pattern';
import type { PriceBook } from './price-book';
import { ALWAYS, stretches, within } from './price-schedule';
import type { Period, PricedPeriod, Schedule } from './price-schedule';
import { knowsProvider, publicModel } from './public-schedule';
import type { PublicModel } from './public-schedule';
import type { ModelRule } from './rate-card';
import { isFor } from './rule-names';
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
 * deployments' names. The rate card beats the public table, by whichever of the names it knows them.
 */
export function modelSchedule(call: CallNames, book: PriceBook): ModelSchedule {
  const names = modelNames(call, book);
  const listed = names.find((name) => name.listed)?.listed;
  return { listed, schedule: scheduleOf(call, rulesFor(call, names, listed, book), listed, book) };
}

/** Discounts and surcharges that are for a call and change nothing: the public table has no price of its model. */
export function sharesOfNothing(call: CallNames, book: PriceBook): readonly ModelRule[] {
  const names = modelNames(call, book);
  if (names.some(({ listed }) => listed)) return [];
  return fittingRules(call, names, undefined, book).filter(({ charge }) => 'ofPublicPrice' in charge);
}

/** Rules that are for a call, whatever the date, and whether they are what it is priced by. */
export function rulesForCall(call: CallNames, book: PriceBook): readonly ModelRule[] {
  const names = modelNames(call, book);
  return fittingRules(call, names, names.find((name) => name.listed)?.listed, book);
}

interface ModelName {
  readonly model: string;
  readonly listed: PublicModel | undefined;
}

/** The one that answered first. The one asked for is left out where it is known to be another model. */
function modelNames({ provider, responseModel, requestModel }: CallNames, book: PriceBook): ModelName[] {
  const [first, second] = [responseModel, requestModel]
    .filter((model) => model !== null)
    .map((model) => ({ model, listed: publicModel(book.publicPrices, provider, model) }));
  if (!first || !second) return first ? [first] : [];
  const isAnother = first.listed && second.listed && first.listed.model !== second.listed.model;
  return isAnother ? [first] : [first, second];
}

/** A rule for a call, and by which name of the model. */
interface FittingRule extends ModelRule {
  /** The one that answered before the one asked for, and before none. */
  readonly ofModel: number;
  /** As on the span before what the public table has for it. */
  readonly ofName: number;
}

/** A share of the public price is none where there is no such price. */
const rulesFor = (
  call: CallNames,
  names: readonly ModelName[],
  listed: PublicModel | undefined,
  book: PriceBook,
): FittingRule[] =>
  fittingRules(call, names, listed, book).filter(({ charge }) => 'price' in charge || listed !== undefined);

function fittingRules(
  call: CallNames,
  names: readonly ModelName[],
  listed: PublicModel | undefined,
  { rateCard }: PriceBook,
): FittingRule[] {
  const tier = serviceTier(call.serviceTier);
  // What a span says that another provider sold is not under a contract with the model's maker.
  const providers = [call.provider ?? listed?.provider];
  return (rateCard?.models ?? []).flatMap((rule) => {
    const { kind, selectors } = rule;
    const fits =
      isFor(kind, 'provider', selectors.provider, providers) &&
      (selectors.service_tier === undefined
        ? !isUnlisted(tier)
        : isFor(kind, 'service_tier', selectors.service_tier, [tier]));
    const found = fits ? foundBy(rule, names) : undefined;
    return found ? [{ ...rule, ...found }] : [];
  });
}

function foundBy(
  { kind, selectors }: ModelRule,
  names: readonly ModelName[],
): Pick<FittingRule, 'ofModel' | 'ofName'> | undefined {
  if (selectors.model === undefined) return { ofModel: 0, ofName: 0 };
  for (const [place, name] of names.entries()) {
    const ofModel = isForAll(selectors.model) ? 0 : names.length - place;
    if (isFor(kind, 'model', selectors.model, [name.model])) return { ofModel, ofName: 1 };
    if (isFor(kind, 'model', selectors.model, [name.listed?.model])) return { ofModel, ofName: 0 };
  }
  return undefined;
}

const exactnessOf = ({ selectors, ofModel, ofName }: FittingRule): number[] => [
  ofModel,
  exactness(selectors.model),
  ofName,
  exactness(selectors.provider),
  exactness(selectors.service_tier),
];

function scheduleOf(
  call: CallNames,
  rules: readonly FittingRule[],
  listed: PublicModel | undefined,
  book: PriceBook,
): Schedule {
  const otherwise = withoutRule(call, listed, book);
  const instants = rules.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs].filter((at) => at !== null));
  return stretches(instants).flatMap(([fromMs, untilMs]) => {
    const rule = mostSpecific(
      rules.filter((one) => within({ ...ALWAYS, ...one }, fromMs, untilMs)),
      exactnessOf,
    );
    const periods = rule ? byRule(rule, listed, book) : otherwise;
    return periods.flatMap((period) => within(period, fromMs, untilMs) ?? []);
  });
}

function byRule(
  { charge, line }: ModelRule,
  listed: PublicModel | undefined,
  book: PriceBook,
): readonly Period[] {
  const source = book.rateCard!.source;
  if ('price' in charge) return [{ ...ALWAYS, price: charge.price, source, line }];
  return listed!.periods.map((period) => ({
    ...period,
    price: multiplied(period.price, charge.ofPublicPrice),
    source: `${source}, ${period.source}`,
    line,
  }));
}

const multiplied = (price: PricedPeriod['price'], factor: number): PricedPeriod['price'] => ({
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
