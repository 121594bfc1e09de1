import type { CheckedMapping } from './checked-yaml';
import { TOKEN_KIND_NAMES, TOKEN_KINDS } from './price-kind';
import type { PriceKind } from './price-kind';
import { FIRST_TIER } from './price-schedule';
import type { Price, PriceTier, Rates } from './price-schedule';
import type { ModelRule } from './rate-card';
import { UNIT_PRICES, unitPrice } from './unit-prices';

const SHARES = { discount: -1, surcharge: 1 } as const;

/** What a rule of `models` charges: a share of the public price, or prices of its own. */
export function modelCharge(rule: CheckedMapping): ModelRule['charge'] {
  const shares = (['discount', 'surcharge'] as const).filter((key) => rule.has(key));
  const prices = rule.keys.filter((key) => PRICES.includes(key));
  if (shares.length + Math.min(1, prices.length) !== 1) {
    throw rule.invalid(
      'must have either discount or surcharge (of the public prices), or prices of its own: per_million_tokens, ' +
        `tiers, ${Object.keys(UNIT_PRICES.models).join(', ')}.`,
    );
  }
  const [share] = shares;
  if (share !== undefined) return { ofPublicPrice: shareOf(rule, share) };
  if (!rule.has('model') && !rule.has('provider'))
    throw rule.invalid('must say for which model or provider its prices are.');
  return { price: ownPrice(rule) };
}

const PRICES = ['per_million_tokens', 'tiers', ...Object.keys(UNIT_PRICES.models)];

function shareOf(rule: CheckedMapping, key: keyof typeof SHARES): number {
  const factor = 1 + SHARES[key] * rule.number(key)!;
  if (factor < 0) throw rule.invalid('is more than 100%.', key);
  return factor;
}

function ownPrice(rule: CheckedMapping): Price {
  const base = rule.mapping('per_million_tokens');
  const tokens = base ? tokenRates(base) : {};
  const units = unitRates(rule, 'models');
  if (!base && !rule.has('tiers') && units.request === undefined)
    throw rule.invalid('prices no call: give it per_million_tokens too, or a price per request.');
  return {
    tiers: tiersOf(rule, tokens).map(({ aboveInputTokens, rates }) => ({
      aboveInputTokens,
      rates: { ...rates, ...units },
    })),
    needsUsage: base !== undefined,
    whenFailed: 'unknown',
  };
}

/** What a higher tier does not name costs there what it cost below. */
function tiersOf(rule: CheckedMapping, base: Rates): PriceTier[] {
  const tiers: PriceTier[] = [{ aboveInputTokens: FIRST_TIER, rates: base }];
  if (rule.has('tiers') && rule.list('tiers').length === 0)
    throw rule.invalid('has no tier. Write one, or leave it out.', 'tiers');
  for (const tier of rule.list('tiers')) {
    const aboveInputTokens = tier.number('above_input_tokens');
    const prices = tier.mapping('per_million_tokens');
    if (aboveInputTokens === undefined || !prices)
      throw tier.invalid('must have above_input_tokens and per_million_tokens.');
    const rates = tokenRates(prices, base);
    const below = tiers.at(-1)!;
    if (aboveInputTokens <= below.aboveInputTokens)
      throw tier.invalid(
        `must be more than that of the tier before it (${below.aboveInputTokens}).`,
        'above_input_tokens',
      );
    tiers.push({ aboveInputTokens, rates: { ...below.rates, ...rates } });
  }
  return tiers;
}

/** With `base`, kinds that it prices; else with every kind the one that it is part of. */
function tokenRates(prices: CheckedMapping, base?: Rates): Rates {
  const kinds = TOKEN_KIND_NAMES.filter((kind) => prices.has(kind));
  if (kinds.length === 0) throw prices.invalid(`has no price. Allowed here: ${TOKEN_KIND_NAMES.join(', ')}.`);
  for (const kind of kinds) {
    if (base && base[kind] === undefined)
      throw prices.invalid("has no price in the rule's own per_million_tokens; give it one there too.", kind);
    const wholes = (TOKEN_KINDS[kind] as PriceKind).partOf ?? [];
    const whole = wholes.find((one) => !prices.has(one));
    if (!base && whole !== undefined)
      throw prices.invalid(`is part of ${whole}, which has no price; give it one too.`, kind);
  }
  return Object.fromEntries(kinds.map((kind) => [kind, prices.number(kind)!]));
}

/** What a rule of another section charges. */
export function unitPriceOf(
  rule: CheckedMapping,
  section: Exclude<keyof typeof UNIT_PRICES, 'models'>,
): Price {
  const rates = unitRates(rule, section);
  if (Object.keys(rates).length === 0)
    throw rule.invalid(
      `has no price. Give it one or more of ${Object.keys(UNIT_PRICES[section]).join(', ')}.`,
    );
  const whenFailed = rule.text('when_failed') as 'charged' | 'free' | undefined;
  return {
    tiers: [{ aboveInputTokens: FIRST_TIER, rates }],
    needsUsage: true,
    whenFailed: whenFailed ?? 'unknown',
  };
}

function unitRates(rule: CheckedMapping, section: keyof typeof UNIT_PRICES): Rates {
  const rates: Partial<Record<string, number>> = {};
  const keyOf: Partial<Record<string, string>> = {};
  for (const key of rule.keys) {
    const unit = unitPrice(section, key);
    if (!unit) continue;
    const other = keyOf[unit.kind];
    if (other !== undefined) throw rule.invalid(`prices the same as ${other}; keep one of the two.`, key);
    keyOf[unit.kind] = key;
    rates[unit.kind] = (rule.number(key)! * 1_000_000) / unit.per;
  }
  return rates;
}
