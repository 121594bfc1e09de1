import { nearestName } from '../shared/nearest-name';
import type { PublicPrices } from './genai-prices';
import { publicModel } from './public-schedule';

/** What the public table has for a name without a price. */
export interface ModelHint {
  /** Providers of whom it has a model of that name; a name may need one of them to be found. */
  readonly providers: readonly string[];
  /** The name that was probably meant. */
  readonly nearest: string | null;
}

/** Looks a name up among all that there are. */
export async function modelHint(model: string, prices: PublicPrices): Promise<ModelHint> {
  const providers = (await prices.waitForUpdate()) ?? [];
  const sellers = providers.filter(({ id }) => publicModel(prices, id, model)?.provider === id);
  const names = providers.flatMap(({ models }) => models.map(({ id }) => id));
  // Gateways put the maker before the name.
  const bare = model.slice(model.lastIndexOf('/') + 1);
  const farthest = Math.ceil(bare.length / 4);
  const nearest = publicModel(prices, null, bare) ? bare : nearestName(bare, names, farthest);
  return { providers: sellers.map(({ id }) => id), nearest: nearest === model ? null : (nearest ?? null) };
}
