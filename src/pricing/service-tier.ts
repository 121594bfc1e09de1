const STANDARD = 'standard';

/** Tiers that cost the list price, under one name. A tier that nobody names is one of them. */
const AT_LIST_PRICE: ReadonlySet<string> = new Set(['standard', 'default', 'auto', 'on_demand']);

/**
 * Tiers that cost another price than the listed one: cheaper for being slow, dearer for being fast, or paid for in
 * advance. The public table has no prices for them.
 */
const AT_OTHER_PRICE: ReadonlySet<string> = new Set([
  'flex',
  'batch',
  'priority',
  'scale',
  'reserved',
  'provisioned',
  'provisioned_throughput',
]);

/** A service tier as rules name it: `standard` for every spelling of the one at the list price. */
export function serviceTier(given: string | null): string {
  const name = (given ?? '').trim().toLowerCase();
  return name === '' || AT_LIST_PRICE.has(name) ? STANDARD : name;
}

export const SERVICE_TIERS: readonly string[] = [...AT_LIST_PRICE, ...AT_OTHER_PRICE];

/** Whether the list price is not what a call of that tier costs. */
export const isUnlisted = (tier: string): boolean => AT_OTHER_PRICE.has(tier);
