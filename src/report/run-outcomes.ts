import { columnsOf } from '../ledger/columns-of';
import { IS_RUN_SPAN } from '../ledger/run-span';
import { BotanuSpanName } from '../semconv/events';

/**
 * Outcomes told after the fact, each once. Each telling is of a run: the one that it names, else the newest attempt of
 * its event as of then (runs nested in it carry the event too), a key's repetitions of the same attempt as its first.
 * Of one run the repetitions of a key are one entry, whichever way they named it: it keeps the place in time of the
 * first (a webhook that is delivered again does not overrule what came in between) and says what the last one says.
 */
const LATE_OUTCOMES = `
  CREATE TEMPORARY TABLE late_outcomes AS
  WITH told AS (
    SELECT run_id, event_id, outcome_status, outcome_value_type, outcome_value, start_unix_nano AS told_unix_nano,
      coalesce(outcome_key, '') AS outcome_key, concat(trace_id, span_id) AS entry_id,
      coalesce(outcome_key, concat(trace_id, span_id)) AS entry
    FROM spans
    WHERE name = '${BotanuSpanName.OUTCOME}' AND outcome_status IS NOT NULL
  ),
  of_events AS (
    SELECT event_id, entry, min(told_unix_nano) AS first_unix_nano
    FROM told WHERE run_id IS NULL AND event_id IS NOT NULL
    GROUP BY event_id, entry
  ),
  attempts AS (
    SELECT ${columnsOf('run_facts', 'run_id', 'event_id', 'started_unix_nano')}
    FROM run_facts LEFT JOIN run_facts AS parents ON parents.run_id = run_facts.parent_run_id
    WHERE run_facts.event_id IS NOT NULL
      AND (parents.event_id IS NULL OR parents.event_id <> run_facts.event_id)
  ),
  choices AS (
    SELECT ${columnsOf('of_events', 'event_id', 'entry')}, attempts.run_id AS run_id,
      row_number() OVER (
        PARTITION BY of_events.event_id, of_events.entry
        ORDER BY CASE WHEN attempts.started_unix_nano <= of_events.first_unix_nano THEN 0 ELSE 1 END,
          attempts.started_unix_nano DESC, attempts.run_id DESC
      ) AS choice
    FROM of_events JOIN attempts ON attempts.event_id = of_events.event_id
  ),
  of_runs AS (
    SELECT run_id, entry, outcome_key, outcome_status, outcome_value_type, outcome_value, told_unix_nano, entry_id
    FROM told WHERE run_id IS NOT NULL
    UNION ALL
    SELECT choices.run_id AS run_id, ${columnsOf('told', 'entry', 'outcome_key', 'outcome_status')},
      ${columnsOf('told', 'outcome_value_type', 'outcome_value', 'told_unix_nano', 'entry_id')}
    FROM told JOIN choices ON choices.event_id = told.event_id AND choices.entry = told.entry
    WHERE told.run_id IS NULL AND choices.choice = 1
  ),
  entries AS (
    SELECT run_id, outcome_key, outcome_status, outcome_value_type, outcome_value, entry_id,
      min(told_unix_nano) OVER (PARTITION BY run_id, entry) AS first_unix_nano,
      row_number() OVER (PARTITION BY run_id, entry ORDER BY told_unix_nano DESC, entry_id DESC) AS newest
    FROM of_runs
  )
  SELECT run_id, outcome_key, outcome_status, outcome_value_type, outcome_value, first_unix_nano AS told_unix_nano,
    entry_id
  FROM entries WHERE newest = 1`;

/**
 * All that was said of each run, the first place being what holds. What was told later beats what the run's own span
 * says, which may be no more than that nothing was thrown; of several the last by time.
 */
const TOLD_OUTCOMES = `
  CREATE TEMPORARY TABLE told_outcomes AS
  WITH told AS (
    SELECT run_id, '' AS outcome_key, outcome_status, outcome_value_type, outcome_value,
      0 AS is_late, end_unix_nano AS told_unix_nano, concat(trace_id, span_id) AS entry_id
    FROM spans
    WHERE run_id IS NOT NULL AND outcome_status IS NOT NULL AND ${IS_RUN_SPAN}
    UNION ALL
    SELECT run_id, outcome_key, outcome_status, outcome_value_type, outcome_value, 1, told_unix_nano, entry_id
    FROM late_outcomes
  )
  SELECT run_id, outcome_key, outcome_status, outcome_value_type, outcome_value,
    row_number() OVER (PARTITION BY run_id ORDER BY is_late DESC, told_unix_nano DESC, entry_id DESC) AS place,
    CASE WHEN outcome_key <> '' OR coalesce(outcome_value, 0) < 0 THEN 1 ELSE 0 END AS adds_up,
    row_number() OVER (
      PARTITION BY run_id, CASE WHEN outcome_key <> '' OR coalesce(outcome_value, 0) < 0 THEN 1 ELSE 0 END
      ORDER BY is_late DESC, told_unix_nano DESC, entry_id DESC
    ) AS place_among_alike
  FROM told`;

/**
 * What each run was worth, by type. An outcome replaces the one before it, and its value with it; one that has a key,
 * or takes back (a refund), is an entry of its own, and entries add up.
 */
const RUN_VALUES = `
  CREATE TABLE run_values AS
  SELECT run_facts.run_no AS run_no, told_outcomes.outcome_value_type AS value_type,
    sum(told_outcomes.outcome_value) AS amount
  FROM told_outcomes JOIN run_facts ON run_facts.run_id = told_outcomes.run_id
  WHERE told_outcomes.outcome_value IS NOT NULL AND told_outcomes.outcome_value_type IS NOT NULL
    AND (told_outcomes.adds_up = 1 OR told_outcomes.place_among_alike = 1)
  GROUP BY run_facts.run_no, told_outcomes.outcome_value_type`;

/** Read `run_facts`; leave `told_outcomes`, whose first place is a run's outcome, and `run_values`. */
export const RUN_OUTCOME_STATEMENTS: readonly string[] = [LATE_OUTCOMES, TOLD_OUTCOMES, RUN_VALUES];
