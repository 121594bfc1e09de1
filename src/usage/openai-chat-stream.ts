import { asArray, asRecord, asText, isRecord, own, type Unknown } from './fields';
import { serviceTierOf } from './openai-chat';
import { chatUsage, groqRequestId, reportedCost } from './openai-usage';
import type { ResponseUsage } from './token-usage';
import type { StreamReader } from './usage-reader';

const OBJECTS: readonly unknown[] = ['chat.completion.chunk', 'text_completion', 'text.completion'];

interface ChatSeen extends ResponseUsage {
  /** Finish reasons by the choice's index: the choices of one stream end in any order. */
  readonly reasonsByChoice: readonly (string | undefined)[];
}

/**
 * Chunks of OpenAI chat completions and completions, and of those who answer in their shape. Without
 * `stream_options.include_usage` OpenAI's have no usage; where several chunks have one, each is the whole so far.
 */
export const openaiChatStream: StreamReader<ChatSeen> = {
  recognises: (part) => OBJECTS.includes(own(part, 'object')) && Array.isArray(own(part, 'choices')),

  fold(seen, chunk) {
    const usage = usageOf(chunk);
    const reasonsByChoice = withReasons(seen?.reasonsByChoice ?? NO_REASONS, chunk.choices);
    const isKnown = seen?.model !== undefined && seen.responseId !== undefined;
    if (isKnown && usage === undefined && reasonsByChoice === seen.reasonsByChoice) return seen;
    const reasons = reasonsByChoice.filter((reason) => reason !== undefined);
    return {
      model: asText(chunk.model) ?? seen?.model,
      responseId: asText(chunk.id) ?? seen?.responseId,
      requestId: groqRequestId(chunk) ?? seen?.requestId,
      finishReasons: reasons.length > 0 ? reasons : undefined,
      serviceTier: serviceTierOf(chunk, asRecord(usage)) ?? seen?.serviceTier,
      costUsd: usage === undefined ? seen?.costUsd : reportedCost(usage),
      usage: usage === undefined ? (seen?.usage ?? {}) : chatUsage(usage),
      reasonsByChoice,
    };
  },
};

const NO_REASONS: readonly undefined[] = [];

/** Groq's is inside its own part. */
function usageOf(chunk: Unknown): Unknown | undefined {
  const usage = chunk.usage ?? asRecord(chunk.x_groq).usage;
  return isRecord(usage) ? usage : undefined;
}

/** The same list where no choice of the chunk has ended. */
function withReasons(known: ChatSeen['reasonsByChoice'], choices: unknown): ChatSeen['reasonsByChoice'] {
  let reasons: (string | undefined)[] | undefined;
  asArray(choices).forEach((choice, position) => {
    const { index = position, finish_reason } = asRecord(choice);
    const reason = asText(finish_reason);
    if (reason === undefined || !isChoice(index)) return;
    reasons ??= [...known];
    while (reasons.length < index) reasons.push(undefined);
    reasons[index] = reason;
  });
  return reasons ?? known;
}

/** The API gives at most 128 choices; an index beyond that is no index. */
const isChoice = (index: unknown): index is number =>
  Number.isInteger(index) && (index as number) >= 0 && (index as number) < 128;
