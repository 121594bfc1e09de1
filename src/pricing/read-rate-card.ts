import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { BotanuError } from '../shared/botanu-error';
import { DAY_MS } from '../shared/iso-time';
import type { CheckedMapping } from './checked-yaml';
import { checkedMapping } from './checked-yaml';
import type { UnitPricedKind } from './costed-kind';
import { requireDistinct } from './most-specific';
import type { ModelRule, OperationRule, RateCard, Rule } from './rate-card';
import { RATE_CARD_FIELDS } from './rate-card-fields';
import { modelCharge, unitPriceOf } from './rule-prices';
import { USD } from './usd';
import { YamlSource } from './yaml-source';

const SECTIONS = [
  ['databases', 'database'],
  ['storage', 'storage'],
  ['messaging', 'messaging'],
  ['tools', 'tool'],
] as const satisfies readonly (readonly [string, UnitPricedKind])[];

/** Reads a user's prices. Throws a `BotanuError` that names file and line where something in it is not allowed. */
export function readRateCard(path: string): RateCard {
  try {
    return rateCardOf(readFileSync(path, 'utf8'), basename(path));
  } catch (cause) {
    if (cause instanceof BotanuError) throw cause;
    const problem = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new BotanuError(
      'CONFIGURATION_INVALID',
      `The rate card '${path}' cannot be read (${problem}). Correct the path, or leave out --prices.`,
      { cause },
    );
  }
}

/** The rate card that a text holds; an empty one has no rules. */
export function rateCardOf(text: string, file: string): RateCard {
  const source = new YamlSource(text, file);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const identity = { file, source: `${file}@${hash}` };
  const { root } = source;
  if (root === null || source.scalar(root) === null) return { ...identity, ...EMPTY };
  const card = checkedMapping(source, root, RATE_CARD_FIELDS);
  const currency = card.text('currency') ?? USD;
  const publicPrices = card.flag('public_prices') ?? true;
  const models = card.list('models').map((rule) => modelRule(rule, file));
  const operations = SECTIONS.flatMap(([section, kind]) =>
    card.list(section).map((rule) => operationRule(rule, section, kind, file)),
  );
  if (currency !== USD || !publicPrices) refuseShares(card, currency);
  requireDistinct([...models, ...operations]);
  return {
    ...identity,
    currency,
    currencyLine: card.lineOf('currency') ?? null,
    publicPrices,
    reportedCosts: card.flag('reported_costs') ?? true,
    models,
    operations,
  };
}

const EMPTY = {
  currency: USD,
  currencyLine: null,
  publicPrices: true,
  reportedCosts: true,
  models: [],
  operations: [],
};

function modelRule(rule: CheckedMapping, file: string): ModelRule {
  const selectors = {
    model: rule.text('model'),
    provider: rule.text('provider'),
    service_tier: rule.text('service_tier'),
  };
  return { ...ruleOf(rule, file), kind: 'llm', selectors, charge: modelCharge(rule) };
}

const operationRule = (
  rule: CheckedMapping,
  section: (typeof SECTIONS)[number][0],
  kind: UnitPricedKind,
  file: string,
): OperationRule => ({
  ...ruleOf(rule, file),
  kind,
  selectors: { name: rule.text('name'), operation: rule.text('operation'), system: rule.text('system') },
  price: unitPriceOf(rule, section),
});

function ruleOf(rule: CheckedMapping, file: string): Omit<Rule, 'kind' | 'selectors'> {
  const fromMs = rule.number('valid_from') ?? null;
  const lastDayMs = rule.number('valid_until');
  const untilMs = lastDayMs === undefined ? null : lastDayMs + DAY_MS;
  if (fromMs !== null && untilMs !== null && fromMs >= untilMs)
    throw rule.invalid('is a day before valid_from.', 'valid_until');
  return { file, line: rule.line, place: rule.path, fromMs, untilMs };
}

/** A discount is off a public price: it means nothing where there is none, or it is in another currency. */
function refuseShares(card: CheckedMapping, currency: string): void {
  for (const rule of card.list('models')) {
    const key = ['discount', 'surcharge'].find((one) => rule.has(one));
    if (key === undefined) continue;
    const why =
      currency === USD ? 'public_prices is false' : `those are in USD and the rate card is in ${currency}`;
    throw rule.invalid(`is of the public prices, and ${why}. Write per_million_tokens instead.`, key);
  }
}
