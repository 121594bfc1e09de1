import type { UnpricedReason } from '../pricing/call-price';
import type { UnitPricedKind } from '../pricing/rate-card';
import type { Unpriced } from './unpriced';

/** Reasons that a rule of the rate card does away with; the others are of counts that are missing. */
const BY_A_RULE: ReadonlySet<UnpricedReason> = new Set<UnpricedReason>([
  'no_rate',
  'no_token_price',
  'unknown_model',
  'unknown_provider',
  'unpriced_service_tier',
]);

export const hasRule = ({ kind, reason, model }: Unpriced): boolean =>
  BY_A_RULE.has(reason) && (kind !== 'llm' || model !== null);

const SECTION: Readonly<Record<UnitPricedKind, readonly [section: string, price: string]>> = {
  database: ['databases', 'per_query'],
  storage: ['storage', 'per_operation'],
  messaging: ['messaging', 'per_message'],
  tool: ['tools', 'per_call'],
};

/** Rules for what has no price, as the rate card has them, but for the figures: until they are there, it is not valid. */
export function suggestedRates(unpriced: readonly Unpriced[]): string {
  const lines = new Map<string, Set<string>>();
  for (const one of unpriced.filter(hasRule)) {
    const [section, rule] = one.kind === 'llm' ? modelRule(one) : operationRule(one, one.kind);
    lines.set(section, (lines.get(section) ?? new Set()).add(rule));
  }
  return [...lines].map(([section, rules]) => `${section}:\n${[...rules].join('\n')}\n`).join('');
}

const modelRule = ({ provider, model, serviceTier, reason }: Unpriced): [string, string] => [
  'models',
  rule([
    ['provider', provider],
    ['model', model],
    ['service_tier', reason === 'unpriced_service_tier' ? serviceTier : null],
    ...(reason === 'unpriced_service_tier' ? DISCOUNT : TOKENS),
  ]),
];

const TOKENS = [['per_million_tokens', '\n      input: \n      output: ']] as const;
const DISCOUNT = [['discount', ' # such as 50%']] as const;

function operationRule({ system, operation, name }: Unpriced, kind: UnitPricedKind): [string, string] {
  const [section, price] = SECTION[kind];
  return [
    section,
    rule([
      ['system', system],
      ['operation', kind === 'tool' ? null : operation],
      ['name', name],
      [price, ''],
    ]),
  ];
}

type Entry = readonly [key: string, value: string | null];

const SELECTORS: ReadonlySet<string> = new Set([
  'provider',
  'model',
  'service_tier',
  'system',
  'operation',
  'name',
]);

function rule(entries: readonly Entry[]): string {
  const lines = entries.flatMap(([key, value]) =>
    value === null
      ? []
      : `${key}:${SELECTORS.has(key) ? ` ${scalar(value)}` : value.startsWith('\n') ? value : ` ${value}`}`,
  );
  return `  - ${lines.join('\n    ')}`.replaceAll(/ +$/gm, '');
}

/** Quoted where YAML would read something else than the text. */
const scalar = (text: string): string =>
  /^[A-Za-z_][\w./-]*$/.test(text) && !RESERVED.test(text) ? text : JSON.stringify(text);

const RESERVED = /^(true|false|null|yes|no|on|off)$/i;
