import { columnsOf } from '../ledger/columns-of';
import type { LedgerEngine } from '../ledger/engine';
import type { Spend } from './cost-report';
import { type CoveredKinds, spendOf, type SpendRow, SUMS } from './spend';

export interface RunSpend {
  readonly own: Spend;
  readonly inclusive: Spend;
}

/** What each of these runs spent itself, and with all runs nested in it. */
export async function spendByRun(
  engine: LedgerEngine,
  runs: readonly number[],
  covered: CoveredKinds,
): Promise<{ of(run: number): RunSpend }> {
  const numbers = runs.length === 0 ? 'NULL' : runs.join(', ');
  const rows = await engine.query<SpendRow & { top_no: number; is_own: number }>(`
    WITH summed AS (
      SELECT ${columnsOf('subtrees', 'top_no')}, CASE WHEN subtrees.run_no = subtrees.top_no THEN 1 ELSE 0 END AS is_own,
        ${columnsOf('spend_classes', 'kind')}, ${SUMS}
      FROM subtrees
      JOIN spend ON spend.run_no = subtrees.run_no
      JOIN spend_classes ON spend_classes.class_no = spend.class_no
      WHERE subtrees.top_no IN (${numbers})
      GROUP BY subtrees.top_no, is_own, spend_classes.kind
    )
    SELECT top_no, is_own, kind, some_operations AS operations, some_priced AS priced, some_cost AS cost,
      some_input AS tokens_in, some_output AS tokens_out
    FROM summed`);
  const byRun = new Map<number, (typeof rows)[number][]>();
  for (const row of rows) byRun.set(row.top_no, [...(byRun.get(row.top_no) ?? []), row]);
  return {
    of(run) {
      const all = byRun.get(run) ?? [];
      const own = all.filter(({ is_own }) => is_own === 1);
      return { own: spendOf(own, covered), inclusive: spendOf(all, covered) };
    },
  };
}
