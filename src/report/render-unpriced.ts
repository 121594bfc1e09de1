import { count, counted, UNKNOWN } from './figures';
import { renderTable } from './render-table';
import type { Column } from './render-table';
import { hasRule, suggestedRates } from './suggested-rates';
import type { Unpriced } from './unpriced';

/** What has no price as a page: a table, and the rules that would price it. */
export function renderUnpriced(unpriced: readonly Unpriced[], rateCardFile: string, width: number): string {
  if (unpriced.length === 0) return 'Everything in the ledger has a price.\n';
  const total = unpriced.reduce((sum, { operations }) => sum + operations, 0);
  const rules = suggestedRates(unpriced);
  const uncounted = unpriced.some((one) => !hasRule(one));
  const sections = [
    `${counted(total, 'operation')} without a price`,
    renderTable(COLUMNS, unpriced.map(cells), width),
    ...(rules === ''
      ? []
      : [`These lines in ${rateCardFile} price them, once the figures are in:\n\n${rules.trimEnd()}`]),
    ...(uncounted ? [NO_RULE_HELPS] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

const NO_RULE_HELPS =
  'No rate card can price what has no usage, incomplete or inconsistent usage, no model, or failed without usage:\n' +
  'what was used has to be on the span.';

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

const cells = (one: Unpriced): string[] => [
  one.kind === 'llm'
    ? (one.model ?? UNKNOWN)
    : [one.operation, one.name].filter((text) => text !== null).join(' ') || UNKNOWN,
  one.kind,
  (one.kind === 'llm' ? one.provider : one.system) ?? UNKNOWN,
  one.serviceTier ?? '',
  one.reason.replaceAll('_', ' '),
  count(one.operations),
  one.kind === 'llm' ? count(one.inputTokens) : '',
  one.kind === 'llm' ? count(one.outputTokens) : '',
];
