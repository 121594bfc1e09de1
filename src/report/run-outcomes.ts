import { BotanuSpanName } from '../semconv/events';

/**
 * Outcomes told after the fact, each once: a key's repetitions are one entry, which keeps the place in time of the
 * first (a webhook that is delivered again does not overrule what came in between) and says what the last one says.
 * One told of an event is of that event's newest attempt, as of then; runs nested in it carry the event too.
 */
const LATE_OUTCOMES = `
  CREATE TEMPORARY TABLE late_outcomes AS
  WITH told AS (
    SELECT trace_id, span_id, run_id, event_id, outcome_status, outcome_value_type, outcome_value,
      start_unix_nano AS told_unix_nano, coalesce(outcome_key, '') AS outcome_key,
      coalesce(outcome_key, concat(trace_id, span_id)) AS entry
    FROM spans
    WHERE name = '${BotanuSpanName.OUTCOME}' AND outcome_status IS NOT NULL
  ),
  entries AS (
    SELECT run_id, event_id, outcome_key, outcome_status, outcome_value_type, outcome_value,
      concat(trace_id, span_id) AS entry_id,
      min(told_unix_nano) OVER (PARTITION BY run_id, event_id, entry) AS told_unix_nano,
      row_number() OVER (
        PARTITION BY run_id, event_id, entry ORDER BY told_unix_nano DESC, trace_id DESC, span_id DESC
      ) AS newest
    FROM told
  ),
  attempts AS (
    SELECT run_facts.run_id, run_facts.event_id, run_facts.started_unix_nano
    FROM run_facts LEFT JOIN run_facts AS parents ON parents.run_id = run_facts.parent_run_id
    WHERE run_facts.event_id IS NOT NULL
      AND (parents.event_id IS NULL OR parents.event_id <> run_facts.event_id)
  ),
  of_events AS (
    SELECT attempts.run_id, entries.entry_id,
      row_number() OVER (
        PARTITION BY entries.entry_id
        ORDER BY CASE WHEN attempts.started_unix_nano <= entries.told_unix_nano THEN 0 ELSE 1 END,
          attempts.started_unix_nano DESC, attempts.run_id DESC
      ) AS choice
    FROM entries JOIN attempts ON attempts.event_id = entries.event_id
    WHERE entries.newest = 1 AND entries.run_id IS NULL
  )
  SELECT coalesce(entries.run_id, of_events.run_id) AS run_id, entries.outcome_key, entries.outcome_status,
    entries.outcome_value_type, entries.outcome_value, entries.told_unix_nano, entries.entry_id
  FROM entries LEFT JOIN of_events ON of_events.entry_id = entries.entry_id AND of_events.choice = 1
  WHERE entries.newest = 1 AND coalesce(entries.run_id, of_events.run_id) IS NOT NULL`;

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
    WHERE run_id IS NOT NULL AND outcome_status IS NOT NULL AND name LIKE '${BotanuSpanName.RUN}%'
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
  SELECT run_facts.run_no, told_outcomes.outcome_value_type AS value_type,
    sum(told_outcomes.outcome_value) AS amount
  FROM told_outcomes JOIN run_facts ON run_facts.run_id = told_outcomes.run_id
  WHERE told_outcomes.outcome_value IS NOT NULL AND told_outcomes.outcome_value_type IS NOT NULL
    AND (told_outcomes.adds_up = 1 OR told_outcomes.place_among_alike = 1)
  GROUP BY run_facts.run_no, told_outcomes.outcome_value_type`;

/** Read `run_facts`; leave `told_outcomes`, whose first place is a run's outcome, and `run_values`. */
export const RUN_OUTCOME_STATEMENTS: readonly string[] = [LATE_OUTCOMES, TOLD_OUTCOMES, RUN_VALUES];
