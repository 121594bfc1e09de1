import { databaseNames, messagingNames, s3Method, storageSystem } from '../semconv/systems';
import { UnpricedReason } from './call-price';
import { mostSpecific } from './most-specific';
import { pattern } from './pattern';
import { ALWAYS, stretches, within } from './price-schedule';
import type { Schedule } from './price-schedule';
import type { OperationRule, RateCard, UnitPricedKind } from './rate-card';

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
  const rules = (rateCard?.operations ?? []).filter((rule) => isFor(rule, operation));
  const instants = rules.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs].filter((at) => at !== null));
  return stretches(instants).map(([fromMs, untilMs]) => {
    const rule = mostSpecific(rules.filter((one) => within({ ...ALWAYS, ...one }, fromMs, untilMs)));
    const validity = { ...ALWAYS, fromMs, untilMs };
    return rule
      ? { ...validity, price: rule.price, source: rateCard!.source, line: rule.line }
      : { ...validity, unpricedReason: UnpricedReason.NO_RATE };
  });
}

function isFor({ kind, selectors }: OperationRule, given: OperationNames): boolean {
  return (
    kind === given.kind &&
    matches(selectors.system, [given.system, given.vendor], (name) => systemNames(kind, name)) &&
    matches(selectors.operation, [given.operation], (name) => operationNames(kind, name)) &&
    matches(selectors.name, [given.target], (name) => [name])
  );
}

/** The selector in any of its spellings, against what the span says. */
function matches(
  selector: string | undefined,
  given: readonly (string | null)[],
  spellings: (name: string) => readonly string[],
): boolean {
  if (selector === undefined) return true;
  const tests = spellings(selector).map(pattern);
  return given.some((name) => name !== null && tests.some((test) => test(name)));
}

function systemNames(kind: UnitPricedKind, name: string): readonly string[] {
  if (kind === 'storage') return [name, storageSystem(name)];
  if (kind === 'tool') return [name];
  const { system, vendor } = kind === 'database' ? databaseNames(name) : messagingNames(name);
  return [name, system, vendor];
}

/** AWS's own instrumentation names S3's operations by the method that is called. */
const operationNames = (kind: UnitPricedKind, name: string): readonly string[] =>
  kind === 'storage' ? [name, s3Method(name.toUpperCase())] : [name];
