import type { CostReport, OutcomeCosts, Spend, UseCaseCosts } from './cost-report';
import { costReportNotes } from './cost-report-notes';
import { count, counted, percent, UNKNOWN, usdColumn } from './figures';
import type { Amount } from './figures';
import { renderNotes, wrapped } from './render-notes';
import { renderTable } from './render-table';
import type { Column, TableRow } from './render-table';

/** The report as a page for a terminal of `width` columns. */
export function renderCostReport(report: CostReport, width: number): string {
  const sections = [
    ['Cost by use case and outcome', ...wrapped(ledgerLine(report), width)].join('\n'),
    costTable(report, width),
    renderNotes(costReportNotes(report), width),
    unpricedTable(report, width),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function ledgerLine({ ledger: { directory, spans, files, from, until } }: CostReport): string {
  const period = from && until ? `, from ${minute(from)} to ${minute(until)} UTC` : '';
  return `${counted(spans, 'span')} in ${counted(files, 'file')} of ${directory}${period}`;
}

const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** A line of the table before its figures are written out. */
interface Line {
  readonly name: string;
  readonly runs?: number;
  readonly perSuccess?: Amount;
  readonly own: Spend;
  readonly inclusive?: Spend;
  readonly perRun?: UseCaseCosts['perRun'];
}

function costTable(report: CostReport, width: number): string {
  const lines = report.useCases.flatMap((useCase) => [
    useCaseLine(useCase),
    ...useCase.outcomes.map(outcomeLine),
  ]);
  if (report.outsideRuns) lines.push({ name: '(outside any run)', own: report.outsideRuns });
  const bodyLength = lines.length;
  lines.push({ name: 'Total', runs: report.total.runs, own: report.total });

  const columns = costColumns(lines, hasNestedSpend(report));
  const rows: TableRow[] = lines.map((_, row) => columns.map(({ cells }) => cells[row] ?? ''));
  rows.splice(bodyLength, 0, 'rule');
  return renderTable(columns, rows, width);
}

const useCaseLine = (useCase: UseCaseCosts): Line => ({
  ...useCase,
  name: useCase.useCase,
  perSuccess: { usd: useCase.costPerSuccessUsd, isLowerBound: useCase.inclusive.isLowerBound },
});

const outcomeLine = (outcome: OutcomeCosts): Line => ({ ...outcome, name: `  ${outcome.outcome}` });

/** Whether some run set off another that made LLM calls: only then do own and inclusive cost differ. */
const hasNestedSpend = ({ useCases }: CostReport): boolean =>
  useCases.some(({ outcomes }) => outcomes.some(({ own, inclusive }) => own.llmCalls !== inclusive.llmCalls));

interface FilledColumn extends Column {
  readonly cells: readonly string[];
}

function costColumns(lines: readonly Line[], nested: boolean): FilledColumn[] {
  const column = (header: string, cells: readonly string[]): FilledColumn => ({
    header,
    align: 'right',
    cells,
  });
  const money = (header: string, amountOf: (line: Line) => Amount | undefined): FilledColumn =>
    column(header, usdColumn(lines.map(amountOf)));
  const perRun = (header: string, figure: keyof UseCaseCosts['perRun']): FilledColumn =>
    money(header, (line) => line.perRun && amount(line.perRun[figure], line.inclusive));

  return [
    { header: '', align: 'left', cells: lines.map(({ name }) => name) },
    column(
      'runs',
      lines.map(({ runs }) => (runs === undefined ? '' : count(runs))),
    ),
    money('per success', ({ perSuccess }) => perSuccess),
    money(nested ? 'own cost' : 'cost', ({ own }) => amount(own.costUsd, own)),
    ...(nested ? [money('with nested', withNested)] : []),
    perRun('mean', 'meanUsd'),
    perRun('p50', 'p50Usd'),
    perRun('p95', 'p95Usd'),
    column(
      'tokens in/out',
      lines.map(({ own }) => tokens(own)),
    ),
    column(
      'priced',
      lines.map(({ own }) => percent(own.pricedShare)),
    ),
  ];
}

/** Empty where it is the own cost. */
const withNested = ({ own, inclusive }: Line): Amount | undefined =>
  inclusive && inclusive.llmCalls !== own.llmCalls ? amount(inclusive.costUsd, inclusive) : undefined;

const tokens = ({ inputTokens, outputTokens }: Spend): string =>
  inputTokens === null && outputTokens === null ? UNKNOWN : `${count(inputTokens)}/${count(outputTokens)}`;

const amount = (usd: number | null, spend: Spend | undefined): Amount => ({
  usd,
  isLowerBound: spend?.isLowerBound ?? false,
});

function unpricedTable({ unpriced }: CostReport, width: number): string {
  if (unpriced.length === 0) return '';
  const columns: Column[] = [
    { header: 'not priced', align: 'left' },
    { header: 'provider', align: 'left' },
    { header: 'why', align: 'left' },
    { header: 'calls', align: 'right' },
    { header: 'tokens in', align: 'right' },
    { header: 'tokens out', align: 'right' },
  ];
  const rows = unpriced.map(({ model, provider, reason, calls, inputTokens, outputTokens }) => [
    model ?? UNKNOWN,
    provider ?? UNKNOWN,
    reason.replaceAll('_', ' '),
    count(calls),
    count(inputTokens),
    count(outputTokens),
  ]);
  return renderTable(columns, rows, width);
}
