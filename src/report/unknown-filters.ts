import type { LedgerEngine } from '../ledger/engine';
import { sqlText } from '../ledger/sql-text';
import { nearestName } from '../shared/nearest-name';
import { alternativeColumnOf, columnOf, type Dimension, isOfOperations } from './dimensions';
import type { Selection } from './question';

/** A filter by a value that nothing in the ledger has, whenever it was. */
export interface UnknownFilter {
  readonly dimension: Dimension;
  readonly value: string;
  /** The value that was probably meant; null where none is near. */
  readonly nearest: string | null;
  /** Some of those that there are, the most frequent first. */
  readonly known: readonly string[];
}

const MOST_KNOWN = 5;

/** Asks the tables of runs. A day that has nothing is no mistake, and neither is to ask for what has no value. */
export async function unknownFilters(
  engine: LedgerEngine,
  { where = [] }: Selection,
): Promise<UnknownFilter[]> {
  const unknown: UnknownFilter[] = [];
  for (const { dimension, value } of where) {
    if (dimension === 'day' || value === '') continue;
    const table = isOfOperations(dimension) ? 'spend_classes' : 'runs';
    const columns = [columnOf(dimension), alternativeColumnOf(dimension)].filter(
      (column) => column !== undefined,
    );
    const some = await engine.query(
      `SELECT 1 AS one FROM ${table} WHERE ${sqlText(value)} IN (${columns.join(', ')}) LIMIT 1`,
    );
    if (some.length > 0) continue;
    const known = await knownValues(engine, dimension, columnOf(dimension));
    const others = columns.slice(1).map((column) => knownValues(engine, dimension, column));
    unknown.push({
      dimension,
      value,
      nearest: IDS.has(dimension)
        ? null
        : nearestOf(value, [...known, ...(await Promise.all(others)).flat()]),
      known: known.slice(0, MOST_KNOWN),
    });
  }
  return unknown;
}

/** One that differs in a digit is somebody else. */
const IDS: ReadonlySet<Dimension> = new Set<Dimension>(['customer', 'tenant']);

const nearestOf = (value: string, known: readonly string[]): string | null =>
  nearestName(value, known, Math.ceil(value.length / 4)) ?? null;

async function knownValues(engine: LedgerEngine, dimension: Dimension, column: string): Promise<string[]> {
  const [times, table] = isOfOperations(dimension)
    ? ['sum(spend.operation_count)', 'spend JOIN spend_classes ON spend_classes.class_no = spend.class_no']
    : ['count(*)', 'runs'];
  const rows = await engine.query<{ value: string }>(`
    SELECT ${column} AS value, ${times} AS times FROM ${table} WHERE ${column} <> ''
    GROUP BY ${column} ORDER BY times DESC, value LIMIT 10000`);
  return rows.map(({ value }) => value);
}
