import type { UnpricedReason } from '../pricing/unpriced-reason';
import type { UnitPricedKind } from '../pricing/costed-kind';
import type { RateCard, Selectors } from '../pricing/rate-card';
import { USD } from '../pricing/usd';
import { selectorKey } from '../pricing/rule-names';
import { isUnlisted, serviceTier as normalTier } from '../pricing/service-tier';
import type { Unpriced } from './unpriced';

/** Reasons that a rule for the name does away with; the others are of what is missing on the span. */
const BY_A_RULE: ReadonlySet<UnpricedReason> = new Set<UnpricedReason>([
  'no_rate',
  'no_token_price',
  'unknown_model',
  'unknown_provider',
  'unpriced_service_tier',
]);

export const hasRule = ({ kind, reason, model }: Unpriced): boolean =>
  BY_A_RULE.has(reason) && (kind !== 'llm' || text(model) !== undefined);

/**
 * Rules for what has no price, as the rate card has them, but for the figures: until they are there, it is not valid.
 * Where amounts are not those of the public table, no rule is a share of them.
 */
export function suggestedRates(unpriced: readonly Unpriced[], rateCard: RateCard | null): string {
  const hasShares = rateCard === null || (rateCard.publicPrices && rateCard.currency === USD);
  const sections = new Map<string, Map<string, string>>();
  for (const one of unpriced.filter(hasRule)) {
    const { kind } = one;
    const [section, price] = kind === 'llm' ? ['models', modelPrice(one, hasShares)] : OPERATION_PRICE[kind];
    const selectors = selectorsOf(one);
    const rules = sections.get(section) ?? new Map<string, string>();
    const key = selectorKey(kind, selectors);
    // Two spellings of one name are for the same.
    if (!rules.has(key)) rules.set(key, ruleText(selectors, price));
    sections.set(section, rules);
  }
  return [...sections].map(([section, rules]) => `${section}:\n${[...rules.values()].join('\n')}\n`).join('');
}

const TOKENS = 'per_million_tokens:\n      input:\n      output:';

const modelPrice = ({ reason }: Unpriced, hasShares: boolean): string =>
  reason === 'unpriced_service_tier' && hasShares ? 'discount: # such as 50%' : TOKENS;

const OPERATION_PRICE: Readonly<Record<UnitPricedKind, readonly [section: string, price: string]>> = {
  database: ['databases', 'per_query:'],
  storage: ['storage', 'per_operation:'],
  messaging: ['messaging', 'per_message:'],
  tool: ['tools', 'per_call:'],
};

/** A tier at the list price is what a rule is for that names none. */
function selectorsOf({ kind, provider, model, serviceTier, system, operation, name }: Unpriced): Selectors {
  if (kind !== 'llm')
    return {
      system: text(system),
      operation: kind === 'tool' ? undefined : text(operation),
      name: text(name),
    };
  const tier = isUnlisted(normalTier(serviceTier)) ? text(serviceTier) : undefined;
  return { provider: text(provider), model: text(model), service_tier: tier };
}

const text = (given: string | null): string | undefined => given?.trim() || undefined;

function ruleText(selectors: Selectors, price: string): string {
  const lines = Object.entries(selectors).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}: ${scalar(value)}`,
  );
  return `  - ${[...lines, price].join('\n    ')}`;
}

/** Quoted where YAML would read something else than the text. */
const scalar = (text: string): string =>
  /^[A-Za-z_][\w./-]*$/.test(text) && !RESERVED.test(text) ? text : JSON.stringify(text);

const RESERVED = /^(true|false|null|yes|no|on|off)$/i;
