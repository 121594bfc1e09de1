import type { LedgerEngine } from './engine';
import { META } from './store-tables';

/** What the cache knows of itself, by a key. */
export async function metaValue(engine: LedgerEngine, key: string): Promise<string | undefined> {
  const [row] = await engine.query<{ value: string }>(`SELECT value FROM ${META.name} WHERE key = '${key}'`);
  return row?.value;
}

export async function saveMeta(engine: LedgerEngine, key: string, value: string): Promise<void> {
  await engine.execute(`DELETE FROM ${META.name} WHERE key = '${key}'`);
  await engine.append(META, [{ key, value }]);
}
