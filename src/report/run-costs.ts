import type { LedgerEngine } from '../ledger/engine';
import type { RunCosts } from './cost-report';
import { spendOf, tidyUsd } from './spend';

/** A column of `run_costs` that runs can be grouped by. */
export type RunGrouping = 'use_case' | 'outcome';

type Group = Readonly<Partial<Record<RunGrouping, string>>>;

interface GroupRow {
  readonly runs: number;
  readonly successes: number;
  readonly own_calls: number;
  readonly own_priced_calls: number;
  readonly own_usd: number;
  readonly own_in: number | null;
  readonly own_out: number | null;
  readonly inclusive_calls: number;
  readonly inclusive_priced_calls: number;
  readonly inclusive_usd: number;
  readonly inclusive_in: number | null;
  readonly inclusive_out: number | null;
  readonly mean_usd: number;
  readonly p50_usd: number;
  readonly p95_usd: number;
}

export interface GroupedRunCosts {
  readonly group: Group;
  readonly successes: number;
  readonly costs: RunCosts;
}

/**
 * Costs of runs by one or more groupings. Which cost a figure is made of:
 * - mean and percentiles: each run's inclusive cost, for a run is answerable for what it sets off;
 * - inclusive total: the own costs of the group's runs and of all below them, each run once, because a run and
 *   one nested in it may be in the same group, and adding up their inclusive costs would count the inner twice.
 */
export async function runCostsBy(
  engine: LedgerEngine,
  groupings: readonly RunGrouping[],
): Promise<GroupedRunCosts[]> {
  const rows = await engine.query<GroupRow & Group>(groupQuery(groupings));
  return rows.map((row) => ({ group: row, successes: row.successes, costs: runCostsOf(row) }));
}

function runCostsOf(row: GroupRow): RunCosts {
  const inclusive = spendOf({
    llm_calls: row.inclusive_calls,
    priced_calls: row.inclusive_priced_calls,
    spent_usd: row.inclusive_usd,
    tokens_in: row.inclusive_in,
    tokens_out: row.inclusive_out,
  });
  const known = (amountUsd: number): number | null =>
    inclusive.costUsd === null ? null : tidyUsd(amountUsd);
  return {
    runs: row.runs,
    own: spendOf({
      llm_calls: row.own_calls,
      priced_calls: row.own_priced_calls,
      spent_usd: row.own_usd,
      tokens_in: row.own_in,
      tokens_out: row.own_out,
    }),
    inclusive,
    perRun: { meanUsd: known(row.mean_usd), p50Usd: known(row.p50_usd), p95Usd: known(row.p95_usd) },
  };
}

function groupQuery(groupings: readonly RunGrouping[]): string {
  const columns = (table: string): string => groupings.map((grouping) => `${table}.${grouping}`).join(', ');
  const same = groupings.map((grouping) => `inclusive.${grouping} = own.${grouping}`).join(' AND ');
  return `
    WITH own AS (
      SELECT ${groupings.join(', ')}, count(*) AS runs, sum(is_success) AS successes,
        sum(own_calls) AS calls, sum(own_priced_calls) AS priced, sum(own_usd) AS usd,
        sum(tokens_in) AS input, sum(tokens_out) AS output,
        avg(inclusive_usd) AS mean_usd,
        quantile_cont(inclusive_usd, 0.5) AS p50_usd,
        quantile_cont(inclusive_usd, 0.95) AS p95_usd
      FROM run_costs
      GROUP BY ${groupings.join(', ')}
    ),
    members AS (
      SELECT DISTINCT ${columns('tops')}, subtrees.run_id
      FROM subtrees JOIN run_costs AS tops ON tops.run_id = subtrees.top_run_id
    ),
    inclusive AS (
      SELECT ${columns('members')}, sum(spent.own_calls) AS calls, sum(spent.own_priced_calls) AS priced,
        sum(spent.own_usd) AS usd, sum(spent.tokens_in) AS input, sum(spent.tokens_out) AS output
      FROM members JOIN run_costs AS spent ON spent.run_id = members.run_id
      GROUP BY ${columns('members')}
    )
    SELECT ${columns('own')}, own.runs, own.successes,
      own.calls AS own_calls, own.priced AS own_priced_calls, own.usd AS own_usd,
      own.input AS own_in, own.output AS own_out,
      inclusive.calls AS inclusive_calls, inclusive.priced AS inclusive_priced_calls,
      inclusive.usd AS inclusive_usd, inclusive.input AS inclusive_in, inclusive.output AS inclusive_out,
      own.mean_usd, own.p50_usd, own.p95_usd
    FROM own JOIN inclusive ON ${same}`;
}
