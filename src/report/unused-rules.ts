import { rulesForCall } from '../pricing/model-schedule';
import type { CallNames } from '../pricing/model-schedule';
import { rulesForOperation } from '../pricing/operation-schedule';
import type { OperationNames } from '../pricing/operation-schedule';
import type { PriceBook } from '../pricing/price-book';
import type { RulePlace } from '../pricing/rate-card';
import { ruleHint } from '../pricing/rule-hint';
import type { RuleHint } from '../pricing/rule-hint';

/** A rule of the rate card that is for nothing in the ledger, whatever the date. */
export interface UnusedRule extends RulePlace {
  /** What may be mistyped in it; null where no other name is near. */
  readonly hint: RuleHint | null;
}

/** The rules that are for none of these names, in the order of their lines. One that another rule beats is for them. */
export async function unusedRules(
  models: readonly CallNames[],
  operations: readonly OperationNames[],
  book: PriceBook,
): Promise<UnusedRule[]> {
  const { rateCard, publicPrices } = book;
  if (!rateCard) return [];
  const used = new Set(
    [
      ...models.flatMap((names) => rulesForCall(names, book)),
      ...operations.flatMap((names) => rulesForOperation(names, rateCard)),
    ].map(({ place }) => place),
  );
  const unused = [...rateCard.models, ...rateCard.operations]
    .filter(({ place }) => !used.has(place))
    .sort((a, b) => a.line - b.line);
  return Promise.all(
    unused.map(async (rule) => ({
      file: rule.file,
      line: rule.line,
      place: rule.place,
      hint: rule.kind === 'llm' ? await ruleHint(rule, publicPrices) : null,
    })),
  );
}
