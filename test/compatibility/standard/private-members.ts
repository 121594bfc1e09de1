// What the standard dialect alone has: decorators on #private methods and on fields that hold a function.
import { BotanuUseCase, currentTracker, initBotanu, shutdownBotanu, TrackLlm, TrackTool } from 'botanu';

initBotanu({ serviceName: 'compatibility' });

class SupportAgent {
  readonly #model = 'gpt-4o-mini';

  @TrackTool('search')
  search = (text: string): number => text.length + this.#model.length;

  @TrackTool('secret')
  #secret = (): string => this.#model;

  @BotanuUseCase('Customer Support')
  async #handle(text: string): Promise<string> {
    this.search(text);
    return this.#complete(`${this.#secret()} ${SupportAgent.#shout(text)}`);
  }

  @TrackLlm({
    provider: 'openai',
    model() {
      return this.#model;
    },
  })
  async #complete(prompt: string, tracker = currentTracker('llm')): Promise<string> {
    await Promise.resolve();
    tracker.setTokens({ inputTokens: 1000, outputTokens: 12 });
    return prompt;
  }

  @TrackTool('shout')
  static #shout(text: string): string {
    return text.toUpperCase();
  }

  handle(text: string): Promise<string> {
    return this.#handle(text);
  }
}

async function main(): Promise<void> {
  await new SupportAgent().handle('help');
  await shutdownBotanu();
}

void main();
