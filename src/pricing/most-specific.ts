import { BotanuError } from '../shared/botanu-error';
import { exactness } from './pattern';
import type { Rule } from './rate-card';
import { selectorKey } from './rule-names';

/**
 * The rule that says most of what it is for: selectors are compared one after the other in the order that the
 * rules list them, the more exact one wins; then the one with more dates. Throws where two say as much.
 */
export function mostSpecific<R extends Rule>(
  rules: readonly R[],
  exactnessOf: (rule: R) => readonly number[] = ({ selectors }) => Object.values(selectors).map(exactness),
): R | undefined {
  const specificity = (rule: R): number[] => [...exactnessOf(rule), dates(rule)];
  const [first, second] = [...rules].sort((a, b) => compared(specificity(b), specificity(a)));
  if (first && second && compared(specificity(first), specificity(second)) === 0)
    throw undecided(first, second);
  return first;
}

/** Throws where two rules are for exactly the same, at the same time. */
export function requireDistinct(rules: readonly Rule[]): void {
  const seen = new Map<string, Rule[]>();
  for (const rule of rules) {
    const key = `${selectorKey(rule.kind, rule.selectors)} ${dates(rule)}`;
    const same = seen.get(key) ?? [];
    const clashing = same.find((other) => overlap(rule, other));
    if (clashing) throw undecided(clashing, rule);
    seen.set(key, [...same, rule]);
  }
}

const dates = ({ fromMs, untilMs }: Rule): number => (fromMs === null ? 0 : 1) + (untilMs === null ? 0 : 1);

function compared(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : a[index]! - b[index]!;
}

const overlap = (a: Rule, b: Rule): boolean =>
  (a.fromMs ?? -Infinity) < (b.untilMs ?? Infinity) && (b.fromMs ?? -Infinity) < (a.untilMs ?? Infinity);

function undecided(a: Rule, b: Rule): BotanuError {
  const [first, second] = [a.line, b.line].sort((one, other) => one - other);
  return new BotanuError(
    'CONFIGURATION_INVALID',
    `${a.file}:${second}: this rule and that of line ${first} are for the same at the same time, and neither is more ` +
      'specific. Remove one, make it more specific (an exact name beats a pattern, a longer pattern a shorter one), ' +
      'or set valid_from and valid_until so that they do not overlap.',
  );
}
