/** What a column holds; each engine has its own SQL type for it. Every column may be NULL. */
export type ColumnType = 'text' | 'integer' | 'number';

export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
}

interface ValueOf {
  text: string;
  integer: number | bigint;
  number: number;
}

/** A row to be appended to a table. What nobody reported is null, never zero. */
export type RowOf<T extends Table> = {
  readonly [C in keyof T['columns']]: ValueOf[T['columns'][C]] | null;
};

/**
 * A database that the ledger's spans are asked in. Queries are written for what DuckDB and ClickHouse have in
 * common; whoever opens an engine closes it.
 */
export interface LedgerEngine {
  createTable(table: Table): Promise<void>;
  append<T extends Table>(table: T, rows: readonly RowOf<T>[]): Promise<void>;
  execute(sql: string): Promise<void>;
  /** All rows of the answer. Integers come as numbers where they are safe ones, else as bigint. */
  query<Row extends object>(sql: string): Promise<Row[]>;
  close(): void;
}
