import { initBotanu, shutdownBotanu } from 'botanu';
import { rmSync } from 'node:fs';
import OpenAI from 'openai';
import { reopenTickets, writeIn } from './customers';
import { openDatabase } from './database';
import { LanguageModel } from './language-model';
import { startLocalModelServer } from './local-model-server';
import { OrderStore } from './order-store';
import { RefundDesk } from './refund-desk';
import { ReplyQueue } from './reply-queue';
import { SupportAgent } from './support-agent';
import { TICKETS } from './tickets';
import { TicketStore } from './ticket-store';
import { Toolbox } from './toolbox';
import { TranscriptStore } from './transcript-store';

/** An application keeps its ledger. The sample begins a new one, so that the report is of this run alone. */
const LEDGER_DIRECTORY = 'samples/support-agent/.botanu';

async function main(): Promise<void> {
  rmSync(LEDGER_DIRECTORY, { recursive: true, force: true });
  // The decorators record all that is asked here; instrumentations that happen to be installed would record it again.
  initBotanu({
    serviceName: 'support-agent',
    ledger: { directory: LEDGER_DIRECTORY },
    autoInstrument: false,
  });

  console.log('Starting PostgreSQL and the support agent …');

  const localServer = process.env.OPENAI_API_KEY ? undefined : await startLocalModelServer();
  const account = localServer && { baseURL: localServer.baseURL, apiKey: 'none needed' };
  const model = new LanguageModel(new OpenAI({ ...account, maxRetries: 0 }));
  const database = await openDatabase();
  const orders = new OrderStore(database);
  const transcripts = await TranscriptStore.inTemporaryDirectory();
  const replies = new ReplyQueue();
  const delivered = replies.deliverAll();
  const toolbox = new Toolbox(orders, new RefundDesk(model, orders));
  const agent = new SupportAgent(model, toolbox, new TicketStore(database), transcripts, replies);

  await writeIn(agent, TICKETS);
  reopenTickets();

  replies.close();
  console.log(`${TICKETS.length} tickets came in, ${await delivered} replies went out.\n`);
  await Promise.all([database.close(), transcripts.remove()]);
  localServer?.close();
  // Writes what is still buffered, so that the ledger is whole when the report reads it.
  await shutdownBotanu();
}

void main();
