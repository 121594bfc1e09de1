import type { CostReport, GroupedCostReport, OutcomeCosts, ReportBasis, UseCaseCosts } from './cost-report';
import { costReportNotes } from './cost-report-notes';
import { amount, type CostLine, groupLine, renderCostTable } from './cost-table';
import { count, counted, minute, UNKNOWN } from './figures';
import { renderNotes, wrapped } from './render-notes';
import { type Column, renderTable } from './render-table';

/** The report as a page for a terminal of `width` columns. */
export const renderCostReport = (report: CostReport, width: number): string =>
  page(report, 'Cost by use case and outcome', '', useCaseLines(report), width);

/** The grouped report as a page for a terminal of `width` columns. */
export const renderGroupedCostReport = (report: GroupedCostReport, width: number): string =>
  page(
    report,
    `Cost by ${report.by.map((dimension) => dimension.replaceAll('-', ' ')).join(' and ')}`,
    report.by.join(' / '),
    [...groupLines(report), totalLine(report, { waste: report.total.waste, ...worthOfTotal(report) })],
    width,
  );

function page(
  report: ReportBasis,
  title: string,
  header: string,
  lines: readonly CostLine[],
  width: number,
): string {
  const sections = [
    [title, ...wrapped(ledgerLine(report), width), ...selectionLines(report, width)].join('\n'),
    renderCostTable(header, lines, report, width),
    renderNotes(costReportNotes(report), width),
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
    ...Object.entries(where).map(([name, values]) => `${name} ${values.map(orNone).join(' or ')}`),
  ];
  return parts.length === 0 ? [] : wrapped(`Only runs ${parts.join(', ')}`, width);
}

function useCaseLines(report: CostReport): CostLine[] {
  const lines: CostLine[] = report.useCases.flatMap((useCase) => [
    useCaseLine(useCase),
    ...useCase.outcomes.map(outcomeLine),
  ]);
  if (report.outsideRuns) lines.push({ name: '(outside any run)', own: report.outsideRuns });
  return [...lines, totalLine(report)];
}

const useCaseLine = ({
  useCase,
  runs,
  own,
  inclusive,
  perRun,
  costPerSuccessUsd,
}: UseCaseCosts): CostLine => ({
  name: useCase,
  runs,
  own,
  inclusive,
  perRun,
  perSuccess: amount(costPerSuccessUsd, inclusive),
});

const outcomeLine = ({ outcome, runs, own, inclusive, perRun }: OutcomeCosts): CostLine => ({
  name: `  ${outcome}`,
  runs,
  own,
  inclusive,
  perRun,
});

const groupLines = ({ groups, by }: GroupedCostReport): CostLine[] =>
  groups.map((group) => {
    const values = by.map((dimension) => group.group[dimension] ?? null);
    const name = group.isOutsideRuns
      ? ['(outside any run)', ...values.filter((value) => value !== null)]
      : values.map(orNone);
    const line = groupLine(name.join(' / '), group);
    // Successes over successes says nothing.
    return by.includes('outcome') ? { ...line, perSuccess: undefined } : line;
  });

/** Where groups have no value of their own (models have none), its columns would be empty but for the total. */
const worthOfTotal = ({ groups, total }: GroupedCostReport): Pick<CostLine, 'worth'> =>
  groups.some(({ values }) => values.length > 0) ? { worth: total } : {};

const orNone = (value: string | null): string => value || '(none)';

const totalLine = ({ total }: ReportBasis, more: Pick<CostLine, 'waste' | 'worth'> = {}): CostLine => ({
  name: 'Total',
  runs: total.runs,
  own: total,
  ...more,
});

function unpricedTable({ unpriced }: ReportBasis, width: number): string {
  if (unpriced.length === 0) return '';
  const columns: Column[] = [
    { header: 'not priced', align: 'left' },
    { header: 'provider', align: 'left' },
    { header: 'why', align: 'left' },
    { header: 'calls', align: 'right' },
    { header: 'tokens in', align: 'right' },
    { header: 'tokens out', align: 'right' },
  ];
  const rows = unpriced.map(({ kind, model, provider, reason, calls, inputTokens, outputTokens }) => [
    model ?? (kind === 'llm' ? UNKNOWN : kind),
    provider ?? UNKNOWN,
    reason.replaceAll('_', ' '),
    count(calls),
    count(inputTokens),
    count(outputTokens),
  ]);
  return renderTable(columns, rows, width);
}
