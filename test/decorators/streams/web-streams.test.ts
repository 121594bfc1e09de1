import { Readable } from 'node:stream';
import { TrackLlm } from 'botanu';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../../support/unchanged-behaviour';
import { all, counting, settled, type Subject, subjectOf } from './web-stream-subject';

const WAYS: readonly Use<Subject>[] = [
  [
    'read by a reader',
    'success',
    async (subject) => {
      const reader = subject.counts().getReader();
      return [await reader.read(), await reader.read(), await reader.read(), await reader.read()];
    },
  ],
  ['read by for-await', 'success', async (subject) => settled(all(subject.counts()))],
  ['that an async method resolves to', 'success', async (subject) => settled(all(await subject.resolves()))],
  [
    'in two, both read',
    'success',
    async (subject) => {
      const [left, right] = subject.counts().tee();
      return settled([await all(left), await all(right)]);
    },
  ],
  [
    'in two, one of them left',
    'success',
    async (subject) => {
      const [left, right] = subject.counts().tee();
      void left.cancel();
      return settled(all(right));
    },
  ],
  [
    'in two, both left',
    'abandoned',
    async (subject) => {
      const [left, right] = subject.counts().tee();
      return settled(Promise.all([left.cancel(), right.cancel()]));
    },
  ],
  [
    'in two, of which the one that is read is slow',
    'success',
    async (subject) => {
      const [slow, unread] = subject.counts().tee();
      const read: number[] = [];
      for await (const value of slow) read.push(await settled(value));
      return settled([read, unread.locked]);
    },
  ],
  [
    'in two, slowly, that fails in the middle',
    'failed',
    async (subject) => {
      const [slow] = subject.fails().tee();
      return seen(async () => {
        for await (const value of slow) await settled(value);
      });
    },
  ],
  [
    'as a Node stream',
    'success',
    async (subject) => settled(all(Readable.fromWeb(subject.counts() as never, { objectMode: true }))),
  ],
  [
    'cancelled by its reader',
    'abandoned',
    async (subject) => {
      const reader = subject.counts().getReader();
      const first = await reader.read();
      await reader.cancel();
      return [first, await reader.read()];
    },
  ],
  ['cancelled before it is read', 'abandoned', (subject) => subject.counts().cancel()],
  [
    'left by break',
    'abandoned',
    async (subject) => {
      for await (const value of subject.counts()) return value;
      return undefined;
    },
  ],
  [
    'lent to an iterator, then read on',
    'success',
    async (subject) => {
      const stream = subject.counts();
      const read: number[] = [];
      for await (const value of stream.values({ preventCancel: true })) {
        read.push(value);
        break;
      }
      return settled([read, await all(stream)]);
    },
  ],
  [
    'whose lock is given back, then read on',
    'success',
    async (subject) => {
      const stream = subject.counts();
      const reader = stream.getReader();
      const first = await reader.read();
      const pending = seen(() => reader.read());
      reader.releaseLock();
      const { thrown } = (await pending) as { thrown: Error };
      return settled([first, thrown.name, await all(stream)]);
    },
  ],
  ['that fails in the middle', 'failed', (subject) => seen(() => all(subject.fails()))],
  [
    'that was read before it was returned',
    'success',
    async (subject) => {
      const stream = counting(2);
      await all(stream);
      return settled(all(subject.same(stream)));
    },
  ],
  [
    'that is locked already',
    'success',
    async (subject) => {
      const stream = counting(2);
      const reader = stream.getReader();
      const returned = subject.same(stream);
      const facts = [returned === stream, returned.locked, await seen(() => returned.getReader() && 'never')];
      while (!(await reader.read()).done);
      return settled(facts.slice(0, 2));
    },
  ],
  [
    'is still itself',
    'success',
    async (subject) => {
      const stream = counting(2);
      const returned = subject.same(stream);
      const facts = [returned === stream, Object.keys(returned), returned.locked, returned.constructor.name];
      return settled([facts, await all(returned)]);
    },
  ],
];

describe('a web stream', () => itIsUnchanged(subjectOf, WAYS));

describe('the span of a model call that answers in a web stream', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  const chunks = (): object[] => [
    { object: 'chat.completion.chunk', id: 'c', model: 'm', choices: [{ finish_reason: 'stop' }] },
    { object: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } },
  ];
  class Agent {
    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    answer(): ReadableStream<object> {
      const rest = chunks();
      return new ReadableStream({
        pull(controller) {
          const chunk = rest.shift();
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
        },
      });
    }
  }

  it.each<[string, (stream: ReadableStream<object>) => unknown]>([
    ['read by for-await', all],
    [
      'read by a reader',
      async (stream) => {
        const reader = stream.getReader();
        while (!(await reader.read()).done);
      },
    ],
    [
      'in two',
      async (stream) => {
        const [left, right] = stream.tee();
        await Promise.all([all(left), all(right)]);
      },
    ],
    [
      'in two, read slowly',
      async (stream) => {
        for (const branch of stream.tee()) for await (const chunk of branch) await settled(chunk);
      },
    ],
  ])('has the usage of one %s, once', async (_, use) => {
    await settled(use(new Agent().answer()));
    expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
    });
  });

  it('has no usage of one that is piped away inside the platform', async () => {
    await settled(new Agent().answer().pipeTo(new WritableStream()));
    expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject({ 'gen_ai.request.stream': true });
    expect(telemetry.span('chat gpt-4o-mini').attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
  });
});
