import { PROVIDER_SOURCE } from '../pricing/call-price';
import type { CostReport, PriceSource } from './cost-report';
import { count, counted, percent, usd } from './figures';
import type { Note } from './render-notes';

/** Lines named of those that could not be read. */
const MOST_UNREADABLE_NAMED = 3;

/** What a reader has to know in order to stand behind the figures. */
export const costReportNotes = (report: CostReport): Note[] => [
  ['amounts', 'US dollars of LLM calls. Databases, storage, messaging and tools have no prices yet.'],
  [
    'per success',
    'all that was spent on the use case (failures, retries and nested runs too) over its successes; – without any.',
  ],
  ['mean, p50, p95', 'of what one run cost, the runs nested in it included.'],
  ['priced', pricedNote(report)],
  ...onceNote(report),
  ...boundNote(report),
  ...openNote(report),
  ...unreadableNote(report),
];

function pricedNote({ total, sources }: CostReport): string {
  if (total.llmCalls === 0) return 'there are no LLM calls.';
  const share = `${count(total.pricedCalls)} of ${counted(total.llmCalls, 'LLM call')} (${percent(total.pricedShare)})`;
  return sources.length === 0 ? `${share}.` : `${share}: ${sources.map(sourceText).join('; ')}.`;
}

const sourceText = ({ source, calls, costUsd }: PriceSource): string =>
  source === PROVIDER_SOURCE
    ? `${count(calls)} as the provider reported, ${usd(costUsd)}`
    : `${count(calls)} at list prices by ${source}, ${usd(costUsd)}`;

const boundNote = ({ total }: CostReport): Note[] =>
  total.isLowerBound
    ? [['≥', 'at least: calls without a price are left out. They are listed below; – is what nobody knows.']]
    : [];

const onceNote = ({ ledger: { repeatedLlmSpans } }: CostReport): Note[] =>
  repeatedLlmSpans > 0
    ? [
        [
          'counted once',
          `${counted(repeatedLlmSpans, 'span')} of wrappers, other instrumentations or sums, beside the calls that they tell of.`,
        ],
      ]
    : [];

const openNote = ({ ledger: { runsWithoutSpan } }: CostReport): Note[] =>
  runsWithoutSpan > 0
    ? [
        [
          'open',
          `${counted(runsWithoutSpan, 'run')} did not end here: killed, still going, or kept in another ledger.`,
        ],
      ]
    : [];

function unreadableNote({ ledger: { unreadable } }: CostReport): Note[] {
  if (unreadable.length === 0) return [];
  const named = unreadable
    .slice(0, MOST_UNREADABLE_NAMED)
    .map(({ file, line, problem }) => `${file}${line === null ? '' : `:${line}`} (${problem})`);
  const more = unreadable.length > named.length ? ', …' : '';
  return [
    ['left out', `${counted(unreadable.length, 'place')} that could not be read: ${named.join(', ')}${more}`],
  ];
}
