// What users write in either dialect: decorators on methods, static methods and a class. Run by
// scripts/check-compatibility.mjs, which knows the spans that come of it.
import {
  BotanuOutcome,
  BotanuUseCase,
  currentTracker,
  emitOutcome,
  initBotanu,
  shutdownBotanu,
  TrackDb,
  TrackLlm,
  TrackTool,
} from 'botanu';

initBotanu({ serviceName: 'compatibility' });

interface Ticket {
  readonly id: string;
  readonly text: string;
}

@TrackTool()
class Toolbox {
  static describe(): string {
    return 'a toolbox';
  }

  search(text: string): number {
    return text.length;
  }
}

class SupportAgent {
  private readonly toolbox = new Toolbox();
  private readonly model = 'gpt-4o-mini';

  @BotanuUseCase('Customer Support', { eventId: (ticket) => ticket.id })
  async handle(ticket: Ticket): Promise<string> {
    const found = this.toolbox.search(ticket.text) + this.history(ticket.id).length;
    const answer = await this.complete(`${ticket.text} ${found} ${Toolbox.describe()}`);
    const words = [...this.words(answer.text)];
    const translated = await this.translate(words.join(' '));
    emitOutcome('success', { valueType: 'tickets_resolved', valueAmount: 1 });
    return translated;
  }

  @TrackLlm({
    provider: 'openai',
    model() {
      return this.model;
    },
    usage: (answer) => ({ inputTokens: 1000, outputTokens: answer.text.length }),
  })
  async complete(prompt: string): Promise<{ readonly text: string }> {
    return Promise.resolve({ text: prompt.slice(0, 12) });
  }

  @TrackDb({ system: 'postgresql', operation: 'SELECT', table: 'tickets' })
  history(id: string, tracker = currentTracker('db')): string[] {
    tracker.setResult({ rowsReturned: 1 });
    return [id];
  }

  @TrackTool('words')
  *words(text: string): Generator<string> {
    for (const word of text.split(' ')) yield word;
  }

  @BotanuUseCase('Translation')
  @BotanuOutcome({ valueType: 'words', valueAmount: 3 })
  async translate(text: string): Promise<string> {
    return SupportAgent.translateOne(text);
  }

  @TrackLlm({ provider: 'anthropic', model: 'claude-sonnet-4-5' })
  static async translateOne(text: string, tracker = currentTracker('llm')): Promise<string> {
    await Promise.resolve();
    tracker.setTokens({ inputTokens: 20, outputTokens: 5 });
    return text.toUpperCase();
  }
}

async function main(): Promise<void> {
  await new SupportAgent().handle({ id: 'ticket-1', text: 'help' });
  await shutdownBotanu();
}

void main();
