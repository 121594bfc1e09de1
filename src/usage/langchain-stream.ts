import { asRecord, type Unknown } from './fields';
import { isMessage, readMessage } from './langchain';
import { hasCounts, mergeResponses } from './merge-responses';
import { sumUsage } from './sum-usage';
import type { ResponseUsage, TokenUsage } from './token-usage';
import type { StreamReader } from './usage-reader';

interface LangchainSeen extends ResponseUsage {
  readonly isAnthropic: boolean;
}

/**
 * Chunks of a LangChain model's message; the usage of one is what came with it, and they add up. Not so with Anthropic:
 * its counts are running totals, which LangChain hands on as they come, so that its own sum has some tokens twice.
 */
export const langchainStream: StreamReader<LangchainSeen> = {
  recognises: isMessage,

  fold(seen, chunk) {
    const read = readMessage(chunk);
    const isNew = seen === undefined || read.finishReasons !== undefined || hasCounts(read);
    if (!isNew) return seen;
    const isAnthropic = seen?.isAnthropic ?? isOfAnthropic(chunk, read);
    const usages = [seen?.usage ?? {}, read.usage];
    return {
      ...mergeResponses(seen, read),
      usage: isAnthropic ? largest(usages) : sumUsage(usages),
      isAnthropic,
    };
  },
};

/** Older versions of LangChain do not name the provider, but hand on what Anthropic's first event says of the message. */
const isOfAnthropic = (chunk: Unknown, { provider }: ResponseUsage): boolean =>
  provider === 'anthropic' || asRecord(chunk.additional_kwargs).type === 'message';

function largest(usages: readonly TokenUsage[]): TokenUsage {
  const total: Partial<Record<keyof TokenUsage, number>> = {};
  for (const usage of usages)
    for (const [name, count] of Object.entries(usage) as [keyof TokenUsage, number | undefined][])
      if (count !== undefined) total[name] = Math.max(total[name] ?? 0, count);
  return total;
}
