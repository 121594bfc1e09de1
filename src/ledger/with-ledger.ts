import { loadPublicPrices } from '../pricing/genai-prices';
import { priceCall } from '../pricing/price-call';
import { openDuckDb } from './duckdb-engine';
import type { LedgerEngine } from './engine';
import { ingest } from './ingest';
import type { Ingested } from './ingest';
import { createModelCalls } from './model-calls';
import { priceSpans } from './price-spans';

/** A ledger that can be asked: its `spans`, their `model_calls`, and in `costs` what each of those cost. */
export interface Ledger {
  readonly engine: LedgerEngine;
  readonly directory: string;
  readonly ingested: Ingested;
}

/** Reads and prices what a directory holds, hands it to `ask`, and closes it whatever happens. */
export async function withLedger<T>(directory: string, ask: (ledger: Ledger) => Promise<T>): Promise<T> {
  const engine = await openDuckDb();
  try {
    const ingested = await ingest(engine, directory);
    await createModelCalls(engine);
    const prices = loadPublicPrices();
    await priceSpans(engine, (call) => priceCall(call, prices));
    return await ask({ engine, directory, ingested });
  } finally {
    engine.close();
  }
}
