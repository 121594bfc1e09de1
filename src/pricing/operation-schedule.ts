import { UnpricedReason } from './unpriced-reason';
import { mostSpecific } from './most-specific';
import { ALWAYS, stretches, within } from './price-schedule';
import type { Schedule } from './price-schedule';
import type { UnitPricedKind } from './costed-kind';
import type { OperationRule, RateCard } from './rate-card';
import { isFor } from './rule-names';

/** By what an operation is priced, but for its time and its counts. */
export interface OperationNames {
  readonly kind: UnitPricedKind;
  readonly system: string | null;
  readonly vendor: string | null;
  readonly operation: string | null;
  readonly target: string | null;
}

/** What operations cost by the rate card, the only one that prices them. */
export function operationSchedule(operation: OperationNames, rateCard: RateCard | null): Schedule {
  const rules = rulesForOperation(operation, rateCard);
  const instants = rules.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs].filter((at) => at !== null));
  return stretches(instants).map(([fromMs, untilMs]) => {
    const rule = mostSpecific(rules.filter((one) => within({ ...ALWAYS, ...one }, fromMs, untilMs)));
    const validity = { ...ALWAYS, fromMs, untilMs };
    return rule
      ? { ...validity, price: rule.price, source: rateCard!.source, line: rule.line }
      : { ...validity, unpricedReason: UnpricedReason.NO_RATE };
  });
}

/** Rules that are for an operation, whatever the date. */
export const rulesForOperation = (operation: OperationNames, rateCard: RateCard | null): OperationRule[] =>
  (rateCard?.operations ?? []).filter((rule) => isRuleFor(rule, operation));

const isRuleFor = ({ kind, selectors }: OperationRule, given: OperationNames): boolean =>
  kind === given.kind &&
  isFor(kind, 'system', selectors.system, [given.system, given.vendor]) &&
  isFor(kind, 'operation', selectors.operation, [given.operation]) &&
  isFor(kind, 'name', selectors.name, [given.target]);
