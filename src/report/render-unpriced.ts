import type { UnpricedReason } from '../pricing/unpriced-reason';
import type { RateCard } from '../pricing/rate-card';
import { count, counted, UNKNOWN } from './figures';
import { renderNotes, wrapped } from './render-notes';
import type { Note } from './render-notes';
import { renderTable } from './render-table';
import type { Column } from './render-table';
import { hasRule, suggestedRates } from './suggested-rates';
import type { WithNearestProvider } from './unknown-providers';
import type { Unpriced } from './unpriced';

/** What has no price as a page: a table, and the rules that would price it. */
export function renderUnpriced(
  unpriced: readonly (Unpriced & WithNearestProvider)[],
  rateCardFile: string,
  rateCard: RateCard | null,
  width: number,
): string {
  if (unpriced.length === 0) return 'Everything in the ledger has a price.\n';
  const total = unpriced.reduce((sum, { operations }) => sum + operations, 0);
  const rules = suggestedRates(unpriced, rateCard);
  const help = helpFor(unpriced.filter((one) => !hasRule(one)));
  const sections = [
    `${counted(total, 'operation')} without a price`,
    renderTable(COLUMNS, unpriced.map(cells), width),
    ...(rules === ''
      ? []
      : [
          wrapped(`These lines in ${rateCardFile} price them, once the figures are in:`, width).join('\n'),
          rules.trimEnd(),
        ]),
    ...(help.length > 0 ? [`What helps with the others:\n\n${renderNotes(help, width)}`] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** By reason: of model calls, and of operations of the other kinds. */
const HELP: Readonly<Partial<Record<UnpricedReason, readonly [ofModels: string, ofOthers: string]>>> = {
  no_usage: [
    'record the tokens on the span; or, if each call has a price, write per_request',
    'record on the span what the rule charges by; or charge by the call',
  ],
  failed_without_usage: [
    'nobody knows whether it was charged, unless its span has usage or a cost',
    'write when_failed: charged, or free, in its rule; what is charged by count alone has to be on the span',
  ],
  incomplete_usage: [
    'record input and output, and of a model that charges for images how many tokens they are; or write per_request',
    '',
  ],
  inconsistent_usage: ['look at where the counts are from; or write per_request', ''],
  no_time: [
    'the exporter that wrote its span leaves out the times',
    'the exporter that wrote its span leaves out the times',
  ],
  no_model: ['name the model on the span; or write a rule for its provider with per_request', ''],
};

function helpFor(unpriced: readonly Unpriced[]): Note[] {
  const notes = unpriced.map(({ kind, reason }): Note => {
    const [ofModels, ofOthers] = HELP[reason] ?? HELP.no_model!;
    return [reasonText(reason), kind === 'llm' ? `LLM calls: ${ofModels}` : `others: ${ofOthers}`];
  });
  return [...new Map(notes.map((note) => [note.join(), note])).values()].sort();
}

const reasonText = (reason: UnpricedReason): string => reason.replaceAll('_', ' ');

const COLUMNS: readonly Column[] = [
  { header: 'not priced', align: 'left' },
  { header: 'kind', align: 'left' },
  { header: 'from', align: 'left' },
  { header: 'tier', align: 'left' },
  { header: 'why', align: 'left' },
  { header: 'count', align: 'right' },
  { header: 'tokens in', align: 'right' },
  { header: 'tokens out', align: 'right' },
];

const cells = (one: Unpriced & WithNearestProvider): string[] => [
  one.kind === 'llm'
    ? (one.model ?? UNKNOWN)
    : [one.operation, one.name].filter((text) => text !== null).join(' ') || UNKNOWN,
  one.kind,
  (one.kind === 'llm' ? one.provider : one.system) ?? UNKNOWN,
  one.serviceTier ?? '',
  reasonText(one.reason) + (one.nearestProvider === null ? '' : ` (${one.nearestProvider}?)`),
  count(one.operations),
  one.kind === 'llm' ? count(one.inputTokens) : '',
  one.kind === 'llm' ? count(one.outputTokens) : '',
];
