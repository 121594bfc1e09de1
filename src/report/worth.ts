import { compareTexts } from '../shared/texts';
import type { OutcomeValue, Spend, Worth } from './cost-report';
import { tidyAmount } from './spend';

/** What outcomes were worth, and how much that is beside what was spent. */
export function worthOf(values: readonly OutcomeValue[], cost: Spend, currency: string): Worth {
  const sums = new Map<string, number>();
  for (const { type, amount } of values) {
    const one = isMoney(type, currency) ? currency.toLowerCase() : type;
    sums.set(one, tidyAmount((sums.get(one) ?? 0) + amount));
  }
  const value = sums.get(currency.toLowerCase()) ?? null;
  return {
    values: [...sums]
      .map(([type, amount]) => ({ type, amount }))
      .sort((a, b) => compareTexts(a.type, b.type)),
    value,
    valueMinusCost: value === null || cost.cost === null ? null : tidyAmount(value - cost.cost),
    valueMinusCostIsUpperBound: value !== null && cost.isLowerBound,
  };
}

/**
 * Whether a value type is the currency itself, however it is written: `usd`, `USD`. Of any other (`refunded_usd`) it is
 * not clear whose gain it is.
 */
export const isMoney = (type: string, currency: string): boolean =>
  type.toUpperCase() === currency.toUpperCase();
