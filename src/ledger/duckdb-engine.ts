import type * as DuckDB from '@duckdb/node-api';
import { BotanuError } from '../shared/botanu-error';
import type { ColumnType, LedgerEngine, RowOf, Table } from './engine';

const SQL_TYPE = { text: 'VARCHAR', integer: 'BIGINT', number: 'DOUBLE' } as const satisfies Record<
  ColumnType,
  string
>;

/** Rows in one of DuckDB's data chunks, its fixed maximum. */
const CHUNK_ROWS = 2048;

/** A DuckDB in this process's memory, gone when it is closed. */
export async function openDuckDb(): Promise<LedgerEngine> {
  const duckDb = loadDuckDb();
  const instance = await duckDb.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();

  return {
    async createTable({ name, columns }) {
      const definitions = Object.entries(columns).map(([column, type]) => `${column} ${SQL_TYPE[type]}`);
      await connection.run(`CREATE TABLE ${name} (${definitions.join(', ')})`);
    },

    async append(table, rows) {
      const columns = Object.entries(table.columns);
      const types = columns.map(([, type]) => duckDb[SQL_TYPE[type]]);
      const appender = await connection.createAppender(table.name);
      for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
        const part = rows.slice(start, start + CHUNK_ROWS);
        const chunk = duckDb.DuckDBDataChunk.create(types, part.length);
        columns.forEach(([column, type], index) =>
          chunk.setColumnValues(index, columnValues(part, column, type)),
        );
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    },

    async execute(sql) {
      await connection.run(sql);
    },

    async query<Row extends object>(sql: string) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjectsJS().map((row) => withNumbers(row) as Row);
    },

    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function columnValues(rows: readonly RowOf<Table>[], column: string, type: ColumnType): DuckDB.DuckDBValue[] {
  const values = rows.map((row) => row[column] ?? null);
  return type === 'integer' ? values.map((value) => (value === null ? null : BigInt(value))) : values;
}

function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) row[column] = Number(value);
  }
  return row;
}

function loadDuckDb(): typeof DuckDB {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an optional peer, whose lack is explained
    return require('@duckdb/node-api') as typeof DuckDB;
  } catch (error) {
    throw new BotanuError(
      'PEER_MISSING',
      'Reading the ledger needs DuckDB, which could not be loaded. Install it beside botanu: ' +
        `npm install --save-dev @duckdb/node-api (${firstLine(error)})`,
      { cause: error },
    );
  }
}

const firstLine = (error: unknown): string => String(error).split('\n', 1)[0] ?? '';
