import { asArray, asCount, asRecord, asText, type Unknown } from './fields';
import type { ResponseUsage, TokenUsage } from './token-usage';

/**
 * What a streamed response says of its call, folded together chunk by chunk. Flat: however long the stream, no
 * chunk is kept. Pure: nothing is recorded, and no chunk is changed.
 */
export interface UsageStream {
  /** Takes in one chunk; one of a shape that is not known says nothing. */
  add(chunk: unknown): void;
  /** What is known so far; undefined while no chunk was of a known shape. */
  readonly seen: ResponseUsage | undefined;
}

/** @param hint the convention's name of the provider, where it is known */
export function usageStream(hint: { readonly provider?: string | undefined }): UsageStream {
  return new OpenaiChatStream(hint.provider);
}

/** OpenAI chat completion chunks; the last of them has the usage, where the request asked for it. */
class OpenaiChatStream implements UsageStream {
  private model: string | undefined = undefined;
  private responseId: string | undefined = undefined;
  private serviceTier: string | undefined = undefined;
  private usage: TokenUsage = {};
  private known = false;
  private readonly finishReasons: string[] = [];

  constructor(private readonly provider: string | undefined) {}

  add(chunk: unknown): void {
    const fields = asRecord(chunk);
    if (fields.object !== 'chat.completion.chunk') return;
    if (!this.known) {
      this.known = true;
      this.model = asText(fields.model);
      this.responseId = asText(fields.id);
    }
    this.serviceTier ??= asText(fields.service_tier);
    for (const choice of asArray(fields.choices)) {
      const reason = asText((choice as Unknown | null)?.finish_reason);
      if (reason !== undefined) this.finishReasons.push(reason);
    }
    if (fields.usage !== undefined && fields.usage !== null)
      this.usage = readChatUsage(asRecord(fields.usage));
  }

  get seen(): ResponseUsage | undefined {
    if (!this.known) return undefined;
    const { provider, model, responseId, serviceTier, finishReasons, usage } = this;
    return {
      provider,
      model,
      responseId,
      serviceTier,
      finishReasons: finishReasons.length > 0 ? [...finishReasons] : undefined,
      usage,
    };
  }
}

function readChatUsage(usage: Unknown): TokenUsage {
  const input = asRecord(usage.prompt_tokens_details);
  const output = asRecord(usage.completion_tokens_details);
  return {
    inputTokens: asCount(usage.prompt_tokens),
    outputTokens: asCount(usage.completion_tokens),
    cacheReadTokens: asCount(input.cached_tokens),
    inputAudioTokens: asCount(input.audio_tokens),
    reasoningTokens: asCount(output.reasoning_tokens),
    outputAudioTokens: asCount(output.audio_tokens),
  };
}
