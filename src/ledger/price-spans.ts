import { createHash } from 'node:crypto';
import type { UnitPricedKind } from '../pricing/costed-kind';
import { modelSchedule } from '../pricing/model-schedule';
import type { CallNames } from '../pricing/model-schedule';
import { operationSchedule } from '../pricing/operation-schedule';
import type { PriceBook } from '../pricing/price-book';
import { HOUR, startedIn } from './cost-sql';
import type { LedgerEngine } from './engine';
import { metaValue, saveMeta } from './ledger-meta';
import { CALL_NAMES, llmCosts } from './llm-cost-sql';
import { TIMES_COUNTED } from './model-calls';
import { isUnitPriced, OPERATION_NAMES, operationCosts } from './operation-cost-sql';
import { CALL_PRICES, OPERATION_PRICES, PriceRows, PRICES, refill } from './price-tables';
import type { CallPriceRow, OperationPriceRow } from './price-tables';
import { requireOneCurrency } from './require-one-currency';
import { META } from './store-tables';
import { COSTS } from './tables';

/** Keys in `meta`: the prices that all of `costs` is made with, and up to which count of the calls it is. */
const PRICES_VERSION = 'prices';
const PRICED_COUNT = 'prices_of_count';

/**
 * Gives every one of `model_calls`, and every other operation in `spans`, its row in `costs`, priced or not. When the
 * prices changed, all of them are priced again; else those of the hours in which some have none. That needs no look at
 * each row whether it is new, which would take more memory than all the rest.
 */
export async function priceSpans(engine: LedgerEngine, book: PriceBook): Promise<void> {
  await engine.createTable(META);
  await engine.createTable(COSTS);
  const version = `${book.version} ${SQL_VERSION}`;
  const count = (await metaValue(engine, TIMES_COUNTED)) ?? '';
  const isOfVersion = (await metaValue(engine, PRICES_VERSION)) === version;
  if (isOfVersion && (await metaValue(engine, PRICED_COUNT)) === count) return;
  const hours = isOfVersion ? await changedHours(engine) : 'all';
  await engine.transaction(async () => {
    await saveMeta(engine, PRICED_COUNT, count);
    if (hours.length === 0) return;
    if (hours === 'all') {
      await engine.execute('DROP TABLE costs');
      await engine.createTable(COSTS);
    } else await engine.execute(`DELETE FROM costs WHERE hour_unix_nano IN (${hours.join(', ')})`);
    const condition = hours === 'all' ? 'true' : startedIn(hours);
    await fillPriceTables(engine, condition, book);
    const reportedCosts = book.rateCard?.reportedCosts ?? true;
    await engine.execute(llmCosts(condition, reportedCosts));
    await engine.execute(operationCosts(condition, reportedCosts));
    await requireOneCurrency(engine, book);
    await saveMeta(engine, PRICES_VERSION, version);
  });
}

/** Changes whenever spans, the calls that they tell of, or what these cost may have. */
export async function stateOfCosts(engine: LedgerEngine): Promise<string> {
  const values = [];
  for (const key of [TIMES_COUNTED, PRICES_VERSION, PRICED_COUNT]) values.push(await metaValue(engine, key));
  return values.join(' ');
}

/** Changes with the statements, so that a newer botanu does not keep what an older one reckoned otherwise. */
const SQL_VERSION = createHash('sha256')
  .update(llmCosts('true', true) + operationCosts('true', true))
  .digest('hex');

/** Hours of which `costs` has not as many rows as there are operations. */
async function changedHours(engine: LedgerEngine): Promise<(number | bigint)[]> {
  const rows = await engine.query<{ hour: number | bigint }>(`
    SELECT hour FROM (
      SELECT ${HOUR} AS hour, 1 AS difference FROM model_calls AS priced
      UNION ALL
      SELECT ${HOUR} AS hour, 1 AS difference FROM spans AS priced WHERE ${isUnitPriced('priced')}
      UNION ALL
      SELECT hour_unix_nano AS hour, -1 AS difference FROM costs
    ) AS both_tables
    GROUP BY hour HAVING sum(difference) <> 0`);
  return rows.map(({ hour }) => hour);
}

/** Finds the price of all names that occur: the few that there are here, so that the many calls are priced in SQL. */
async function fillPriceTables(engine: LedgerEngine, condition: string, book: PriceBook): Promise<void> {
  const prices = new PriceRows();
  const calls = await engine.query<CallNamesRow>(distinctNames(CALL_NAMES, 'model_calls', condition));
  const operations = await engine.query<OperationNamesRow>(
    distinctNames(OPERATION_NAMES, 'spans', `${isUnitPriced('priced')} AND ${condition}`),
  );
  const callPrices = calls.map((names): CallPriceRow => ({
    ...names,
    price_id: prices.idOf(modelSchedule(callNames(names), book).schedule),
  }));
  const operationPrices = operations.map((names): OperationPriceRow => ({
    ...names,
    price_id: prices.idOf(operationSchedule({ ...names, kind: names.kind as UnitPricedKind }, book.rateCard)),
  }));
  await refill(engine, PRICES, prices.rows);
  await refill(engine, CALL_PRICES, callPrices);
  await refill(engine, OPERATION_PRICES, operationPrices);
}

type CallNamesRow = Readonly<Record<(typeof CALL_NAMES)[number], string>>;
type OperationNamesRow = Readonly<Record<(typeof OPERATION_NAMES)[number], string>>;

const distinctNames = (names: readonly string[], table: string, condition: string): string => `
  SELECT DISTINCT ${names.map((name) => `coalesce(${name}, '') AS ${name}`).join(', ')}
  FROM ${table} AS priced WHERE ${condition}`;

const callNames = (row: CallNamesRow): CallNames => ({
  provider: row.provider || null,
  requestModel: row.request_model || null,
  responseModel: row.response_model || null,
  serviceTier: row.service_tier || null,
});
