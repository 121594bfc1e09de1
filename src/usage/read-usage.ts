import { providerNames } from '../semconv/providers';
import type { Unknown } from './fields';
import { openaiChat } from './openai-chat';
import type { ResponseUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** One a response shape; a new provider is a file and a line here. */
const READERS: readonly UsageReader[] = [openaiChat];

/**
 * What a provider's response says of the call: model, ids, finish reasons and inclusive token usage; undefined
 * where its shape is not known for sure. Pure: the response is not changed, and nothing is recorded.
 *
 * So far: OpenAI chat completions that are not streamed, and what answers in their shape.
 *
 * @example
 * ```ts
 * const completion = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
 * readUsage(completion)?.usage.inputTokens;
 * ```
 */
export function readUsage(
  response: unknown,
  { provider }: { readonly provider?: string | undefined } = {},
): ResponseUsage | undefined {
  if (typeof response !== 'object' || response === null) return undefined;
  const fields = response as Unknown;
  for (const reader of READERS) {
    if (!reader.recognises(fields, provider)) continue;
    const read = reader.read(fields);
    return provider === undefined ? read : { provider: providerNames(provider).provider, ...read };
  }
  return undefined;
}
