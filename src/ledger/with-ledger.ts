import { loadPriceBook } from '../pricing/price-book';
import type { RateCard } from '../pricing/rate-card';
import { USD } from '../pricing/usd';
import type { LedgerEngine } from './engine';
import { ingest } from './ingest';
import type { Ingested, Progress } from './ingest';
import { withCache } from './ledger-cache';
import { hasLedgerFiles } from './ledger-files';
import { countModelCalls } from './model-calls';
import { priceSpans } from './price-spans';

/** A ledger that can be asked: its `spans`, the `model_calls` they tell of, and in `costs` what each operation cost. */
export interface Ledger {
  readonly engine: LedgerEngine;
  readonly directory: string;
  readonly ingested: Ingested;
  /** Of every amount, as an ISO 4217 code: USD, unless the rate card has another. */
  readonly currency: string;
  /** By which its amounts are made, beside the public table; null where there is none. */
  readonly rateCard: RateCard | null;
}

export interface LedgerOptions {
  /**
   * The user's rate card; false where the question is not about amounts: nothing is priced then, nor refused for what
   * the rate card says.
   * @default 'botanu.prices.yaml' in the working directory, if there is one
   */
  readonly prices?: string | false | undefined;
  /** Is told now and then how much of what is new has been read. */
  readonly progress?: Progress | undefined;
  /** Is told once why the ledger has to be read anew each time, and of a rate card by a name that is not read. */
  readonly tell?: ((text: string) => void) | undefined;
}

/**
 * Takes in and prices what is new in a directory, hands it to `ask`, and closes it whatever happens. Nothing is held
 * between two questions: the files stay the record, and others may ask.
 */
export async function withLedger<T>(
  directory: string,
  ask: (ledger: Ledger) => Promise<T>,
  { prices, progress, tell = () => undefined }: LedgerOptions = {},
): Promise<T> {
  const mayMake = await hasLedgerFiles(directory);
  const book = prices === false ? undefined : loadPriceBook(prices, tell);
  return withCache(directory, {
    mayMake,
    async prepare(engine) {
      const ingested = await ingest(engine, directory, progress);
      await countModelCalls(engine);
      if (book) await priceSpans(engine, book);
      return ingested;
    },
    ask: (engine, ingested) =>
      ask({
        engine,
        directory,
        ingested,
        currency: book?.currency ?? USD,
        rateCard: book?.rateCard ?? null,
      }),
    tell,
  });
}
