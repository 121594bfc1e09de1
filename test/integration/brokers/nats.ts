import { SpanKind } from '@opentelemetry/api';
import { AckPolicy, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { connect, headers, type MsgHdrs, nanos } from '@nats-io/transport-node';
import { BotanuUseCase, flushBotanu, initBotanu, TrackMessaging, withRunContext } from 'botanu';
import { Mail, mishap, SupportAgent } from './support-agent';

const [role, port] = process.argv.slice(2);
initBotanu({ serviceName: role });

const connection = await connect({ servers: `127.0.0.1:${port}` });
const stream = jetstream(connection);
const manager = await jetstreamManager(connection);
const mail = new Mail();
const ofMessage = {
  carrier: (message: JsMsg) => message.headers,
  attributes: (message: JsMsg) => ({ 'app.message': message.string() }),
};

class Replies {
  @TrackMessaging({
    system: 'nats',
    operation: 'publish',
    destination: (subject) => subject,
    carrier: (_subject, _text, head) => head,
  })
  async publish(subject: string, text: string, head: MsgHdrs): Promise<void> {
    await stream.publish(subject, text, { headers: head });
  }

  @TrackMessaging({ system: 'nats', operation: 'process', destination: 'replies', ...ofMessage })
  async deliver(message: JsMsg): Promise<void> {
    const text = message.string();
    await mail.send(text);
    await mishap(text, !message.redelivered);
  }

  @TrackMessaging({
    system: 'nats',
    operation: 'process',
    destination: 'digests',
    carrier: (messages) => messages.map((message) => message.headers),
  })
  async deliverAll(messages: JsMsg[]): Promise<void> {
    for (const message of messages) await withRunContext(message.headers, () => mail.send(message.string()));
  }

  @BotanuUseCase('Customer Support', { ...ofMessage, spanKind: SpanKind.CONSUMER })
  async goOn(message: JsMsg): Promise<void> {
    await mail.send(message.string());
  }

  @BotanuUseCase('Delivery', ofMessage)
  async delegate(message: JsMsg): Promise<void> {
    await mail.send(message.string());
  }
}

const replies = new Replies();

async function produce(): Promise<void> {
  await manager.streams.add({ name: 'support', subjects: ['replies', 'digests'] });
  for (const subject of ['replies', 'digests']) {
    await manager.consumers.add('support', {
      durable_name: subject,
      filter_subject: subject,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(5_000),
    });
  }
  const agent = new SupportAgent();
  for (const text of ['plain', 'use case', 'other use case', 'fails once', 'crashes once', 'after'])
    await agent.handle(text, () => replies.publish('replies', text, headers()));
  await replies.publish('replies', 'outside', headers());
  for (const text of ['digest 1', 'digest 2', 'digest 3'])
    await agent.handle(text, () => replies.publish('digests', text, headers()));
}

/** What is still to be delivered, or has not been acknowledged. */
async function isOpen(subject: string): Promise<boolean> {
  const { num_pending, num_ack_pending } = await manager.consumers.info('support', subject);
  return num_pending + num_ack_pending > 0;
}

async function consume(): Promise<void> {
  const digests = await stream.consumers.get('support', 'digests');
  while (await isOpen('digests')) {
    const batch: JsMsg[] = [];
    for await (const message of await digests.fetch({ max_messages: 3, expires: 5_000 })) batch.push(message);
    await replies.deliverAll(batch);
    for (const message of batch) await message.ackAck();
  }
  const single = await stream.consumers.get('support', 'replies');
  while (await isOpen('replies')) {
    const message = await single.next({ expires: 1_000 });
    if (message !== null) await handle(message);
  }
}

async function handle(message: JsMsg): Promise<void> {
  try {
    const text = message.string();
    if (text === 'use case') await replies.goOn(message);
    else if (text === 'other use case') await replies.delegate(message);
    else await replies.deliver(message);
    await message.ackAck();
  } catch {
    message.nak();
  }
}

await (role === 'producer' ? produce() : consume());
await connection.drain();
await flushBotanu();
