import type { Period, Rates, Schedule } from '../pricing/price-schedule';
import type { LedgerEngine, RowOf, Table } from './engine';

/**
 * Prices: for each period of each, a row for every kind that has one and every tier of input. A period without a
 * price has one row, with the reason.
 */
export const PRICES = {
  name: 'prices',
  temporary: true,
  columns: {
    price_id: 'integer',
    /** Which of the price's periods it is. They leave out nothing, and none overlaps another. */
    period: 'integer',
    /** Included; null for ever before. */
    valid_from_unix_nano: 'integer',
    /** Excluded; null for ever after. */
    valid_until_unix_nano: 'integer',
    /** From midnight UTC: the first included, the second excluded. */
    day_from_nano: 'integer',
    day_until_nano: 'integer',
    source: 'text',
    unpriced_reason: 'text',
    needs_usage: 'integer',
    when_failed: 'text',
    /** For calls with more input tokens than the first, and no more than the second. The first tier starts below 0. */
    above_input_tokens: 'integer',
    up_to_input_tokens: 'integer',
    kind: 'text',
    per_million: 'number',
  },
} as const satisfies Table;

/** Which price calls have, by all the names that decide it. What a span does not say is the empty text. */
export const CALL_PRICES = {
  name: 'call_prices',
  temporary: true,
  columns: {
    provider: 'text',
    request_model: 'text',
    response_model: 'text',
    service_tier: 'text',
    price_id: 'integer',
  },
} as const satisfies Table;

/** The same of operations that are charged by the unit. */
export const OPERATION_PRICES = {
  name: 'operation_prices',
  temporary: true,
  columns: {
    kind: 'text',
    system: 'text',
    vendor: 'text',
    operation: 'text',
    target: 'text',
    price_id: 'integer',
  },
} as const satisfies Table;

export type CallPriceRow = RowOf<typeof CALL_PRICES>;
export type OperationPriceRow = RowOf<typeof OPERATION_PRICES>;

/** Collects the prices that are in use, each once however many names lead to it. */
export class PriceRows {
  readonly rows: RowOf<typeof PRICES>[] = [];
  private readonly ids = new Map<string, number>();

  /** The id of a schedule's price. */
  idOf(schedule: Schedule): number {
    const key = JSON.stringify(schedule);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.ids.size + 1;
    this.ids.set(key, id);
    schedule.forEach((period, index) => this.rows.push(...rowsOf(id, index, period)));
    return id;
  }
}

/** Empties a table, made if it is not there, and fills it anew. */
export async function refill<T extends Table>(
  engine: LedgerEngine,
  table: T,
  rows: readonly RowOf<T>[],
): Promise<void> {
  await engine.createTable(table);
  await engine.execute(`TRUNCATE TABLE ${table.name}`);
  await engine.append(table, rows);
}

function rowsOf(priceId: number, index: number, period: Period): RowOf<typeof PRICES>[] {
  const validity = {
    price_id: priceId,
    period: index,
    valid_from_unix_nano: nano(period.fromMs),
    valid_until_unix_nano: nano(period.untilMs),
    day_from_nano: nano(period.dayFromMs),
    day_until_nano: nano(period.dayUntilMs),
  };
  if (!('price' in period)) return [{ ...validity, ...NO_PRICE, unpriced_reason: period.unpricedReason }];
  const { tiers, needsUsage, whenFailed } = period.price;
  return tiers.flatMap(({ aboveInputTokens, rates }, tier) =>
    kindsOf(rates).map(([kind, perMillion]) => ({
      ...validity,
      source: period.source,
      unpriced_reason: null,
      needs_usage: needsUsage ? 1 : 0,
      when_failed: whenFailed,
      above_input_tokens: aboveInputTokens,
      up_to_input_tokens: tiers[tier + 1]?.aboveInputTokens ?? null,
      kind,
      per_million: perMillion,
    })),
  );
}

/** A price that prices nothing has a row too, so that its calls find it. */
const kindsOf = (rates: Rates): [string | null, number | null][] => {
  const kinds = Object.entries(rates);
  return kinds.length > 0 ? kinds : [[null, null]];
};

const NO_PRICE = {
  source: null,
  needs_usage: 1,
  when_failed: 'unknown',
  above_input_tokens: -1,
  up_to_input_tokens: null,
  kind: null,
  per_million: null,
};

const nano = (ms: number | null): bigint | null => (ms === null ? null : BigInt(ms) * 1_000_000n);
