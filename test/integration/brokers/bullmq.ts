import { SpanKind } from '@opentelemetry/api';
import { BotanuUseCase, flushBotanu, initBotanu, TrackMessaging } from 'botanu';
import { type Job, Queue, Worker } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { Mail, mishap, SupportAgent } from './support-agent';

/** BullMQ on Redis: its jobs have no headers, so they are a part of the data. */
interface Reply {
  headers: Record<string, string>;
  text: string;
}

const [role, port] = process.argv.slice(2);
initBotanu({ serviceName: role });

const connection = { host: '127.0.0.1', port: Number(port) };
const queue = new Queue<Reply>('replies', { connection });
const mail = new Mail();
const ofReply = { carrier: (reply: Reply) => reply.headers };
const ofJob = {
  carrier: (job: Job<Reply>) => job.data.headers,
  attributes: (job: Job<Reply>) => ({ 'app.message': job.data.text }),
};

class Replies {
  @TrackMessaging({ system: 'bullmq', operation: 'publish', destination: 'replies', ...ofReply })
  async publish(reply: Reply): Promise<void> {
    await queue.add('reply', reply, { attempts: 3 });
  }

  @TrackMessaging({
    system: 'bullmq',
    operation: 'publish',
    destination: 'replies',
    carrier: (replies) => replies.map(({ headers }) => headers),
  })
  async publishAll(replies: Reply[]): Promise<void> {
    await queue.addBulk(replies.map((data) => ({ name: 'reply', data })));
  }

  @TrackMessaging({ system: 'bullmq', operation: 'process', destination: 'replies', ...ofJob })
  async deliver({ data: { text }, attemptsStarted }: Job<Reply>): Promise<void> {
    await mail.send(text);
    await mishap(text, attemptsStarted === 1);
  }

  @BotanuUseCase('Customer Support', { ...ofJob, spanKind: SpanKind.CONSUMER })
  async goOn(job: Job<Reply>): Promise<void> {
    await mail.send(job.data.text);
  }

  @BotanuUseCase('Delivery', ofJob)
  async delegate(job: Job<Reply>): Promise<void> {
    await mail.send(job.data.text);
  }
}

const replies = new Replies();

async function produce(): Promise<void> {
  const agent = new SupportAgent();
  const publish = (text: string) => replies.publish({ headers: {}, text });
  for (const text of ['plain', 'use case', 'other use case', 'fails once', 'crashes once', 'after'])
    await agent.handle(text, () => publish(text));
  await publish('outside');
  await agent.handle('bulk', () =>
    replies.publishAll(['bulk 1', 'bulk 2'].map((text) => ({ headers: {}, text }))),
  );
}

async function consume(): Promise<void> {
  const worker = new Worker<Reply>(
    'replies',
    (job) => {
      if (job.data.text === 'use case') return replies.goOn(job);
      return job.data.text === 'other use case' ? replies.delegate(job) : replies.deliver(job);
    },
    { connection, lockDuration: 5_000, stalledInterval: 1_000, maxStalledCount: 3 },
  );
  while ((await queue.getJobCountByTypes('waiting', 'active', 'delayed')) > 0) await sleep(100);
  await worker.close();
}

await (role === 'producer' ? produce() : consume());
await queue.close();
await flushBotanu();
