import type { CostReport, GroupedCostReport, OutcomeCosts, ReportBasis, UseCaseCosts } from './cost-report';
import { costReportNotes, operationsInWords } from './cost-report-notes';
import { amount, costColumns, type CostLine, groupLine, renderCostTable } from './cost-table';
import { type Dimension, dimensionInWords, isOfOperations } from './dimensions';
import { count, counted, minute, UNKNOWN } from './figures';
import { renderNotes, wrapped } from './render-notes';
import { type Column, type FilledColumn, renderTable } from './render-table';

/** The report as a page for a terminal of `width` columns. */
export const renderCostReport = (report: CostReport, width: number): string =>
  page(
    report,
    'Cost by use case and outcome',
    costColumns('', useCaseLines(report), report, { ifRoom: true }),
    width,
  );

/** The grouped report as a page for a terminal of `width` columns. */
export const renderGroupedCostReport = (report: GroupedCostReport, width: number): string =>
  page(
    report,
    `Cost by ${report.by.map(dimensionInWords).join(' and ')}`,
    costColumns(
      report.by.map(dimensionInWords).join(' / '),
      [...groupLines(report), totalLine(report, worthOfTotal(report))],
      report,
    ),
    width,
  );

function page(report: ReportBasis, title: string, columns: readonly FilledColumn[], width: number): string {
  const sections = [
    [title, ...wrapped(ledgerLine(report), width), ...selectionLines(report, width)].join('\n'),
    renderCostTable(columns, width),
    renderNotes(
      costReportNotes(
        report,
        columns.map(({ header }) => header),
      ),
      width,
    ),
    unpricedTable(report, width),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function ledgerLine({ ledger: { directory, spans, files, from, until } }: ReportBasis): string {
  const period = from && until ? `, from ${minute(from)} to ${minute(until)} UTC` : '';
  return `${counted(spans, 'span')} in ${counted(files, 'file')} of ${directory}${period}`;
}

function selectionLines({ period, where }: ReportBasis, width: number): string[] {
  const parts = [
    ...(period.since === null ? [] : [`since ${minute(period.since)} UTC`]),
    ...(period.until === null ? [] : [`before ${minute(period.until)} UTC`]),
    ...(Object.entries(where) as [Dimension, readonly string[]][]).map(
      ([dimension, values]) =>
        `${isOfOperations(dimension) ? 'with' : 'of'} ${dimensionInWords(dimension)} ${values.map(orNone).join(' or ')}`,
    ),
  ];
  return parts.length === 0 ? [] : wrapped(`Only runs ${parts.join(', ')}`, width);
}

function useCaseLines(report: CostReport): CostLine[] {
  const lines: CostLine[] = report.useCases.flatMap((useCase) => [
    useCaseLine(useCase),
    ...useCase.outcomes.map(outcomeLine),
  ]);
  if (report.outsideRuns) lines.push({ name: '(outside any run)', own: report.outsideRuns });
  return [...lines, totalLine(report, { worth: report.total })];
}

const useCaseLine = ({ useCase, costPerSuccess, ...costs }: UseCaseCosts): CostLine => ({
  ...runsLine(useCase, costs),
  perSuccess: amount(costPerSuccess, costs.inclusive),
});

const outcomeLine = ({ outcome, ...costs }: OutcomeCosts): CostLine => runsLine(`  ${outcome}`, costs);

const runsLine = (name: string, costs: Omit<OutcomeCosts, 'outcome'>): CostLine => {
  const { runs, own, inclusive, perRun, waste } = costs;
  return { name, runs, own, inclusive, perRun, waste, worth: costs };
};

const groupLines = ({ groups, by }: GroupedCostReport): CostLine[] =>
  groups.map((group) => {
    const values = by.map((dimension) => group.group[dimension] ?? null);
    const name = group.isOutsideRuns
      ? ['(outside any run)', ...values.filter((value) => value !== null)]
      : values.map((value, i) => (by[i] === 'day' ? value || '(unknown)' : orNone(value)));
    const line = groupLine(name.join(' / '), group);
    // Successes over successes says nothing.
    return by.includes('outcome') ? { ...line, perSuccess: undefined } : line;
  });

/** Where groups have no value of their own (models have none), its columns would be empty but for the total. */
const worthOfTotal = ({ groups, total }: GroupedCostReport): Pick<CostLine, 'worth'> =>
  groups.some(({ values }) => values.length > 0) ? { worth: total } : {};

const orNone = (value: string | null): string => value || '(none)';

const totalLine = ({ total }: ReportBasis, worth: Pick<CostLine, 'worth'>): CostLine => ({
  name: 'Total',
  runs: total.runs,
  own: total,
  waste: total.waste,
  ...worth,
});

function unpricedTable({ unpriced, covers }: ReportBasis, width: number): string {
  if (unpriced.length === 0) return '';
  const columns: Column[] = [
    { header: 'not priced', align: 'left' },
    { header: 'provider', align: 'left' },
    { header: 'why', align: 'left' },
    { header: operationsInWords(covers), align: 'right' },
    { header: 'tokens in', align: 'right' },
    { header: 'tokens out', align: 'right' },
  ];
  const rows = unpriced.map(({ kind, model, provider, reason, operations, inputTokens, outputTokens }) => [
    model ?? (kind === 'llm' ? UNKNOWN : kind),
    provider ?? UNKNOWN,
    reason.replaceAll('_', ' '),
    count(operations),
    count(inputTokens),
    count(outputTokens),
  ]);
  return renderTable(columns, rows, width);
}
