import type { RateCard } from '../pricing/rate-card';
import type { RuleHint } from '../pricing/rule-hint';
import { renderNotes, wrapped } from './render-notes';
import type { Note } from './render-notes';
import type { UnusedRule } from './unused-rules';

/** The lines of a rate card's rules that are for nothing, and what may be mistyped in them; empty where there are none. */
export function renderUnusedRules(rules: readonly UnusedRule[], rateCard: RateCard, width: number): string {
  if (rules.length === 0) return '';
  const lines = inWords(rules.map((rule) => lineText(rule, rateCard)));
  const sentence =
    rules.length === 1
      ? `A rule of ${rateCard.file} is for nothing in this ledger: line ${lines}.`
      : `Rules of ${rateCard.file} that are for nothing in this ledger: lines ${lines}.`;
  const hints = rules.flatMap((rule): Note[] =>
    rule.hint ? [[`line ${lineText(rule, rateCard)}`, hintText(rule.hint)]] : [],
  );
  const sections = [wrapped(sentence, width).join('\n')];
  if (hints.length > 0) sections.push(renderNotes(hints, width));
  return sections.join('\n\n');
}

/** With the rule's place where the line has several. */
function lineText({ line, place }: UnusedRule, { models, operations }: RateCard): string {
  const isAlone = [...models, ...operations].filter((rule) => rule.line === line).length === 1;
  return isAlone ? `${line}` : `${line} (${place})`;
}

function hintText({ selector, given, nearest }: RuleHint): string {
  const unknown =
    selector === 'service_tier'
      ? `no service tier ${given} is known`
      : `the public table has no ${selector} ${given}`;
  return `${unknown}. Did you mean ${nearest}?`;
}

const inWords = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)!}`;
