import { PROVIDER_SOURCE } from '../pricing/provider-source';
import type { PriceBook } from '../pricing/price-book';
import { USD } from '../pricing/usd';
import { BotanuError } from '../shared/botanu-error';
import type { LedgerEngine } from './engine';

/** Throws where the rate card has another currency than an amount that is not from it: sums would mix the two. */
export async function requireOneCurrency(
  engine: LedgerEngine,
  { rateCard, publicPrices }: PriceBook,
): Promise<void> {
  if (!rateCard || rateCard.currency === USD) return;
  const foreign = await engine.query<{ source: string; operations: number }>(`
    SELECT source, count(*) AS operations FROM costs
    WHERE source IN ('${PROVIDER_SOURCE}', '${publicPrices.source}')
    GROUP BY source ORDER BY source`);
  const [first] = foreign;
  if (!first) return;
  const operations = `${first.operations} ${first.operations === 1 ? 'operation' : 'operations'}`;
  const problem =
    first.source === PROVIDER_SOURCE
      ? `${operations} had a cost reported by the provider, in USD. Write "reported_costs: false" to price them by the rate card`
      : `${operations} would have the public price, in USD, by ${first.source}. Give their models prices in ${rateCard.currency}, ` +
        'or write "public_prices: false" to leave them without a price';
  const at = rateCard.currencyLine === null ? '' : `:${rateCard.currencyLine}`;
  throw new BotanuError(
    'CONFIGURATION_INVALID',
    `${rateCard.file}${at}: its currency is ${rateCard.currency}, but ${problem}. ` +
      'Amounts are never converted: one ledger has one currency.',
  );
}
