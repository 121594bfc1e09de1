import { ingest } from '../../src/ledger/ingest';
import type { Ingested } from '../../src/ledger/ingest';
import { withCache } from '../../src/ledger/ledger-cache';

export interface CachedLedger extends Ingested {
  /** Of the spans, sorted. */
  readonly names: string[];
  /** Whether anything of the files was read this time. */
  readonly hasRead: boolean;
  /** What was said about the cache. */
  readonly told: string[];
}

/** What a ledger holds, by its cache: what is new is read, and the rest known. */
export async function cachedLedger(directory: string): Promise<CachedLedger> {
  const told: string[] = [];
  let hasRead = false;
  return withCache(directory, {
    mayMake: true,
    prepare: (engine) => ingest(engine, directory, () => (hasRead = true)),
    ask: async (engine, ingested) => {
      const rows = await engine.query<{ name: string }>('SELECT name FROM spans ORDER BY name');
      return { ...ingested, names: rows.map(({ name }) => name), hasRead, told };
    },
    tell: (text) => told.push(text),
  });
}
