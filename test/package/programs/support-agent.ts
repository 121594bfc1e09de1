// What a user of the package writes, in either dialect and module system: five runs, of which four succeed.
import {
  BotanuOutcome,
  BotanuUseCase,
  currentTracker,
  emitOutcome,
  initBotanu,
  shutdownBotanu,
  startLlmCall,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';

initBotanu({ serviceName: 'packed' });

interface Ticket {
  readonly id: string;
  readonly text: string;
}

class SupportAgent {
  private readonly model = 'gpt-4o-mini';

  @BotanuUseCase('Customer Support', { eventId: (ticket) => ticket.id })
  @BotanuOutcome({ valueType: 'tickets_resolved', valueAmount: 1 })
  async handle(ticket: Ticket): Promise<string> {
    const history = this.history(ticket.id);
    const answer = await this.complete(`${ticket.text} ${history.length}`);
    this.summarize(answer.text);
    this.archive(answer.text);
    this.reply(answer.text);
    this.search(answer.text);
    if (ticket.text === 'impossible') throw new Error('cannot be done');
    emitOutcome('success', { valueType: 'tickets_resolved', valueAmount: 1 });
    return answer.text;
  }

  @TrackLlm({
    provider: 'openai',
    model() {
      return this.model;
    },
    usage: (answer) => ({ inputTokens: 1000, outputTokens: answer.text.length }),
  })
  async complete(prompt: string): Promise<{ readonly text: string }> {
    currentTracker('llm').setRequestParams({ temperature: 0.2 });
    return { text: `about ${prompt}` };
  }

  @TrackDb({ system: 'postgresql', operation: 'SELECT', table: 'tickets' })
  history(id: string, tracker = currentTracker('db')): string[] {
    tracker.setResult({ rowsReturned: 1 });
    return [id];
  }

  @TrackStorage({ system: 's3', operation: 'PUT', bucket: 'transcripts' })
  archive(text: string): number {
    return text.length;
  }

  @TrackMessaging({ system: 'sqs', operation: 'publish', destination: 'replies' })
  reply(text: string): string {
    return text;
  }

  @TrackTool('search')
  search(text: string): string {
    return text;
  }

  summarize(text: string): void {
    using call = startLlmCall({ provider: 'openai', model: 'gpt-4o-mini' });
    call.setTokens({ inputTokens: text.length, outputTokens: 10 });
  }
}

async function main(): Promise<void> {
  const agent = new SupportAgent();
  for (const text of ['one', 'two', 'three', 'four', 'impossible']) {
    await agent.handle({ id: text, text }).catch(() => undefined);
  }
  await shutdownBotanu();
}

void main();
