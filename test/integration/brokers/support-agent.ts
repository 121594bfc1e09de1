import { BotanuUseCase, flushBotanu, TrackTool } from 'botanu';

// A message that never comes is to fail the check, not to hold it up.
setTimeout(() => process.exit(9), 120_000).unref();

/** One run of a use case for each message that the producer sends. */
export class SupportAgent {
  @BotanuUseCase('Customer Support', { attributes: (text) => ({ 'app.message': text }) })
  async handle(_text: string, send: () => Promise<void>): Promise<void> {
    await send();
  }
}

/** What every consumer does with a message. */
export class Mail {
  @TrackTool({ name: 'send_mail', attributes: (text) => ({ 'app.message': text }) })
  async send(text: string): Promise<void> {
    await Promise.resolve(text);
  }
}

/** Of these the first attempt goes wrong: the consumer throws, or its process is gone. */
export async function mishap(text: string, isFirstAttempt: boolean): Promise<void> {
  if (!isFirstAttempt) return;
  if (text === 'fails once') throw new RangeError('no mail today');
  if (text !== 'crashes once') return;
  // What has ended until now is in the ledger; the span of this message is lost with the process.
  await flushBotanu();
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});
}
