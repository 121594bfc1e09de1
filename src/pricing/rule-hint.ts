import { nearestName } from '../shared/nearest-name';
import type { PublicPrices } from './genai-prices';
import { modelHint } from './model-hint';
import { nearestProvider } from './nearest-provider';
import { isPattern } from './pattern';
import { knowsProvider, publicModel } from './public-schedule';
import type { ModelRule } from './rate-card';
import { serviceTier, SERVICE_TIERS } from './service-tier';

/** A name in a rule that nothing has, and the one that was probably meant. */
export interface RuleHint {
  readonly selector: 'provider' | 'model' | 'service_tier';
  readonly given: string;
  readonly nearest: string;
}

/**
 * What may be mistyped in a rule. Provider and model are looked at where it is a share of the public price, and so
 * for what the public table has: a rule with prices of its own may be for what no table knows.
 */
export async function ruleHint(rule: ModelRule, prices: PublicPrices): Promise<RuleHint | null> {
  const { provider, model, service_tier: tier } = rule.selectors;
  if ('ofPublicPrice' in rule.charge) {
    const sold = provider === undefined || isPattern(provider) ? null : provider;
    if (sold !== null && !knowsProvider(prices, sold))
      return hint('provider', sold, await nearestProvider(sold, prices));
    if (model !== undefined && !isPattern(model) && !publicModel(prices, sold, model))
      return hint('model', model, await nearestModel(model, sold, prices));
  }
  return tier === undefined || isPattern(tier) ? null : hint('service_tier', tier, nearestTier(tier));
}

const hint = (selector: RuleHint['selector'], given: string, nearest: string | null): RuleHint | null =>
  nearest === null ? null : { selector, given, nearest };

/** Only what that provider sells. */
async function nearestModel(model: string, provider: string | null, prices: PublicPrices) {
  const { nearest } = await modelHint(model, prices);
  return nearest !== null && publicModel(prices, provider, nearest) ? nearest : null;
}

function nearestTier(given: string): string | null {
  const tier = serviceTier(given);
  if (SERVICE_TIERS.includes(tier)) return null;
  return nearestName(tier, SERVICE_TIERS, Math.ceil(tier.length / 4)) ?? null;
}
