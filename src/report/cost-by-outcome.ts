import type { Ledger } from '../ledger/with-ledger';
import { OUTCOME_STATUSES } from '../semconv/outcome-status';
import { compareTexts } from '../shared/texts';
import type { CostGroup, CostReport, GroupedCostReport, OutcomeCosts, UseCaseCosts } from './cost-report';
import type { Dimension } from './dimensions';
import { groupedCosts } from './grouped-costs';
import type { Selection } from './question';
import { coveredKinds, reportBasis } from './report-basis';
import { OPEN } from './run-defaults';
import { createRunTables } from './run-tables';
import type { CoveredKinds } from './spend';

/** What each use case cost, by what came of its runs. */
export async function costByOutcome(ledger: Ledger, selection: Selection = {}): Promise<CostReport> {
  const { engine, currency } = ledger;
  await createRunTables(engine);
  const covered = await coveredKinds(engine);
  const basis = await reportBasis(ledger, selection, covered);
  const useCases = await groupedCosts(engine, ['use-case'], selection, covered, currency);
  return {
    format: 'botanu.cost-report/1',
    ...basis,
    useCases: await useCaseCosts(ledger, useCases, selection, covered),
    outsideRuns: useCases.find(({ isOutsideRuns }) => isOutsideRuns)?.own ?? null,
  };
}

/** What was spent, by any dimensions. */
export async function costBy(
  ledger: Ledger,
  by: readonly Dimension[],
  selection: Selection = {},
): Promise<GroupedCostReport> {
  const { engine, currency } = ledger;
  await createRunTables(engine);
  const covered = await coveredKinds(engine);
  const basis = await reportBasis(ledger, selection, covered);
  const groups = await groupedCosts(engine, by, selection, covered, currency);
  return { format: 'botanu.grouped-cost-report/1', ...basis, by, groups: groups.sort(inOrder(by)) };
}

/** Most expensive first, and what belongs to no run last; days as they came. */
const inOrder =
  (by: readonly Dimension[]) =>
  (a: CostGroup, b: CostGroup): number =>
    Number(a.isOutsideRuns) - Number(b.isOutsideRuns) ||
    (by[0] === 'day' ? compareTexts(a.group.day, b.group.day) : 0) ||
    spent(b) - spent(a) ||
    by
      .map((dimension) => compareTexts(a.group[dimension], b.group[dimension]))
      .find((order) => order !== 0) ||
    0;

async function useCaseCosts(
  { engine, currency }: Ledger,
  useCases: readonly CostGroup[],
  selection: Selection,
  covered: CoveredKinds,
): Promise<UseCaseCosts[]> {
  const byOutcome = await groupedCosts(engine, ['use-case', 'outcome'], selection, covered, currency);
  return useCases
    .filter(({ isOutsideRuns }) => !isOutsideRuns)
    .map(({ group, isOutsideRuns: _, ...costs }) => ({
      useCase: group['use-case'] ?? '',
      ...costs,
      outcomes: byOutcome
        .filter((other) => !other.isOutsideRuns && other.group['use-case'] === group['use-case'])
        .map(outcomeCosts)
        .sort(
          (a, b) => outcomeRank(a.outcome) - outcomeRank(b.outcome) || compareTexts(a.outcome, b.outcome),
        ),
    }))
    .sort((a, b) => spent(b) - spent(a) || compareTexts(a.useCase, b.useCase));
}

const outcomeCosts = ({
  group,
  isOutsideRuns: _,
  successes: __,
  costPerSuccess: ___,
  ...costs
}: CostGroup): OutcomeCosts => ({ outcome: group.outcome ?? OPEN, ...costs });

const spent = ({ inclusive }: Pick<CostGroup, 'inclusive'>): number => inclusive.cost ?? 0;

/** Best first; what a peer invented comes after ours, and what is still open last. */
function outcomeRank(outcome: string): number {
  if (outcome === OPEN) return OUTCOME_STATUSES.length + 1;
  const rank = OUTCOME_STATUSES.findIndex((status) => status === outcome);
  return rank < 0 ? OUTCOME_STATUSES.length : rank;
}
