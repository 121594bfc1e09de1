import { PassThrough, Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TrackLlm } from 'botanu';
import type { Anywhere } from '../../support/every-decorator';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../../support/unchanged-behaviour';

const boom = new Error('boom');

async function* numbers(to: number, error?: Error): AsyncGenerator<number> {
  for (let i = 1; i <= to; i++) {
    await nextTurn();
    yield i;
  }
  if (error !== undefined) throw error;
}

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    @decorate
    counts(): Readable {
      return Readable.from(numbers(3));
    }
    @decorate
    async resolves(): Promise<Readable> {
      return Readable.from(numbers(3));
    }
    @decorate
    fails(): Readable {
      return Readable.from(numbers(2, boom));
    }
    @decorate
    same(stream: Readable): Readable {
      return stream;
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

const all = async (stream: Readable): Promise<unknown[]> => {
  const read: unknown[] = [];
  for await (const value of stream) read.push(value);
  return read;
};

const closed = (stream: Readable): Promise<void> =>
  new Promise((resolve) => stream.once('close', () => setImmediate(resolve)));

/** A source is destroyed after its pipeline has failed. */
const settled = async <T>(value: Promise<T>): Promise<T> => {
  const awaited = await value;
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  return awaited;
};

const sink = (written: (done: (error?: Error) => void) => void = (done) => done()): Writable =>
  new Writable({ objectMode: true, write: (_value, _encoding, done) => written(done) });

/** Never ends by itself. */
const endless = (): Readable => {
  const stream = new Readable({ objectMode: true, read: () => undefined });
  stream.push(1);
  return stream;
};

const WAYS: readonly Use<Subject>[] = [
  ['read by for-await', 'success', (subject) => all(subject.counts())],
  ['that an async method resolves to', 'success', async (subject) => all(await subject.resolves())],
  [
    'listened to',
    'success',
    async (subject) => {
      const stream = subject.counts();
      const read: unknown[] = [];
      stream.on('data', (value) => read.push(value));
      await finished(stream);
      await nextTurn();
      return read;
    },
  ],
  [
    'read by hand',
    'success',
    async (subject) => {
      const stream = subject.counts();
      const read: unknown[] = [];
      stream.on('readable', () => {
        for (let value: unknown; (value = stream.read()) !== null;) read.push(value);
      });
      await closed(stream);
      return read;
    },
  ],
  [
    'piped',
    'success',
    async (subject) => {
      const written: unknown[] = [];
      const sink = new Writable({
        objectMode: true,
        write(value, _, done) {
          written.push(value);
          done();
        },
      });
      await pipeline(subject.counts(), sink);
      return written;
    },
  ],
  [
    'with something in it already',
    'success',
    async (subject) => {
      const stream = new PassThrough({ objectMode: true });
      stream.write(1);
      stream.end(2);
      return all(subject.same(stream));
    },
  ],
  [
    'left by break',
    'abandoned',
    async (subject) => {
      const stream = subject.counts();
      let first: unknown;
      for await (const value of stream) {
        first = value;
        break;
      }
      await nextTurn();
      return [first, stream.destroyed];
    },
  ],
  [
    'destroyed',
    'abandoned',
    async (subject) => {
      const stream = subject.counts();
      stream.destroy();
      await closed(stream);
      return stream.destroyed;
    },
  ],
  [
    'called off by a signal',
    'canceled',
    async (subject) => {
      const controller = new AbortController();
      const stream = subject.same(Readable.from(numbers(3), { signal: controller.signal }));
      controller.abort();
      const { thrown } = (await seen(() => all(stream))) as { thrown: Error };
      await nextTurn();
      return thrown.name;
    },
  ],
  ['that fails in the middle', 'failed', (subject) => seen(() => all(subject.fails()))],
  [
    'that fails in the middle of a pipeline',
    'failed',
    (subject) => seen(() => pipeline(subject.fails(), new PassThrough({ objectMode: true }), sink())),
  ],
  [
    'in a pipeline to what fails',
    'abandoned',
    (subject) =>
      settled(
        seen(() =>
          pipeline(
            subject.counts(),
            sink((done) => done(boom)),
          ),
        ),
      ),
  ],
  [
    'in a pipeline of several, of which the last fails',
    'abandoned',
    (subject) =>
      settled(
        seen(() =>
          pipeline(
            subject.counts(),
            new PassThrough({ objectMode: true }),
            sink((done) => done(boom)),
          ),
        ),
      ),
  ],
  [
    'in a pipeline to what is closed early',
    'abandoned',
    async (subject) => {
      const destination = sink((done) => {
        done();
        setImmediate(() => destination.destroy());
      });
      const { thrown } = (await seen(() => pipeline(subject.same(endless()), destination))) as {
        thrown: NodeJS.ErrnoException;
      };
      return thrown.code;
    },
  ],
  [
    'that was read before it was returned',
    'success',
    async (subject) => {
      const stream = Readable.from([1, 2]);
      await all(stream);
      return subject.same(stream) === stream;
    },
  ],
  [
    'that was destroyed before it was returned',
    'abandoned',
    (subject) => subject.same(new PassThrough().destroy()).destroyed,
  ],
  [
    'is still itself',
    'success',
    async (subject) => {
      const stream = Readable.from([1, 2]);
      const returned = subject.same(stream);
      const facts = [
        returned === stream,
        returned.eventNames(),
        returned.readableFlowing,
        returned.isPaused(),
      ];
      return [facts, await all(returned)];
    },
  ],
];

describe('a Node stream', () => itIsUnchanged(subjectOf, WAYS));

describe('the span of a model call that answers in a Node stream', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  class Agent {
    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    answer(): Readable {
      return Readable.from([
        { object: 'chat.completion.chunk', id: 'c', model: 'm', choices: [{ finish_reason: 'stop' }] },
        { object: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } },
      ]);
    }
  }

  it('has the usage of its objects', async () => {
    await all(new Agent().answer());
    expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.request.stream': true,
      'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
    });
  });
});
