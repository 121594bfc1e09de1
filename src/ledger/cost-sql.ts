import { DAY_MS } from '../shared/iso-time';

/** Nanoseconds of a day. */
const DAY_NANO = DAY_MS * 1_000_000;

/** The names of what is `priced` that decide its price; one that it does not say is the empty text on both sides. */
export const sameNames = (names: readonly string[]): string =>
  names.map((name) => `coalesce(priced.${name}, '') = named.${name}`).join(' AND ');

/** Prices with the rates of a period and tier in one row, each in a column of its kind; null where it has none. */
export const rates = (kinds: readonly string[]): string => `
  SELECT price_id, valid_from_unix_nano, valid_until_unix_nano, day_from_nano, day_until_nano,
    source, unpriced_reason, needs_usage, when_failed, above_input_tokens, up_to_input_tokens,
    ${kinds.map((kind) => `max(CASE WHEN kind = '${kind}' THEN per_million END) AS ${kind}_rate`).join(',\n    ')}
  FROM prices
  GROUP BY price_id, period, valid_from_unix_nano, valid_until_unix_nano, day_from_nano, day_until_nano,
    source, unpriced_reason, needs_usage, when_failed, above_input_tokens, up_to_input_tokens`;

const START = 'coalesce(priced.start_unix_nano, 0)';

const HOUR_NANO = 3_600_000_000_000;

/** The hour in which it started. */
export const HOUR = `(${START} - ${START} % ${HOUR_NANO})`;

/** Whether it started in one of these hours. Their bounds let the engine pass over what is far from them. */
export function startedIn(hours: readonly (number | bigint)[]): string {
  const sorted = hours.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  const until = sorted.at(-1)! + BigInt(HOUR_NANO);
  return `(${START} >= ${sorted[0]!} AND ${START} < ${until} AND ${HOUR} IN (${sorted.join(', ')}))`;
}

/** Whether a rate is the one of the time at which it started. */
export const RATE_OF_THE_TIME = `
  (rates.valid_from_unix_nano IS NULL OR ${START} >= rates.valid_from_unix_nano)
    AND (rates.valid_until_unix_nano IS NULL OR ${START} < rates.valid_until_unix_nano)
    AND ${START} % ${DAY_NANO} >= rates.day_from_nano
    AND ${START} % ${DAY_NANO} < rates.day_until_nano`;

/** What the provider itself said that it charged; null for all where that does not count. */
export const reportedCost = (counts: boolean): string =>
  counts ? 'priced.reported_cost_usd' : 'CASE WHEN 1 = 0 THEN priced.reported_cost_usd END';
