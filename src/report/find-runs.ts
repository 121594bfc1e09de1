import type { LedgerEngine } from '../ledger/engine';
import { sqlText } from '../ledger/sql-text';
import { BotanuError } from '../shared/botanu-error';
import { IS_OF_RUN } from './run-tables';

/** Runs named when a prefix fits several. */
const MOST_NAMED = 5;

/**
 * The run of that id; else the runs of that event, first attempts only; else the run whose id alone begins so. Throws a
 * `BotanuError` where there is none, or more than one begin so.
 */
export async function findRuns(engine: LedgerEngine, named: string): Promise<string[]> {
  const exact = await ids(engine, `runs.run_id = ${sqlText(named)}`);
  if (exact.length > 0) return exact;
  const ofEvent = await runsOfEvent(engine, named);
  return ofEvent.length > 0 ? ofEvent : [await findRun(engine, named)];
}

/** The run of that id, or whose id alone begins so. Throws a `BotanuError` where there is none, or are several. */
async function findRun(engine: LedgerEngine, named: string): Promise<string> {
  const run = await runBeginning(engine, named);
  if (run === undefined) throw new BotanuError('COMMAND_INVALID', noRun(named));
  return run;
}

/** The same, undefined where there is none. Asks the spans: it needs none of the tables that reports are made from. */
export async function runBeginning(engine: LedgerEngine, named: string): Promise<string | undefined> {
  if (named === '') return undefined;
  const begun = idsOf(
    await engine.query<IdRow>(`
      SELECT run_id FROM spans
      WHERE ${IS_OF_RUN} AND (${[named, named.toLowerCase()].map(beginsWith).join(' OR ')})
      GROUP BY run_id ORDER BY min(start_unix_nano), run_id`),
  );
  if (begun.includes(named)) return named;
  if (begun.length <= 1) return begun[0];
  const some = begun.slice(0, MOST_NAMED).join(', ');
  const more = begun.length > MOST_NAMED ? ', …' : '';
  throw new BotanuError(
    'COMMAND_INVALID',
    `'${named}' fits ${begun.length} runs: ${some}${more}. Write more of it.`,
  );
}

/** Wherever else it occurs. What `substring` counts differs: characters here, bytes there. */
const beginsWith = (text: string): string => `position(${sqlText(text)} IN run_id) = 1`;

const noRun = (named: string): string =>
  `There is no run '${named}' in this ledger, and no event of that id. \`botanu runs\` lists the runs; --dir names ` +
  'another ledger.';

/** Whether some run is of that event. Asks the spans. */
export async function isKnownEvent(engine: LedgerEngine, event: string): Promise<boolean> {
  const some = await engine.query(
    `SELECT 1 AS one FROM spans WHERE ${IS_OF_RUN} AND event_id = ${sqlText(event)} LIMIT 1`,
  );
  return some.length > 0;
}

/** Those that no other run of the event has set off, or was retried as. */
async function runsOfEvent(engine: LedgerEngine, event: string): Promise<string[]> {
  const ofEvent = `SELECT run_id FROM runs WHERE event_id = ${sqlText(event)}`;
  return ids(
    engine,
    `runs.event_id = ${sqlText(event)}
      AND coalesce(runs.parent_run_id, '') NOT IN (${ofEvent})
      AND coalesce(runs.retry_of_run_id, '') NOT IN (${ofEvent})`,
  );
}

interface IdRow {
  readonly run_id: string;
}

const idsOf = (rows: readonly IdRow[]): string[] => rows.map(({ run_id }) => run_id);

const ids = async (engine: LedgerEngine, condition: string): Promise<string[]> =>
  idsOf(
    await engine.query<IdRow>(
      `SELECT run_id FROM runs WHERE ${condition} ORDER BY runs.started_unix_nano, runs.run_id`,
    ),
  );
