// What the legacy dialect alone has: decorators on parameters.
import {
  BotanuUseCase,
  initBotanu,
  InjectTracker,
  LLMTracker,
  RunTracker,
  shutdownBotanu,
  TrackLlm,
} from 'botanu';

initBotanu({ serviceName: 'compatibility' });

class SupportAgent {
  @BotanuUseCase('Customer Support')
  async handle(text: string, @InjectTracker() run?: RunTracker): Promise<string> {
    run?.emitOutcome('success', { valueType: 'tickets_resolved', valueAmount: 1 });
    return this.complete(text);
  }

  @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
  async complete(prompt: string, @InjectTracker() tracker?: LLMTracker): Promise<string> {
    await Promise.resolve();
    tracker?.setTokens({ inputTokens: 1000, outputTokens: 12 });
    return prompt;
  }
}

async function main(): Promise<void> {
  await new SupportAgent().handle('help');
  await shutdownBotanu();
}

void main();
