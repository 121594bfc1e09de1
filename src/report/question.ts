import { sqlText } from '../ledger/sql-text';
import {
  alternativeColumnOf,
  columnOf,
  type Dimension,
  isOfOperations,
  outsideColumn,
  storedValue,
} from './dimensions';

/** Of which runs, and operations, a report is made. */
export interface Selection {
  /**
   * Runs that started at or after it. A run belongs to its start, whole; an operation outside of runs to its own.
   */
  readonly sinceUnixMs?: number | undefined;
  /** Runs that started before it. */
  readonly untilUnixMs?: number | undefined;
  /** Of one dimension either value will do; of several dimensions each has to hold. '' means that there is none. */
  readonly where?: readonly Filter[] | undefined;
}

export interface Filter {
  readonly dimension: Dimension;
  readonly value: string;
}

/** Whether everything is asked about. */
export const isWhole = ({ sinceUnixMs, untilUnixMs, where = [] }: Selection): boolean =>
  sinceUnixMs === undefined && untilUnixMs === undefined && where.length === 0;

export const hasOperationFilter = ({ where = [] }: Selection): boolean =>
  where.some(({ dimension }) => isOfOperations(dimension));

/** A condition on `spend`. */
export const operationCondition = (selection: Selection): string =>
  hasOperationFilter(selection)
    ? `spend.class_no IN (SELECT class_no FROM spend_classes WHERE ${allOf(filterConditions(selection, isOfOperations))})`
    : '1 = 1';

/** A condition on `runs`. Where operations are filtered: runs that have such operations. */
export function runCondition(selection: Selection): string {
  const conditions = [
    ...periodConditions('runs.started_unix_nano', selection),
    ...filterConditions(selection, (dimension) => !isOfOperations(dimension)),
  ];
  if (hasOperationFilter(selection))
    conditions.push(`runs.run_no IN (SELECT spend.run_no FROM spend WHERE ${operationCondition(selection)})`);
  return allOf(conditions);
}

/** A condition on `spend`: operations outside of any run. Of what runs are filtered by they have nothing but a day. */
export const outsideCondition = (selection: Selection): string =>
  allOf([
    'spend.run_no IS NULL',
    ...periodConditions('spend.outside_unix_nano', selection),
    ...filterConditions(selection, (dimension) => !isOfOperations(dimension), outsideColumn),
    operationCondition(selection),
  ]);

const allOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '1 = 1' : conditions.map((condition) => `(${condition})`).join(' AND ');

function periodConditions(column: string, { sinceUnixMs, untilUnixMs }: Selection): string[] {
  return [
    ...(sinceUnixMs === undefined ? [] : [`${column} >= ${nanos(sinceUnixMs)}`]),
    ...(untilUnixMs === undefined ? [] : [`${column} < ${nanos(untilUnixMs)}`]),
  ];
}

const nanos = (unixMs: number): string => `${BigInt(Math.round(unixMs)) * 1_000_000n}`;

/** Nothing meets a filter by what has no column. */
function filterConditions(
  { where = [] }: Selection,
  counts: (dimension: Dimension) => boolean,
  columnFor: (dimension: Dimension) => string | undefined = columnOf,
): string[] {
  const dimensions = new Set(where.map(({ dimension }) => dimension).filter(counts));
  return [...dimensions].map((wanted) => {
    const column = columnFor(wanted);
    const values = where
      .filter(({ dimension }) => dimension === wanted)
      .map(({ value }) => storedValue(wanted, value))
      .filter((value) => value !== undefined);
    if (column === undefined || values.length === 0) return '1 = 0';
    const isOneOf = `IN (${values.map(sqlText).join(', ')})`;
    const other = alternativeColumnOf(wanted);
    return other === undefined
      ? `${column} ${isOneOf}`
      : `${column} ${isOneOf} OR (${other} <> '' AND ${other} ${isOneOf})`;
  });
}
