import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import type * as DuckDB from '@duckdb/node-api';
import { BotanuError } from '../shared/botanu-error';
import { errorMessage, firstLine } from '../shared/texts';
import { CSV, CsvBatch } from './csv-batch';
import type { ColumnType, LedgerEngine, RowOf, Table } from './engine';
import { usersMode } from './owner-only';
import { sqlText } from './sql-text';

const SQL_TYPE = { text: 'VARCHAR', integer: 'BIGINT', number: 'DOUBLE' } as const satisfies Record<
  ColumnType,
  string
>;

/** Rows in one of DuckDB's data chunks, its fixed maximum. */
const CHUNK_ROWS = 2048;

/** Bounds what DuckDB holds: beyond it, queries go on in files beside the database. */
const MEMORY_LIMIT = '160MB';

/** At hand at a time, so that what a killed process leaves behind is written over. */
const BATCHES = 4;

/** What the CSV reader keeps at hand is a multiple of the longest row: this holds any usual one. */
const ROW_BYTES = 1 << 17;

/**
 * A DuckDB in a file or, without one, in this process's memory, gone when it is closed. Throws DuckDB's error where
 * the file cannot be opened.
 */
export async function openDuckDb(file?: string): Promise<LedgerEngine> {
  const duckDb = loadDuckDb();
  const scratch = file ?? join(temporaryDirectory(), 'ledger');
  const instance = await duckDb.DuckDBInstance.create(file ?? ':memory:', {
    memory_limit: MEMORY_LIMIT,
    temp_directory: `${scratch}.tmp`,
    // Two would take twice the work for less than twice the speed, and more memory.
    threads: '1',
    // The newest takes less work. An older DuckDB, which does not know it, makes the cache anew.
    storage_compatibility_version: 'latest',
  });
  const connection = await instance.connect();
  let batches = 0;

  const engine: LedgerEngine = {
    async createTable(table) {
      const definitions = typedColumns(table).map(([column, type]) => `${column} ${type}`);
      const kind = table.temporary ? 'TEMPORARY TABLE' : 'TABLE';
      await connection.run(`CREATE ${kind} IF NOT EXISTS ${table.name} (${definitions.join(', ')})`);
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

    newBatch: (table) => new CsvBatch(table, `${scratch}.rows${(batches++ % BATCHES).toString()}`),

    sourceOf(batch) {
      if (!(batch instanceof CsvBatch)) throw new TypeError('the batch is of another engine');
      const { table, path, longestRowBytes } = batch.finish();
      const columns = typedColumns(table).map(([column, type]) => `'${column}': '${type}'`);
      return (
        `read_csv(${sqlText(path)}, columns = {${columns.join(', ')}}, auto_detect = false, header = false, ` +
        `delim = '${CSV.delimiter}', quote = '${CSV.quote}', escape = '${CSV.quote}', new_line = '\\n', ` +
        `max_line_size = ${Math.max(ROW_BYTES, longestRowBytes + 1)})`
      );
    },

    async transaction(body) {
      await connection.run('BEGIN');
      try {
        const result = await body();
        await connection.run('COMMIT');
        return result;
      } catch (error) {
        await connection.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    },

    async execute(sql) {
      await connection.run(sql);
    },

    async saveParquet(table, rows, target) {
      const saved = { ...table, temporary: true as const };
      await engine.createTable(saved);
      try {
        await engine.append(saved, rows);
        const mode = statSync(target, { throwIfNoEntry: false })?.mode ?? usersMode();
        await connection.run(`COPY ${saved.name} TO ${sqlText(target)} (FORMAT parquet)`);
        chmodSync(target, mode & 0o777);
      } finally {
        await connection.run(`DROP TABLE ${saved.name}`);
      }
    },

    quantile: (column, share) => `quantile_cont(${column}, ${share})`,

    async query<Row extends object>(sql: string) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjectsJS().map((row) => withNumbers(row) as Row);
    },

    close() {
      connection.closeSync();
      instance.closeSync();
      if (file === undefined) rmSync(join(scratch, '..'), { recursive: true, force: true });
    },
  };
  return engine;
}

function temporaryDirectory(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'botanu-'));
  } catch (error) {
    throw new BotanuError(
      'COMMAND_INVALID',
      `Without a cache there has to be a directory for temporary files, and '${tmpdir()}' cannot be written: ` +
        `${errorMessage(error)}. Set TMPDIR to one that can.`,
      { cause: error },
    );
  }
}

const typedColumns = ({ columns }: Table): [string, string][] =>
  Object.entries(columns).map(([column, type]) => [column, SQL_TYPE[type]]);

function columnValues(rows: readonly RowOf<Table>[], column: string, type: ColumnType): DuckDB.DuckDBValue[] {
  const values = rows.map((row) => row[column] ?? null);
  return type === 'integer' ? values.map((value) => (value === null ? null : BigInt(value))) : values;
}

function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  for (const column in row) {
    const value = row[column];
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
        `npm install --save-dev @duckdb/node-api (${firstLine(String(error))})`,
      { cause: error },
    );
  }
}
