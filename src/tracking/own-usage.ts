import { warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';
import type { TokenUsage } from '../usage/token-usage';
import type { UsageFunction } from './llm-options';

/** What the user's own function makes of a result. One that throws is said once: the call itself goes on. */
export function ownUsage(
  usage: UsageFunction,
  self: unknown,
  result: unknown,
  args: readonly unknown[],
): TokenUsage | undefined {
  try {
    return usage.call(self, result, ...args) ?? undefined;
  } catch (error) {
    warnOnce('usage', () => `A usage function threw (${errorText(error)}); that call has no usage.`);
    return undefined;
  }
}
