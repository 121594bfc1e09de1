import { createHash } from 'node:crypto';
import type { LedgerEngine } from './engine';
import { metaValue, saveMeta } from './ledger-meta';
import { MODEL_CALL_LEFTOVERS, modelCallStatements } from './model-call-sql';
import { CHANGED_TRACES, META } from './store-tables';
import { COSTS, MODEL_CALLS } from './tables';

/** Keys in `meta`: by which statements all of `model_calls` is made, and how often some of it has been made anew. */
const MADE_BY = 'model_calls';
export const TIMES_COUNTED = 'model_calls_counted';

/** So many are counted at a time, whole traces at least: it bounds the memory that it takes. */
const SPANS_AT_A_TIME = 100_000;

/** Changes with the statements, so that a newer botanu does not keep what an older one counted otherwise. */
const SQL_VERSION = createHash('sha256').update(modelCallStatements('true').join('\n')).digest('hex');

/**
 * Brings `model_calls` up to date: one row a call, however many spans tell of it. Only traces that got or lost spans
 * are counted again, and what their operations cost is forgotten. Which traces are left to be counted is known until
 * all of them are, so that it can be stopped anywhere.
 */
export async function countModelCalls(engine: LedgerEngine, spansAtATime = SPANS_AT_A_TIME): Promise<void> {
  for (const table of [META, CHANGED_TRACES, MODEL_CALLS, COSTS]) await engine.createTable(table);
  if ((await metaValue(engine, MADE_BY)) !== SQL_VERSION) await forgetAll(engine);
  const [changed] = await engine.query<{ traces: number }>(
    `SELECT count(*) AS traces FROM ${CHANGED_TRACES.name}`,
  );
  if (changed?.traces === 0) return;
  await engine.transaction(async () => {
    for (const table of [MODEL_CALLS.name, COSTS.name]) {
      await engine.execute(
        `DELETE FROM ${table} WHERE trace_id IN (SELECT trace_id FROM ${CHANGED_TRACES.name})`,
      );
    }
  });
  await countPortions(engine, spansAtATime);
  await engine.transaction(async () => {
    await engine.execute(`DELETE FROM ${CHANGED_TRACES.name} WHERE true`);
    const times = Number((await metaValue(engine, TIMES_COUNTED)) ?? 0) + 1;
    await saveMeta(engine, TIMES_COUNTED, String(times));
  });
}

const forgetAll = (engine: LedgerEngine): Promise<void> =>
  engine.transaction(async () => {
    for (const table of [CHANGED_TRACES, MODEL_CALLS, COSTS]) {
      await engine.execute(`DROP TABLE ${table.name}`);
      await engine.createTable(table);
    }
    await engine.execute(`INSERT INTO ${CHANGED_TRACES.name} SELECT DISTINCT trace_id FROM spans`);
    await saveMeta(engine, MADE_BY, SQL_VERSION);
  });

/** The changed traces that have spans, in the order of their beginnings: what is counted together lies together. */
const tracePortions = (spansAtATime: number): string => `
  CREATE TEMPORARY TABLE trace_portions AS
  WITH traces AS (
    SELECT trace_id, count(*) AS span_count, min(start_unix_nano) AS first_start, max(start_unix_nano) AS last_start,
      count(*) - count(start_unix_nano) AS without_start
    FROM spans
    WHERE trace_id IN (SELECT trace_id FROM ${CHANGED_TRACES.name})
    GROUP BY trace_id
  ),
  placed AS (
    SELECT traces.*,
      sum(span_count) OVER (
        ORDER BY first_start, trace_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) - span_count AS spans_before
    FROM traces
  )
  SELECT trace_id, first_start, last_start, without_start,
    CAST(floor(spans_before / ${spansAtATime}) AS BIGINT) AS portion_no
  FROM placed`;

interface Portion {
  readonly no: number;
  readonly first_start: number | bigint | null;
  readonly last_start: number | bigint | null;
  readonly without_start: number;
}

async function countPortions(engine: LedgerEngine, spansAtATime: number): Promise<void> {
  await engine.execute(tracePortions(spansAtATime));
  const portions = await engine.query<Portion>(`
    SELECT portion_no AS no, min(first_start) AS first_start, max(last_start) AS last_start,
      sum(without_start) AS without_start
    FROM trace_portions GROUP BY portion_no ORDER BY no`);
  for (const portion of portions) {
    const condition = `${startsIn(portion)}
      AND trace_id IN (SELECT trace_id FROM trace_portions WHERE portion_no = ${portion.no})`;
    for (const statement of modelCallStatements(condition)) await engine.execute(statement);
    for (const table of MODEL_CALL_LEFTOVERS) await engine.execute(`DROP TABLE ${table}`);
  }
  await engine.execute('DROP TABLE trace_portions');
}

/** By the bounds of time the engine passes over what is far from them. */
function startsIn({ first_start, last_start, without_start }: Portion): string {
  const conditions = [];
  if (first_start !== null && last_start !== null) {
    conditions.push(`start_unix_nano BETWEEN ${first_start} AND ${last_start}`);
  }
  if (without_start > 0) conditions.push('start_unix_nano IS NULL');
  return `(${conditions.join(' OR ')})`;
}
