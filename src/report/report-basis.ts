import { columnsOf } from '../ledger/columns-of';
import type { LedgerEngine } from '../ledger/engine';
import type { Ledger } from '../ledger/with-ledger';
import { COSTED_KINDS, type CostedKind } from '../pricing/costed-kind';
import type { UnpricedReason } from '../pricing/unpriced-reason';
import { compareTexts } from '../shared/texts';
import type { LedgerSummary, PriceSource, ReportBasis, Total, UnpricedOperations } from './cost-report';
import type { Dimension } from './dimensions';
import { wasteOf } from './grouped-costs';
import { GroupingQueries, SPEND_COLUMNS } from './grouping-queries';
import { CLASS_COLUMNS, type WasteReason } from './operations';
import { isoInstantOrNull, unixMs } from './instants';
import {
  hasOperationFilter,
  isWhole,
  operationCondition,
  outsideCondition,
  runCondition,
  type Selection,
} from './question';
import { type CoveredKinds, spendOf, type SpendRow, SUMS, tidyAmount } from './spend';
import { worthOf } from './worth';

/** What any report says beside its groups. */
export async function reportBasis(
  { engine, directory, ingested, currency }: Ledger,
  selection: Selection,
  covered: CoveredKinds,
): Promise<ReportBasis> {
  const classes = await engine.query<ClassRow>(classesQuery(selection));
  return {
    currency,
    covers: covered,
    ledger: {
      directory,
      ...ingested,
      ...(await periodOf(engine)),
      ...(await runsWithoutSpan(engine, selection)),
      ...(await repeatedLlmSpans(engine, selection)),
    },
    period: {
      since: isoInstantOrNull(selection.sinceUnixMs),
      until: isoInstantOrNull(selection.untilUnixMs),
    },
    where: valuesByDimension(selection),
    total: await totalOf(engine, classes, selection, covered, currency),
    sources: priceSources(classes),
    unpriced: unpricedOperations(classes, covered),
  };
}

/** LLM calls, and the kinds of which something has a price: what nobody has priced at all is not half known. */
export async function coveredKinds(engine: LedgerEngine): Promise<CoveredKinds> {
  const rows = await engine.query<{ kind: CostedKind; known: number }>(
    `SELECT spend_classes.kind AS kind, sum(spend.priced_count) AS known
    FROM spend JOIN spend_classes ON spend_classes.class_no = spend.class_no
    GROUP BY spend_classes.kind`,
  );
  return COSTED_KINDS.filter(
    (kind) => kind === 'llm' || rows.some((row) => row.kind === kind && row.known > 0),
  );
}

/** Operations of one class. */
interface ClassRow extends SpendRow {
  readonly provider: string;
  readonly model: string;
  readonly vendor: string;
  readonly source: string;
  readonly unpriced_reason: UnpricedReason | '';
  readonly waste: WasteReason | '';
}

/** All that is asked about, each operation once. */
const classesQuery = (selection: Selection): string => `
  WITH counted AS (
    SELECT ${SPEND_COLUMNS} FROM spend JOIN runs ON runs.run_no = spend.run_no
    WHERE ${runCondition(selection)} AND ${operationCondition(selection)}
    UNION ALL
    SELECT ${SPEND_COLUMNS} FROM spend WHERE ${outsideCondition(selection)}
  ),
  by_class AS (SELECT class_no, ${SUMS} FROM counted GROUP BY class_no)
  SELECT ${columnsOf('spend_classes', ...CLASS_COLUMNS)}, some_operations AS operations, some_priced AS priced, some_cost AS cost,
    some_input AS tokens_in, some_output AS tokens_out
  FROM by_class JOIN spend_classes ON spend_classes.class_no = by_class.class_no`;

async function totalOf(
  engine: LedgerEngine,
  classes: readonly ClassRow[],
  selection: Selection,
  covered: CoveredKinds,
  currency: string,
): Promise<Total> {
  const [runs] = await engine.query<{ runs: number; successes: number }>(
    `SELECT count(*) AS runs, coalesce(sum(is_success), 0) AS successes FROM runs WHERE ${runCondition(selection)}`,
  );
  const queries = new GroupingQueries([], selection);
  const values = queries.hasValues
    ? await engine.query<{ value_type: string; amount: number }>(queries.values())
    : [];
  const reading = { ofOperations: hasOperationFilter(selection) };
  const spent = spendOf(classes, covered, reading);
  return {
    ...runs!,
    ...spent,
    waste: wasteOf(classes, covered),
    ...worthOf(
      values.map(({ value_type, amount }) => ({ type: value_type, amount })),
      values.length === 0 || isWhole(selection)
        ? spent
        : spendOf(await allOfRuns(engine, queries), covered, reading),
      currency,
    ),
  };
}

