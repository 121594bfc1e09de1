import { PROVIDER_SOURCE } from '../pricing/provider-source';
import { UnpricedReason } from '../pricing/unpriced-reason';
import { UNIT_PRICED_KINDS } from '../pricing/costed-kind';
import { UNIT_KINDS } from '../pricing/price-kind';
import type { UnitKind } from '../pricing/price-kind';
import { columnsOf } from './columns-of';
import { HOUR, RATE_OF_THE_TIME, rates, reportedCost, sameNames } from './cost-sql';

/** Whether a span, by the name that it has in the query, is of an operation that is charged by the unit. */
export const isUnitPriced = (span: string): string =>
  `${span}.kind IN (${UNIT_PRICED_KINDS.map((kind) => `'${kind}'`).join(', ')})`;

export const OPERATION_NAMES = ['kind', 'system', 'vendor', 'operation', 'target'] as const;

/** How many there were of a kind; null where nobody reported it. */
const USED: Readonly<Record<UnitKind, string>> = {
  operation: '1',
  row: `CASE WHEN priced.rows_returned IS NOT NULL OR priced.rows_affected IS NOT NULL
        THEN coalesce(priced.rows_returned, 0) + coalesce(priced.rows_affected, 0) END`,
  byte_scanned: 'priced.bytes_scanned',
  byte_read: 'priced.bytes_read',
  byte_written: 'priced.bytes_written',
  // The convention gives batches a number, and single messages none.
  message: 'coalesce(priced.messages, 1)',
  byte: 'priced.bytes_transferred',
  item: 'priced.items',
};

/** Kinds that an operation is charged for by having been tried. */
const BY_THE_CALL: readonly UnitKind[] = ['operation', 'message'];

const isPriced = (kind: UnitKind): string => `${kind}_rate IS NOT NULL`;

const UNCOUNTED = UNIT_KINDS.map((kind) => `(${isPriced(kind)} AND ${kind}_used IS NULL)`).join(' OR ');

const ALL_UNCOUNTED = UNIT_KINDS.map((kind) => `(${kind}_rate IS NULL OR ${kind}_used IS NULL)`).join(
  ' AND ',
);

/** What is not said is left out: where that is not allowed, there is a reason instead of an amount. */
const AMOUNT = UNIT_KINDS.map((kind) => {
  const amount = `coalesce(${kind}_used * ${kind}_rate, 0)`;
  return BY_THE_CALL.includes(kind)
    ? `CASE WHEN failed = 1 AND when_failed = 'free' THEN 0 ELSE ${amount} END`
    : amount;
}).join(' + ');

/**
 * Prices the database, storage, messaging and tool operations among the spans that a condition is true of. Whether
 * one that failed is charged for having been tried, only its seller knows: the rate card says so, or it has no price.
 * What its span says of bytes, rows and items is charged in any case.
 */
export const operationCosts = (condition: string, reportedCosts: boolean): string => `
  INSERT INTO costs
  WITH rates AS (${rates(UNIT_KINDS)}
  ),
  operations AS (
    SELECT ${columnsOf('priced', 'trace_id', 'span_id', 'start_unix_nano')}, ${HOUR} AS hour_unix_nano,
      ${reportedCost(reportedCosts)} AS reported,
      CASE WHEN priced.error_type IS NULL THEN 0 ELSE 1 END AS failed,
      ${UNIT_KINDS.map((kind) => `${USED[kind]} AS ${kind}_used`).join(',\n      ')},
      ${columnsOf('rates', 'source', 'unpriced_reason', 'when_failed', ...UNIT_KINDS.map((kind) => `${kind}_rate`))}
    FROM spans AS priced
    JOIN operation_prices AS named ON ${sameNames(OPERATION_NAMES)}
    JOIN rates ON rates.price_id = named.price_id
    WHERE ${isUnitPriced('priced')} AND ${condition} AND ${RATE_OF_THE_TIME}
  ),
  judged AS (
    SELECT *,
      CASE
        WHEN reported IS NOT NULL THEN NULL
        WHEN unpriced_reason IS NOT NULL THEN unpriced_reason
        WHEN start_unix_nano IS NULL THEN '${UnpricedReason.NO_TIME}'
        WHEN failed = 1 AND when_failed = 'free' THEN NULL
        WHEN failed = 1 AND when_failed = 'charged' AND NOT (${ALL_UNCOUNTED}) THEN NULL
        WHEN failed = 1 AND when_failed = 'unknown' AND (${BY_THE_CALL.map(isPriced).join(' OR ')})
          THEN '${UnpricedReason.FAILED_WITHOUT_USAGE}'
        WHEN (${UNCOUNTED}) AND failed = 1 THEN '${UnpricedReason.FAILED_WITHOUT_USAGE}'
        WHEN ${UNCOUNTED} THEN '${UnpricedReason.NO_USAGE}'
      END AS reason
    FROM operations
  )
  SELECT trace_id, span_id, hour_unix_nano,
    CASE
      WHEN reported IS NOT NULL THEN reported
      WHEN reason IS NULL THEN (${AMOUNT}) / 1e6
    END AS cost,
    CASE WHEN reported IS NOT NULL THEN '${PROVIDER_SOURCE}' WHEN reason IS NULL THEN source END AS source,
    reason AS unpriced_reason
  FROM judged`;
