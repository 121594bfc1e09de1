import Anthropic from '@anthropic-ai/sdk';
import { initBotanu, recordOutcome, shutdownBotanu } from 'botanu';
import { OrderDesk } from './order-desk';
import { openDatabase, OrderStore } from './order-store';
import { ORDERS, QUESTIONS } from './orders';
import { Writer } from './writer';

/** The other service: advises visitors and takes orders. */
async function main(): Promise<void> {
  initBotanu({ serviceName: 'shop', autoInstrument: false });
  const { WORKSHOP_URL, ANTHROPIC_BASE_URL } = process.env;
  const client = new Anthropic({
    maxRetries: 0,
    ...(ANTHROPIC_BASE_URL === undefined ? {} : { apiKey: 'none needed' }),
  });
  const database = await openDatabase(ORDERS);
  const desk = new OrderDesk(new Writer(client), new OrderStore(database), WORKSHOP_URL!);

  for (const { visitorId, text, leaves } of QUESTIONS) {
    for await (const words of desk.advise(visitorId, text)) {
      if (leaves && words.includes('.')) break;
    }
  }
  for (const order of ORDERS) await desk.place(order);

  // What a webhook of the payment provider tells later, sometimes twice. The key makes it count once.
  for (let delivery = 1; delivery <= 2; delivery++) {
    const refund = { valueType: 'usd', valueAmount: -120, reason: 'arrived broken', key: 'refund-88' };
    recordOutcome({ eventId: 'G-1005' }, 'failed', refund);
  }

  await Promise.all([database.close(), shutdownBotanu()]);
}

void main();
