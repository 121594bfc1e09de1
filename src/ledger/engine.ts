/** What a column holds; each engine has its own SQL type for it. Every column may be NULL. */
export type ColumnType = 'text' | 'integer' | 'number';

export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Gone when the engine is closed. */
  readonly temporary?: true;
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

/** Of any column; an integer may come as its digits. */
export type ColumnValue = string | number | null;

/** Rows on their way into a table: collected one by one, and handed over at once. */
export interface RowBatch {
  readonly rows: number;
  /** A value for each column, in the table's order; more than that are left out. */
  add(values: readonly ColumnValue[]): void;
  /** When it has been loaded, or never will be. */
  discard(): void;
}

/**
 * A database that the ledger's spans are asked in. Queries are written for what DuckDB and ClickHouse have in
 * common; whoever opens an engine closes it.
 */
export interface LedgerEngine {
  /** Leaves one that is there as it is. */
  createTable(table: Table): Promise<void>;
  append<T extends Table>(table: T, rows: readonly RowOf<T>[]): Promise<void>;
  /** For many rows. Four may be at hand at a time: some are filled while others are loaded. */
  newBatch(table: Table): RowBatch;
  /** A batch that is full, as SQL has it after FROM; as often as it is asked for. */
  sourceOf(batch: RowBatch): string;
  /** All that is done in `body` is there afterwards or, if it throws or the process dies, none of it. */
  transaction<T>(body: () => Promise<T>): Promise<T>;
  execute(sql: string): Promise<void>;
  /** Writes rows to a Parquet file. Throws the engine's error where it cannot be written. */
  saveParquet<T extends Table>(table: T, rows: readonly RowOf<T>[], file: string): Promise<void>;
  /**
   * A quantile of a column of numbers, as SQL has it in a SELECT: no function for it is common to all. Between the two
   * nearest values it interpolates.
   */
  quantile(column: string, share: number): string;
  /** All rows of the answer. Integers come as numbers where they are safe ones, else as bigint. */
  query<Row extends object>(sql: string): Promise<Row[]>;
  close(): void;
}
