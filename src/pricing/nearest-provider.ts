import { nearestName } from '../shared/nearest-name';
import type { PublicPrices } from './genai-prices';
import { canonicalProvider, PROVIDER_SPELLINGS } from './price-provider';
import { knowsProvider } from './public-schedule';

/** The provider that was probably meant by a name that the public table does not know; null where none is near. */
export async function nearestProvider(given: string, prices: PublicPrices): Promise<string | null> {
  const providers = (await prices.waitForUpdate()) ?? [];
  const spellings = PROVIDER_SPELLINGS.filter((spelling) => knowsProvider(prices, spelling));
  const name = canonicalProvider(given);
  const nearest = nearestName(name, [...providers.map(({ id }) => id), ...spellings], farthest(name));
  return nearest ?? null;
}

/** A provider of one's own, which no table has, is not to be taken for a mistake. */
const farthest = (name: string): number => Math.ceil(name.length / 4);
