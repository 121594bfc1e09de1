import type { LedgerEngine } from '../ledger/engine';
import type { Ledger } from '../ledger/with-ledger';
import type { UnpricedReason } from '../pricing/call-price';
import { OUTCOME_STATUSES } from '../semconv/outcome-status';
import type {
  CostReport,
  LedgerSummary,
  OutcomeCosts,
  PriceSource,
  Spend,
  UnpricedCalls,
  UseCaseCosts,
} from './cost-report';
import { runCostsBy } from './run-costs';
import { createRunTables, OPEN } from './run-tables';
import { spendOf, tidyUsd } from './spend';
import type { SpendRow } from './spend';

/** What each use case cost, by what came of its runs. */
export async function costByOutcome({ engine, directory, ingested }: Ledger): Promise<CostReport> {
  await createRunTables(engine);
  const useCases = await useCaseCosts(engine);
  const outsideRuns = await spendOn(engine, 'run_id IS NULL');
  return {
    format: 'botanu.cost-report/1',
    currency: 'USD',
    covers: ['llm'],
    ledger: {
      directory,
      ...ingested,
      ...(await periodOf(engine)),
      ...(await runsWithoutSpan(engine)),
      ...(await repeatedLlmSpans(engine)),
    },
    useCases,
    outsideRuns: outsideRuns.llmCalls > 0 ? outsideRuns : null,
    total: { runs: useCases.reduce((sum, { runs }) => sum + runs, 0), ...(await spendOn(engine)) },
    sources: await priceSources(engine),
    unpriced: await unpricedCalls(engine),
  };
}

async function useCaseCosts(engine: LedgerEngine): Promise<UseCaseCosts[]> {
  const byOutcome = await runCostsBy(engine, ['use_case', 'outcome']);
  const useCases = await runCostsBy(engine, ['use_case']);
  return useCases
    .map(({ group: { use_case: useCase = '' }, successes, costs }) => ({
      useCase,
      successes,
      costPerSuccessUsd: costPerSuccess(costs.inclusive, successes),
      ...costs,
      outcomes: byOutcome
        .filter(({ group }) => group.use_case === useCase)
        .map(({ group: { outcome = OPEN }, costs }): OutcomeCosts => ({ outcome, ...costs }))
        .sort((a, b) => outcomeRank(a.outcome) - outcomeRank(b.outcome) || (a.outcome < b.outcome ? -1 : 1)),
    }))
    .sort((a, b) => spent(b) - spent(a) || (a.useCase < b.useCase ? -1 : 1));
}

const spent = ({ inclusive }: UseCaseCosts): number => inclusive.costUsd ?? 0;

const costPerSuccess = ({ costUsd }: Spend, successes: number): number | null =>
  costUsd === null || successes === 0 ? null : tidyUsd(costUsd / successes);

/** Best first; what a peer invented comes after ours, and what is still open last. */
function outcomeRank(outcome: string): number {
  if (outcome === OPEN) return OUTCOME_STATUSES.length + 1;
  const rank = OUTCOME_STATUSES.findIndex((status) => status === outcome);
  return rank < 0 ? OUTCOME_STATUSES.length : rank;
}

async function spendOn(engine: LedgerEngine, condition = 'true'): Promise<Spend> {
  const [row] = await engine.query<SpendRow>(`
    SELECT count(*) AS llm_calls, count(cost_usd) AS priced_calls, sum(cost_usd) AS spent_usd,
      sum(input_tokens) AS tokens_in, sum(output_tokens) AS tokens_out
    FROM llm_calls
    WHERE ${condition}`);
  return spendOf(row!);
}

async function priceSources(engine: LedgerEngine): Promise<PriceSource[]> {
  const rows = await engine.query<{ source: string; calls: number; spent_usd: number }>(`
    SELECT source, count(*) AS calls, sum(cost_usd) AS spent_usd
    FROM llm_calls WHERE cost_usd IS NOT NULL
    GROUP BY source ORDER BY source`);
  return rows.map(({ source, calls, spent_usd }) => ({ source, calls, costUsd: tidyUsd(spent_usd) }));
}

interface UnpricedRow extends Pick<SpendRow, 'tokens_in' | 'tokens_out'> {
  readonly provider: string | null;
  readonly model: string | null;
  readonly reason: UnpricedReason;
  readonly calls: number;
}

async function unpricedCalls(engine: LedgerEngine): Promise<UnpricedCalls[]> {
  const rows = await engine.query<UnpricedRow>(`
    SELECT provider, model, unpriced_reason AS reason, count(*) AS calls,
      sum(input_tokens) AS tokens_in, sum(output_tokens) AS tokens_out
    FROM llm_calls WHERE cost_usd IS NULL
    GROUP BY provider, model, unpriced_reason
    ORDER BY calls DESC, provider, model, reason`);
  return rows.map(({ tokens_in, tokens_out, ...rest }) => ({
    ...rest,
    inputTokens: tokens_in,
    outputTokens: tokens_out,
  }));
}

async function periodOf(engine: LedgerEngine): Promise<Pick<LedgerSummary, 'from' | 'until'>> {
  const [row] = await engine.query<{ first_ms: number | null; last_ms: number | null }>(
    'SELECT min(start_unix_nano) / 1e6 AS first_ms, max(end_unix_nano) / 1e6 AS last_ms FROM spans',
  );
  const iso = (unixMs: number | null | undefined): string | null =>
    unixMs === null || unixMs === undefined ? null : new Date(Math.round(unixMs)).toISOString();
  return { from: iso(row?.first_ms), until: iso(row?.last_ms) };
}

async function runsWithoutSpan(engine: LedgerEngine): Promise<Pick<LedgerSummary, 'runsWithoutSpan'>> {
  const [row] = await engine.query<{ runs: number }>('SELECT count(*) AS runs FROM runs WHERE has_span = 0');
  return { runsWithoutSpan: row?.runs ?? 0 };
}

async function repeatedLlmSpans(engine: LedgerEngine): Promise<Pick<LedgerSummary, 'repeatedLlmSpans'>> {
  const [row] = await engine.query<{ spans: number }>(
    'SELECT (SELECT count(*) FROM llm_spans) - (SELECT count(*) FROM model_calls) AS spans',
  );
  return { repeatedLlmSpans: row?.spans ?? 0 };
}
