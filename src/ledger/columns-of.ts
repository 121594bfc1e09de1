/**
 * Columns of one of several joined tables, under their own names. What `runs.run_id` is called where another table has
 * a `run_id` as well, is for each engine to say: `run_id` in one, `runs.run_id` in another.
 */
export const columnsOf = (table: string, ...columns: readonly string[]): string =>
  columns.map((column) => `${table}.${column} AS ${column}`).join(', ');
