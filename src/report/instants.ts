import { DAY_MS } from '../shared/iso-time';

/**
 * Whole milliseconds of a column of nanoseconds. The rest is taken off first, in whole numbers: the quotient of a number
 * of that size is not exact, and what it is short of would be a millisecond.
 */
export const unixMs = (nanos: string): string => `(${nanos} - ${nanos} % 1000000) / 1e6`;

/** ISO 8601, of what a query gives as `unixMs`. */
export const isoInstant = (ms: number): string => new Date(Math.round(ms)).toISOString();

/** The same of what may not be known. */
export const isoInstantOrNull = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : isoInstant(ms);

const DAY_NANOS = DAY_MS * 1_000_000;

/** Days since 1970, as a text, of a column of nanoseconds; empty where it is not known. */
export const unixDay = (nanos: string): string =>
  `coalesce(CAST(CAST((${nanos} - ${nanos} % ${DAY_NANOS}) / ${DAY_NANOS} AS BIGINT) AS VARCHAR), '')`;
