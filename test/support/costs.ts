import { openDuckDb } from '../../src/ledger/duckdb-engine';
import type { LedgerEngine } from '../../src/ledger/engine';
import { countModelCalls } from '../../src/ledger/model-calls';
import { priceSpans } from '../../src/ledger/price-spans';
import { CHANGED_TRACES } from '../../src/ledger/store-tables';
import { SPANS } from '../../src/ledger/tables';
import type { CostRow, SpanRow } from '../../src/ledger/tables';
import { priceBook } from '../../src/pricing/price-book';
import { rateCardOf } from '../../src/pricing/read-rate-card';
import { NOON_MS } from './otlp-lines';

export type SpanFields = Partial<Omit<SpanRow, 'start_unix_nano'>> & { readonly startMs?: number };

const NOTHING = Object.fromEntries(Object.keys(SPANS.columns).map((column) => [column, null])) as SpanRow;

let made = 0;

/** A span as a row of the ledger, with ids of its own. */
export function spanRow({ startMs = NOON_MS, ...fields }: SpanFields): SpanRow {
  const id = (++made).toString(16).padStart(16, '0');
  return {
    ...NOTHING,
    trace_id: id + id,
    span_id: id,
    start_unix_nano: BigInt(startMs) * 1_000_000n,
    ...fields,
  };
}

/** The row of an LLM call; of gpt-4o-mini by OpenAI, unless it is told otherwise. */
export const callRow = (fields: SpanFields): SpanRow =>
  spanRow({ kind: 'llm', operation: 'chat', provider: 'openai', request_model: 'gpt-4o-mini', ...fields });

/** An amount with its source, or the reason why there is none. */
export type Cost = Pick<CostRow, 'cost' | 'source' | 'unpriced_reason'>;

/** Opens an engine with spans in it, and closes it whatever happens. */
export async function withSpans<T>(
  spans: readonly SpanRow[],
  ask: (engine: LedgerEngine) => Promise<T>,
): Promise<T> {
  const engine = await openDuckDb();
  try {
    await engine.createTable(SPANS);
    await addSpans(engine, spans);
    return await ask(engine);
  } finally {
    engine.close();
  }
}

/** As if they had been taken in. */
export async function addSpans(engine: LedgerEngine, spans: readonly SpanRow[]): Promise<void> {
  await engine.createTable(CHANGED_TRACES);
  await engine.append(
    CHANGED_TRACES,
    spans.map(({ trace_id }) => ({ trace_id })),
  );
  await engine.append(SPANS, spans);
}

/** Prices what the engine holds by the public table and, if there is one, a rate card. */
export async function price(engine: LedgerEngine, rateCard?: string): Promise<void> {
  await countModelCalls(engine);
  const book = priceBook(rateCard === undefined ? null : rateCardOf(rateCard, 'botanu.prices.yaml'));
  await priceSpans(engine, book);
}

/** What each span cost, in their order; undefined for one that is no operation with a cost. */
export const costsOf = (spans: readonly SpanRow[], rateCard?: string): Promise<(Cost | undefined)[]> =>
  withSpans(spans, async (engine) => {
    await price(engine, rateCard);
    return costsIn(engine, spans);
  });

export async function costsIn(
  engine: LedgerEngine,
  spans: readonly SpanRow[],
): Promise<(Cost | undefined)[]> {
  const rows = await engine.query<CostRow>('SELECT * FROM costs');
  const bySpan = new Map(
    rows.map(({ span_id, cost, source, unpriced_reason }) => [span_id, { cost, source, unpriced_reason }]),
  );
  if (rows.length !== bySpan.size) throw new Error('a span has two costs');
  return spans.map(({ span_id }) => bySpan.get(span_id));
}

/** Rows of a table, each with what its span cost added to its end, which is known once the tests run. */
type Pricing = <Row extends readonly unknown[]>(
  rows: readonly Row[],
  spanOf: (row: Row) => SpanRow,
) => [...Row, cost: () => Cost][];

/**
 * Prices the spans of tables of tests at once, before the first of them, because making prices ready takes much longer
 * than a span does. To be called where the tests are defined: `it.each(priced(rows, spanOf))`.
 */
export function pricedAtOnce(rateCard?: string): Pricing {
  const spans: SpanRow[] = [];
  let costs: readonly (Cost | undefined)[];
  beforeAll(async () => {
    costs = await costsOf(spans, rateCard);
  });
  return (rows, spanOf) =>
    rows.map((row) => {
      const at = spans.push(spanOf(row)) - 1;
      return [...row, () => known(costs[at])];
    });
}

/** What one span cost. */
export async function costOf(span: SpanRow, rateCard?: string): Promise<Cost> {
  const [cost] = await costsOf([span], rateCard);
  return known(cost);
}

function known(cost: Cost | undefined): Cost {
  if (!cost) throw new Error('the span has no cost');
  return cost;
}
