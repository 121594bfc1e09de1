import { sum } from './fields';
import { sumUsage } from './sum-usage';
import type { ResponseUsage } from './token-usage';

/** Several answers as one: the last one says what it is, and what they used adds up. */
export function sumResponses(earlier: ResponseUsage | undefined, later: ResponseUsage): ResponseUsage {
  if (earlier === undefined) return later;
  return {
    ...later,
    costUsd: sum(earlier.costUsd, later.costUsd),
    usage: sumUsage([earlier.usage, later.usage]),
  };
}
