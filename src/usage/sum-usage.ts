import { sum } from './fields';
import type { TokenUsage } from './token-usage';

type Counts = Partial<Record<keyof TokenUsage, number | undefined>>;

/** What several steps of one call used, count by count; one that no step reports stays absent. */
export function sumUsage(usages: readonly TokenUsage[]): TokenUsage {
  const total: Counts = {};
  for (const usage of usages)
    for (const [name, count] of Object.entries(usage) as [keyof TokenUsage, number | undefined][])
      total[name] = sum(total[name], count);
  return total;
}
