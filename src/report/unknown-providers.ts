import { UnpricedReason } from '../pricing/unpriced-reason';
import type { PublicPrices } from '../pricing/genai-prices';
import { nearestProvider } from '../pricing/nearest-provider';
import type { Unpriced } from './unpriced';

export interface WithNearestProvider {
  /** The provider that was probably meant; null where that is not why it has no price, or none is near. */
  readonly nearestProvider: string | null;
}

/** Adds to what has no price because its provider is unknown the one that was probably meant. */
export const withNearestProviders = (
  unpriced: readonly Unpriced[],
  prices: PublicPrices,
): Promise<(Unpriced & WithNearestProvider)[]> =>
  Promise.all(
    unpriced.map(async (one) => ({
      ...one,
      nearestProvider:
        one.reason === UnpricedReason.UNKNOWN_PROVIDER && one.provider !== null
          ? await nearestProvider(one.provider, prices)
          : null,
    })),
  );
