import type Anthropic from '@anthropic-ai/sdk';
import { TrackLlm, withAttempt } from 'botanu';

const MODELS = ['claude-sonnet-4-6', 'claude-haiku-4-5'];
const MAX_TOKENS = 300;

/** Writes for the customers, in words that come one by one. */
export class Writer {
  /** @param client one that does not retry by itself: a hidden attempt would be a hidden cost */
  constructor(private readonly client: Anthropic) {}

  /**
   * A stream can break off while it is read, so it is read in here: each attempt is a span, and a failed one has
   * the usage that was seen by then. What it cost is waste, as soon as another model has answered.
   */
  async write(prompt: string): Promise<string> {
    let cause: unknown;
    for (const [index, model] of MODELS.entries()) {
      try {
        return await withAttempt(index + 1, () => this.read(prompt, model));
      } catch (error) {
        cause = error;
      }
    }
    throw new Error('No model is available.', { cause });
  }

  private async read(prompt: string, model: string): Promise<string> {
    let text = '';
    for await (const words of this.words(prompt, model)) text += words;
    return text;
  }

  async *words(prompt: string, model = MODELS[0]!): AsyncGenerator<string> {
    for await (const event of await this.stream(prompt, model)) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text;
    }
  }

  /** The span ends with the stream, however that ends. */
  @TrackLlm({ provider: 'anthropic', model: (_prompt, model) => model })
  private stream(prompt: string, model: string) {
    const messages = [{ role: 'user' as const, content: prompt }];
    return this.client.messages.create({ model, messages, max_tokens: MAX_TOKENS, stream: true });
  }
}
