import { createHash } from 'node:crypto';
import { VERSION } from '../shared/version';
import type { LedgerEngine } from './engine';
import { metaValue } from './ledger-meta';
import { CHANGED_TRACES, META, SEGMENTS, STORED_SPANS, UNREADABLE } from './store-tables';
import { COSTS, MODEL_CALLS } from './tables';

/** Key in `meta`. */
const SCHEMA = 'schema';

const TABLES = [STORED_SPANS, CHANGED_TRACES, SEGMENTS, UNREADABLE, META];

/** Changes with the tables, and with each version of botanu, which may read spans otherwise. */
const SCHEMA_VERSION = createHash('sha256')
  .update(JSON.stringify([VERSION, ...TABLES, MODEL_CALLS, COSTS]))
  .digest('hex')
  .slice(0, 16);

/** Makes the tables. What another version has made is dropped first: it is read again from the files. */
export async function bringUpToDate(engine: LedgerEngine): Promise<void> {
  const tables = await engine.query<{ table_name: string }>(
    "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'",
  );
  const names = new Set(tables.map(({ table_name }) => table_name));
  if (TABLES.every(({ name }) => names.has(name)) && (await metaValue(engine, SCHEMA)) === SCHEMA_VERSION)
    return;
  await engine.transaction(async () => {
    for (const { table_name } of tables) await engine.execute(`DROP TABLE "${table_name}"`);
    for (const table of TABLES) await engine.createTable(table);
    await engine.append(META, [{ key: SCHEMA, value: SCHEMA_VERSION }]);
  });
}
