import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Anthropic } from '@anthropic-ai/sdk';
import { ConstantBackoff, handleAll, retry } from 'cockatiel';
import { OpenAI } from 'openai';
import pRetry from 'p-retry';
import { runUseCase, TrackLlm, withAttempt } from 'botanu';
import { startTelemetry } from '../../support/telemetry';

/** What is known of one attempt: its number, error, and tokens. */
export type Attempt = readonly [attempt: unknown, errorType: unknown, input: unknown, output: unknown];

/** By the way of retrying: the attempts that were recorded, in their order, and the answer that came of them. */
export type Retried = Record<string, { readonly attempts: Attempt[]; readonly answer: unknown }>;

const json = (status: number, body: object) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const slowDown = json(429, { error: { message: 'slow down', code: 'rate_limit_exceeded' } });
const broken = json(500, { error: { message: 'oh no' } });
const completion = json(200, {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-mini',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
});
const events =
  (...parts: { type: string }[]) =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(parts.map((part) => `event: ${part.type}\ndata: ${JSON.stringify(part)}\n\n`).join(''));
  };
const begun = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    content: [],
    usage: { input_tokens: 20, output_tokens: 1 },
  },
};
const overloaded = events(begun, {
  type: 'error',
  ...{ error: { type: 'overloaded_error', message: 'later' } },
});
const message = events(
  begun,
  { type: 'message_delta', ...{ delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } } },
  { type: 'message_stop' },
);

const answers: ((response: ServerResponse) => void)[] = [];
const server = createServer((request, response) => {
  request.resume().on('end', () => answers.shift()!(response));
});

async function main(): Promise<void> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientOf = (maxRetries: number) => new OpenAI({ apiKey: 'none', baseURL: `${root}/v1`, maxRetries });
  const patient = clientOf(2);
  const anthropic = new Anthropic({ apiKey: 'none', baseURL: root, maxRetries: 0, openTelemetry: false });

  class Agent {
    constructor(private readonly client = clientOf(0)) {}

    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    complete() {
      return this.client.chat.completions.create({ model: 'gpt-4o-mini', messages: [] });
    }

    @TrackLlm({ provider: 'anthropic', model: 'claude' })
    stream() {
      return anthropic.messages.create({ model: 'claude', max_tokens: 9, messages: [], stream: true });
    }
  }
  const agent = new Agent();
  const contentOf = async (completed: ReturnType<Agent['complete']>): Promise<unknown> =>
    (await completed).choices[0]?.message.content;
  const again = retry(handleAll, { maxAttempts: 2, backoff: new ConstantBackoff(1) });

  const ways: Record<string, readonly [(typeof answers)[number][], () => Promise<unknown>]> = {
    'p-retry': [
      [slowDown, slowDown, completion],
      () =>
        pRetry((attempt) => withAttempt(attempt, () => contentOf(agent.complete())), {
          retries: 2,
          minTimeout: 1,
        }),
    ],
    cockatiel: [
      [slowDown, slowDown, completion],
      () => again.execute(({ attempt }) => withAttempt(attempt + 1, () => contentOf(agent.complete()))),
    ],
    'a stream that fails when it has begun': [
      [overloaded, message],
      () =>
        pRetry(
          (attempt) =>
            withAttempt(attempt, async () => {
              let parts = 0;
              for await (const _ of await agent.stream()) parts++;
              return parts;
            }),
          { retries: 1, minTimeout: 1 },
        ),
    ],
    'the client itself': [[broken, completion], () => contentOf(new Agent(patient).complete())],
  };

  const telemetry = startTelemetry();
  const retried: Retried = {};
  for (const [way, [served, call]] of Object.entries(ways)) {
    answers.push(...served);
    const before = telemetry.spans().length;
    const answer = await runUseCase('Retried', call);
    const spans = telemetry.spans().slice(before, -1);
    const attempts = spans.map(({ attributes }): Attempt => [
      attributes['botanu.request.attempt'],
      attributes['error.type'],
      attributes['gen_ai.usage.input_tokens'],
      attributes['gen_ai.usage.output_tokens'],
    ]);
    retried[way] = { attempts, answer };
  }
  server.closeAllConnections();
  server.close();
  process.stdout.write(JSON.stringify(retried));
}

void main();
