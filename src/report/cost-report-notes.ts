import { COSTED_KINDS } from '../pricing/costed-kind';
import { PROVIDER_SOURCE } from '../pricing/provider-source';
import type { PriceSource, ReportBasis } from './cost-report';
import { kindInWords } from './kind-in-words';
import { amount, coveredShare, gain, MOST_VALUE_TYPES } from './cost-table';
import { amountText, count, counted, minute, moneyText, part, percent, quantity } from './figures';
import { WASTE_REASONS, type WasteReason } from './operations';
import type { Note } from './render-notes';
import type { CoveredKinds } from './spend';
import { isMoney } from './worth';

/** Lines named of those that could not be read. */
const MOST_UNREADABLE_NAMED = 3;

/** What a reader has to know in order to stand behind the figures of a table with these columns. */
export const costReportNotes = (report: ReportBasis, columns: readonly string[]): Note[] => [
  ['amounts', amountsNote(report)],
  ...COLUMN_NOTES.filter(([term]) => term.split(', ').some((column) => columns.includes(column))),
  ['priced', pricedNote(report)],
  ...onceNote(report),
  ...boundNote(report),
  ...wasteNote(report),
  ...valueNote(report),
  ...openNote(report),
  ...deletedNote(report),
  ...unreadableNote(report),
];

const COLUMN_NOTES: readonly Note[] = [
  [
    'per success',
    'all that was spent in the group (failures, retries and nested runs too) over its successes; – without any.',
  ],
  ['mean, p50, p95', 'of what one run cost, with nested runs.'],
];

function amountsNote({ covers, total: { coverage }, currency }: ReportBasis): string {
  const inWords = covers.map(kindInWords).join(', ');
  const without = COSTED_KINDS.filter((kind) => coverage[kind] !== undefined && !covers.includes(kind));
  const money = currency === 'USD' ? 'US dollars' : currency;
  if (without.length === 0) return `${money} of ${inWords}.`;
  const left = without.map((kind) => `${kindInWords(kind)} (0 of ${count(coverage[kind]!.operations)})`);
  return `${money} of ${inWords}. Without a price, and in no figure: ${left.join(', ')}.`;
}

function pricedNote({ total, sources, covers, currency }: ReportBasis): string {
  if (covers.every((kind) => total.coverage[kind] === undefined)) return 'there are no LLM calls.';
  const kinds = covers.filter((kind) => total.coverage[kind] !== undefined);
  const shares = kinds.map((kind) => {
    const { operations, priced } = total.coverage[kind]!;
    const name = kind === 'llm' && operations === 1 ? 'LLM call' : kindInWords(kind);
    return kind === 'llm'
      ? `${count(priced)} of ${count(operations)} ${name} (${percent(priced / operations)})`
      : `${name} ${count(priced)} of ${count(operations)} (${percent(priced / operations)})`;
  });
  const all = kinds.length > 1 ? `, together ${percent(coveredShare(total, covers))}` : '';
  const share = shares.join(', ') + all;
  return sources.length === 0
    ? `${share}.`
    : `${share}: ${sources.map((source) => sourceText(source, currency)).join('; ')}.`;
}

const sourceText = ({ source, operations, cost }: PriceSource, currency: string): string => {
  if (source === PROVIDER_SOURCE)
    return `${count(operations)} as the provider reported, ${moneyText(cost, currency)}`;
  const by = source.startsWith('genai-prices') ? 'at list prices by' : 'by';
  return `${count(operations)} ${by} ${source}, ${moneyText(cost, currency)}`;
};

const boundNote = ({ total, covers }: ReportBasis): Note[] =>
  total.isLowerBound
    ? [
        [
          '≥',
          `at least: ${operationsInWords(covers)} without a price are left out. They are listed below; – is what nobody knows.`,
        ],
      ]
    : [];

/** What amounts are made of. */
export const operationsInWords = (covers: CoveredKinds): string =>
  covers.length === 1 ? kindInWords(covers[0]!) : 'operations';

const onceNote = ({ ledger: { repeatedLlmSpans } }: ReportBasis): Note[] =>
  repeatedLlmSpans > 0
    ? [
        [
          'counted once',
          `${counted(repeatedLlmSpans, 'span')} of wrappers, other instrumentations or sums, beside the LLM calls that they tell of.`,
        ],
      ]
    : [];

const WHY: Readonly<Record<WasteReason, string>> = {
  superseded: 'in runs that were retried',
  fallback: 'failed and made good by another model',
  failed: 'failed',
  abandoned: 'abandoned or canceled',
};

function wasteNote({ total, currency }: ReportBasis): Note[] {
  const { waste } = total;
  if (waste.operations === 0) return [];
  const parts = WASTE_REASONS.filter((reason) => waste.parts[reason].operations > 0).map((reason) => {
    const wasted = waste.parts[reason];
    return `${count(wasted.operations)} ${WHY[reason]} (${amountText(amount(wasted.cost, wasted), currency)})`;
  });
  const cost = amountText(amount(waste.cost, waste), currency);
  const share = waste.cost && total.cost ? `, ${part(waste.cost / total.cost)} of what is known` : '';
  return [['waste', `${cost}${share}, for ${counted(waste.operations, 'operation')}: ${parts.join(', ')}.`]];
}

function valueNote(report: ReportBasis): Note[] {
  const { total, currency } = report;
  if (total.values.length === 0) return [];
  const others = total.values.filter(({ type }) => !isMoney(type, currency));
  const shown = [
    ...(total.value === null ? [] : [moneyText(total.value, currency)]),
    ...others.slice(0, MOST_VALUE_TYPES).map(({ amount, type }) => `${quantity(amount)} ${type}`),
    ...(others.length > MOST_VALUE_TYPES ? [`${others.length - MOST_VALUE_TYPES} more in --json`] : []),
  ].join(', ');
  if (total.valueMinusCost === null) return [['value', `${shown}.`]];
  const nested = isOfSomeRuns(report) ? ', with nested runs' : '';
  return [['value', `${shown}; value − cost${nested} is ${amountText(gain(total), currency)}.`]];
}

const openNote = ({ ledger: { runsWithoutSpan } }: ReportBasis): Note[] =>
  runsWithoutSpan > 0
    ? [
        [
          'not ended',
          `${counted(runsWithoutSpan, 'run')} did not end here: killed, still going, or kept in another ledger.`,
        ],
      ]
    : [];

/** Runs that are left out may be nested in those that are not. */
const isOfSomeRuns = ({ where, period }: ReportBasis): boolean =>
  Object.keys(where).length > 0 || period.since !== null || period.until !== null;

/** Where `ledger.maxBytes` has deleted what was oldest, sums over the time before are too small. */
function deletedNote({ ledger: { completeFrom, deletedFiles } }: ReportBasis): Note[] {
  if (completeFrom === null) return [];
  const files =
    deletedFiles === 0
      ? 'files before that were'
      : `${counted(deletedFiles, 'file')} before that ${deletedFiles === 1 ? 'was' : 'were'}`;
  return [['complete', `from ${minute(completeFrom)} UTC on: ${files} deleted, as ledger.maxBytes asks.`]];
}

function unreadableNote({ ledger: { unreadable } }: ReportBasis): Note[] {
  if (unreadable.length === 0) return [];
  const named = unreadable
    .slice(0, MOST_UNREADABLE_NAMED)
    .map(({ file, line, problem }) => `${file}${line === null ? '' : `:${line}`} (${problem})`);
  const more = unreadable.length > named.length ? ', …' : '';
  return [
    ['left out', `${counted(unreadable.length, 'place')} that could not be read: ${named.join(', ')}${more}`],
  ];
}
