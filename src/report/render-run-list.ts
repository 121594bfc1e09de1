import { amount, tokens } from './cost-table';
import { amountColumn, count, counted, duration, second } from './figures';
import { wrapped } from './render-notes';
import { type FilledColumn, renderTable, rowsOf } from './render-table';
import type { ListedRun, RunList, RunOrder } from './run-list';
import { hasNested } from './spend';

const FIRST: Readonly<Record<RunOrder, string>> = {
  time: 'newest first',
  cost: 'most expensive first',
  duration: 'longest first',
  tokens: 'most tokens first',
};

/** The runs as a table for a terminal of `width` columns. */
export function renderRunList(list: RunList, order: RunOrder, width: number): string {
  const { runs, total, directory, currency, covers } = list;
  const shown = runs.length < total ? `, ${count(runs.length)} of them here` : '';
  const title = wrapped(`${counted(total, 'run')} in ${directory}, ${FIRST[order]}${shown}`, width).join(
    '\n',
  );
  if (runs.length === 0) return `${title}\n`;

  const nested = runs.some((run) => hasNested(run, covers));
  const costs = amountColumn(
    runs.map(({ inclusive }) => amount(inclusive.cost, inclusive)),
    currency,
  );
  const own = amountColumn(
    runs.map((run) => (hasNested(run, covers) ? amount(run.own.cost, run.own) : undefined)),
    currency,
  );
  const columns: FilledColumn[] = [
    { header: 'run', align: 'left', whole: true, cells: runs.map(({ runId }) => runId) },
    {
      header: 'started (UTC)',
      align: 'left',
      whole: true,
      cells: runs.map(({ startedAt }) => (startedAt === null ? '(unknown)' : second(startedAt))),
    },
    { header: 'use case', align: 'left', cells: runs.map(({ useCase }) => useCase) },
    { header: 'outcome', align: 'left', cells: runs.map(outcomeText) },
    { header: nested ? 'with nested' : 'cost', align: 'right', cells: costs },
    ...(nested ? [{ header: 'own cost', align: 'right' as const, cells: own }] : []),
    {
      header: 'tokens in/out',
      align: 'right',
      cells: runs.map(({ inclusive }) => tokens(inclusive)),
    },
    { header: 'took', align: 'right', cells: runs.map(({ durationMs }) => duration(durationMs)) },
    ...optional('customer', runs, ({ customer }) => customer),
    ...optional('event', runs, ({ eventId }) => eventId),
  ];
  return `${title}\n\n${renderTable(columns, rowsOf(columns), width)}\n`;
}

/** A column that is there if one of the runs has something to say. */
const optional = (header: string, runs: readonly ListedRun[], of: (run: ListedRun) => string | null) =>
  runs.some((run) => of(run) !== null)
    ? [{ header, align: 'left' as const, cells: runs.map((run) => of(run) ?? '') }]
    : [];

const outcomeText = ({ outcome, attempt }: ListedRun): string =>
  attempt > 1 ? `${outcome}, attempt ${attempt}` : outcome;
