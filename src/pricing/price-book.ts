import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { VERSION } from '../shared/version';
import { loadPublicPrices } from './genai-prices';
import type { PublicPrices } from './genai-prices';
import type { RateCard } from './rate-card';
import { readRateCard } from './read-rate-card';
import { USD } from './usd';

/** The rate card that is looked for in the working directory. */
export const RATE_CARD_FILE = 'botanu.prices.yaml';

/** Not looked for, and likely to be taken for it. */
export const MISNAMED_FILE = 'botanu.prices.yml';
export const NOT_READ = `${MISNAMED_FILE} is not read: rename it to ${RATE_CARD_FILE}, or name it with --prices`;

/** All that an operation can be priced by. */
export interface PriceBook {
  readonly publicPrices: PublicPrices;
  /** Null where the user has none. */
  readonly rateCard: RateCard | null;
  /** Of every amount. */
  readonly currency: string;
  /** Changes with everything that an amount depends on. */
  readonly version: string;
}

/**
 * The public prices and the user's rate card: the file given, else `botanu.prices.yaml` in the working directory
 * if there is one. `tell` is told of one by a name that is not read. Throws a `BotanuError` that names file and line
 * where the rate card is not valid.
 */
export function loadPriceBook(path?: string, tell: (text: string) => void = () => undefined): PriceBook {
  const found = path ?? (existsSync(RATE_CARD_FILE) ? resolve(RATE_CARD_FILE) : undefined);
  if (found === undefined && existsSync(MISNAMED_FILE)) tell(NOT_READ);
  return priceBook(found === undefined ? null : readRateCard(found));
}

export function priceBook(rateCard: RateCard | null): PriceBook {
  const publicPrices = loadPublicPrices();
  const sources = [VERSION, publicPrices.source, rateCard?.source ?? ''];
  return {
    publicPrices,
    rateCard,
    currency: rateCard?.currency ?? USD,
    version: createHash('sha256').update(sources.join('\n')).digest('hex'),
  };
}
