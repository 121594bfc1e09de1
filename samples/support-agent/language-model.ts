import { currentTracker, TrackLlm, withAttempt } from 'botanu';
import OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming, ChatCompletionMessage } from 'openai/resources';

type Prompt = Omit<ChatCompletionCreateParamsNonStreaming, 'model'>;

export class LanguageModel {
  /** @param client one that does not retry by itself: a hidden attempt would be a hidden cost */
  constructor(private readonly client: OpenAI) {}

  /** Asks the first model, and the next one where that is not available. */
  async ask(models: readonly string[], prompt: Prompt): Promise<ChatCompletionMessage> {
    let cause: unknown;
    for (const [index, model] of models.entries()) {
      try {
        const completion = await withAttempt(index + 1, () => this.complete({ ...prompt, model }));
        return completion.choices[0]!.message;
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        cause = error;
      }
    }
    throw new Error(`None of ${models.join(', ')} is available.`, { cause });
  }

  /**
   * Tokens, the model that answered and its request id are read from the response, which stays the client's own
   * promise. The run's signal stops a request that nobody waits for any more.
   */
  @TrackLlm({ provider: 'openai', model: (request) => request.model })
  private complete(request: ChatCompletionCreateParamsNonStreaming) {
    return this.client.chat.completions.create(request, { signal: currentTracker('run').signal });
  }
}

/** Busy, broken, or not offered to this account. */
const isUnavailable = (error: unknown): boolean =>
  error instanceof OpenAI.RateLimitError ||
  error instanceof OpenAI.InternalServerError ||
  error instanceof OpenAI.NotFoundError;
