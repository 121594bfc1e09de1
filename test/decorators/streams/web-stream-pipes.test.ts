import { itIsUnchanged, seen, type Use } from '../../support/unchanged-behaviour';
import { all, boom, settled, type Subject, subjectOf } from './web-stream-subject';

const sink = (failAt = Infinity): { writable: WritableStream<number>; written: number[] } => {
  const written: number[] = [];
  const writable = new WritableStream<number>({
    write(value) {
      if (value === failAt) throw boom;
      written.push(value);
    },
  });
  return { writable, written };
};

/** What the platform refuses at once. */
const REFUSED: readonly [string, pair: () => unknown, options?: unknown][] = [
  ['what cannot be read', () => ({ readable: {}, writable: new WritableStream() })],
  ['what cannot be written', () => ({ readable: new ReadableStream(), writable: {} })],
  ['what is locked', lockedPair],
  ['nothing', () => undefined],
  ['a signal that is none', () => new TransformStream(), { signal: 'stop' }],
];

function lockedPair(): TransformStream {
  const pair = new TransformStream();
  pair.writable.getWriter();
  return pair;
}

const WAYS: readonly Use<Subject>[] = [
  [
    'piped to its end',
    'success',
    async (subject) => {
      const { writable, written } = sink();
      await subject.counts().pipeTo(writable);
      return settled(written);
    },
  ],
  [
    'piped through a transform',
    'success',
    async (subject) => {
      const double = new TransformStream<number, number>({
        transform: (value, controller) => controller.enqueue(value * 2),
      });
      const stream = subject.counts();
      const readable = stream.pipeThrough(double);
      return settled([readable === double.readable, stream.locked, await all(readable)]);
    },
  ],
  [
    'piped to what fails',
    'abandoned',
    async (subject) => settled(await seen(() => subject.counts().pipeTo(sink(2).writable))),
  ],
  [
    'piped to what fails, kept open, then read on',
    'success',
    async (subject) => {
      const stream = subject.counts();
      const failure = await seen(() => stream.pipeTo(sink(1).writable, { preventCancel: true }));
      return settled([failure, await all(stream)]);
    },
  ],
  [
    'of which the pipe is called off by a signal',
    'canceled',
    async (subject) => {
      const controller = new AbortController();
      const piped = subject
        .same(new ReadableStream())
        .pipeTo(new WritableStream(), { signal: controller.signal });
      controller.abort();
      const { thrown } = (await settled(seen(() => piped))) as { thrown: Error };
      return thrown.name;
    },
  ],
  [
    'of which the transform is called off by a signal',
    'canceled',
    async (subject) => {
      const controller = new AbortController();
      const readable = subject
        .same(new ReadableStream())
        .pipeThrough(new TransformStream(), { signal: controller.signal });
      controller.abort();
      const { thrown } = (await settled(seen(() => all(readable)))) as { thrown: Error };
      return thrown.name;
    },
  ],
  ...REFUSED.map(([what, pair, options]): Use<Subject> => [
    `that refuses to be piped through ${what}`,
    'success',
    async (subject) => {
      const stream = subject.counts();
      const { thrown } = (await seen(() => stream.pipeThrough(pair() as never, options as never))) as {
        thrown: Error;
      };
      return settled([thrown.name, thrown.message, stream.locked, await all(stream)]);
    },
  ]),
  [
    'as the body of a response',
    'success',
    async (subject) =>
      settled(
        new Response(
          subject.counts().pipeThrough(
            new TransformStream<number, Uint8Array>({
              transform: (value, controller) => controller.enqueue(new TextEncoder().encode(String(value))),
            }),
          ),
        ).text(),
      ),
  ],
];

describe('a web stream that is piped', () => itIsUnchanged(subjectOf, WAYS));