/** What the runs cost with those nested in them, of which a filter may have left out some, and what is outside of runs. */
const allOfRuns = async (engine: LedgerEngine, queries: GroupingQueries): Promise<SpendRow[]> => [
  ...(await engine.query<SpendRow>(queries.inclusive())),
  ...(await engine.query<SpendRow>(queries.outside())),
];

function priceSources(classes: readonly ClassRow[]): PriceSource[] {
  const names = [...new Set(classes.map(({ source }) => source))].filter((name) => name !== '').sort();
  return names.map((source) => {
    const rows = classes.filter((row) => row.source === source);
    const cost = tidyAmount(rows.reduce((sum, row) => sum + (row.cost ?? 0), 0));
    return { source, operations: rows.reduce((sum, { priced }) => sum + priced, 0), cost };
  });
}

function unpricedOperations(classes: readonly ClassRow[], covered: CoveredKinds): UnpricedOperations[] {
  const byName = new Map<string, UnpricedOperations>();
  for (const row of classes) {
    if (row.unpriced_reason === '' || !covered.includes(row.kind)) continue;
    const provider = (row.kind === 'llm' ? row.provider : row.vendor) || null;
    const key = JSON.stringify([row.kind, provider, row.model, row.unpriced_reason]);
    const others = byName.get(key);
    byName.set(key, {
      kind: row.kind,
      provider,
      model: row.model || null,
      reason: row.unpriced_reason,
      operations: (others?.operations ?? 0) + row.operations,
      inputTokens: plus(others?.inputTokens, row.tokens_in),
      outputTokens: plus(others?.outputTokens, row.tokens_out),
    });
  }
  const name = ({ kind, provider, model, reason }: UnpricedOperations): string =>
    [kind, provider, model, reason].join(' ');
  return [...byName.values()].sort((a, b) => b.operations - a.operations || compareTexts(name(a), name(b)));
}

/** Null where nobody has reported any. */
const plus = (a: number | null | undefined, b: number | null): number | null =>
  a === null || a === undefined ? b : a + (b ?? 0);

async function periodOf(engine: LedgerEngine): Promise<Pick<LedgerSummary, 'from' | 'until'>> {
  const [row] = await engine.query<{ first_ms: number | null; last_ms: number | null }>(
    `SELECT ${unixMs('min(start_unix_nano)')} AS first_ms, ${unixMs('max(end_unix_nano)')} AS last_ms FROM spans`,
  );
  return { from: isoInstantOrNull(row?.first_ms), until: isoInstantOrNull(row?.last_ms) };
}

async function runsWithoutSpan(
  engine: LedgerEngine,
  selection: Selection,
): Promise<Pick<LedgerSummary, 'runsWithoutSpan'>> {
  const [row] = await engine.query<{ runs: number }>(
    `SELECT count(*) AS runs FROM runs WHERE runs.has_span = 0 AND ${runCondition(selection)}`,
  );
  return { runsWithoutSpan: row?.runs ?? 0 };
}

async function repeatedLlmSpans(
  engine: LedgerEngine,
  selection: Selection,
): Promise<Pick<LedgerSummary, 'repeatedLlmSpans'>> {
  const [row] = await engine.query<{ spans: number }>(
    isWhole(selection)
      ? `SELECT (SELECT count(*) FROM spans WHERE kind = 'llm') - (SELECT count(*) FROM model_calls) AS spans`
      : `SELECT coalesce(sum(runs.repeated_llm_spans), 0) AS spans FROM runs WHERE ${runCondition(selection)}`,
  );
  return { repeatedLlmSpans: row?.spans ?? 0 };
}

function valuesByDimension({ where = [] }: Selection): ReportBasis['where'] {
  const values: Partial<Record<Dimension, string[]>> = {};
  for (const { dimension, value } of where) (values[dimension] ??= []).push(value);
  return values;
}
