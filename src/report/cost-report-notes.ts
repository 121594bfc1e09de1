import { PROVIDER_SOURCE } from '../pricing/call-price';
import type { PriceSource, ReportBasis } from './cost-report';
import { COSTED_KINDS, kindInWords } from './costed-kinds';
import { amount, coveredShare } from './cost-table';
import { count, counted, minute, percent, usd, usdText } from './figures';
import { WASTE_SORTS, type WasteSort } from './operations';
import type { Note } from './render-notes';

/** Lines named of those that could not be read. */
const MOST_UNREADABLE_NAMED = 3;

/** What a reader has to know in order to stand behind the figures. */
export const costReportNotes = (report: ReportBasis): Note[] => [
  ['amounts', amountsNote(report)],
  [
    'per success',
    'all that was spent in the group (failures, retries and nested runs too) over its successes; – without any.',
  ],
  ['mean, p50, p95', 'of what one run cost, the runs nested in it included.'],
  ['priced', pricedNote(report)],
  ...onceNote(report),
  ...boundNote(report),
  ...wasteNote(report),
  ...valueNote(report),
  ...openNote(report),
  ...deletedNote(report),
  ...unreadableNote(report),
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

const sourceText = ({ source, calls, costUsd }: PriceSource, currency: string): string => {
  if (source === PROVIDER_SOURCE)
    return `${count(calls)} as the provider reported, ${usd(costUsd, currency)}`;
  const by = source.startsWith('genai-prices') ? 'at list prices by' : 'by';
  return `${count(calls)} ${by} ${source}, ${usd(costUsd, currency)}`;
};

const boundNote = ({ total }: ReportBasis): Note[] =>
  total.isLowerBound
    ? [['≥', 'at least: calls without a price are left out. They are listed below; – is what nobody knows.']]
    : [];

const onceNote = ({ ledger: { repeatedLlmSpans } }: ReportBasis): Note[] =>
  repeatedLlmSpans > 0
    ? [
        [
          'counted once',
          `${counted(repeatedLlmSpans, 'span')} of wrappers, other instrumentations or sums, beside the calls that they tell of.`,
        ],
      ]
    : [];

const WHY: Readonly<Record<WasteSort, string>> = {
  superseded: 'in runs that were retried',
  fallback: 'failed and made good by another model',
  failed: 'failed',
  abandoned: 'abandoned or canceled',
};

function wasteNote({ total: { waste, costUsd }, currency }: ReportBasis): Note[] {
  if (waste.operations === 0) return [];
  const parts = WASTE_SORTS.filter((sort) => waste.parts[sort].operations > 0).map((sort) => {
    const part = waste.parts[sort];
    return `${count(part.operations)} ${WHY[sort]} (${usdText(amount(part.costUsd, part), currency)})`;
  });
  const cost = usdText(amount(waste.costUsd, waste), currency);
  const share = waste.costUsd && costUsd ? `, ${percent(waste.costUsd / costUsd)} of what is known` : '';
  return [['waste', `${cost}${share}, for ${counted(waste.operations, 'operation')}: ${parts.join(', ')}.`]];
}

function valueNote({ total, currency }: ReportBasis): Note[] {
  if (total.values.length === 0) return [];
  const values = total.values.map((value) => `${count(value.amount)} ${value.type}`).join(', ');
  if (total.valueMinusCostUsd === null) return [['value', `${values}.`]];
  const gain = { usd: total.valueMinusCostUsd, isLowerBound: false, isUpperBound: total.isLowerBound };
  return [['value', `${values}; value minus cost ${usdText(gain, currency)}.`]];
}

const openNote = ({ ledger: { runsWithoutSpan } }: ReportBasis): Note[] =>
  runsWithoutSpan > 0
    ? [
        [
          'open',
          `${counted(runsWithoutSpan, 'run')} did not end here: killed, still going, or kept in another ledger.`,
        ],
      ]
    : [];

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
