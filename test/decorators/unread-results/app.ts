import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BotanuUseCase, emitOutcome } from 'botanu';
import { Stream } from 'openai/streaming';
import { Observable } from 'rxjs';
import { type Anywhere, EVERY_DECORATOR } from '../../support/every-decorator';
import { startTelemetry } from '../../support/telemetry';

/** Calls methods of every kind and drops what they give; prints how their spans ended. */
class Lazy implements PromiseLike<string> {
  then<A = string, B = never>(
    onFulfilled?: ((value: string) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return Promise.resolve('row').then(onFulfilled, onRejected);
  }
}

class Subclass<T> extends Promise<T> {}

async function* numbers(): AsyncGenerator<number> {
  yield 1;
  yield 2;
}

const webStream = (): ReadableStream<number> =>
  new ReadableStream({ pull: (controller) => controller.enqueue(1) });

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    @decorate
    *generator(): Generator<number> {
      yield 1;
      yield 2;
    }
    @decorate
    async *asyncGenerator(): AsyncGenerator<number> {
      yield 1;
      yield 2;
    }
    @decorate
    lazy(): Lazy {
      return new Lazy();
    }
    @decorate
    subclass(): Subclass<string> {
      return new Subclass((resolve) => resolve('value'));
    }
    @decorate
    async resolvesToGenerator(): Promise<Generator<number>> {
      return (function* () {
        yield 1;
      })();
    }
    @decorate
    clientStream(): Stream<number> {
      return new Stream(numbers, new AbortController());
    }
    @decorate
    async resolvesToStream(): Promise<Stream<number>> {
      return new Stream(numbers, new AbortController());
    }
    @decorate
    webStream(): ReadableStream<number> {
      return webStream();
    }
    @decorate
    nodeStream(): Readable {
      return new Readable({ objectMode: true, read: () => undefined });
    }
    readonly kept: unknown[] = [];
    @decorate
    keptOnInstance(): Stream<number> {
      const stream = new Stream(numbers, new AbortController());
      this.kept.push(stream);
      return stream;
    }
    @decorate
    async resolvesToKept(): Promise<Stream<number>> {
      const stream = new Stream(numbers, new AbortController());
      this.kept.push(stream);
      return stream;
    }
    @decorate
    keptOnArgument(request: { stream?: unknown }): Stream<number> {
      const stream = new Stream(numbers, new AbortController());
      request.stream = stream;
      return stream;
    }
    @decorate
    keptGenerator(): AsyncGenerator<number> {
      const generator = numbers();
      this.kept.push(generator);
      return generator;
    }
    @decorate
    frozen<T extends object>(result: T): T {
      return Object.freeze(result);
    }
    @decorate
    observable(): Observable<number> {
      return new Observable((subscriber) => subscriber.next(1));
    }
  }
  return new Subject();
};

type Subject = ReturnType<typeof subjectOf>;

const DROPPED: Record<string, (subject: Subject) => unknown> = {
  'a generator that nobody reads': (subject) => subject.generator(),
  'a generator that is read in part': (subject) => subject.generator().next(),
  'an async generator that nobody reads': (subject) => subject.asyncGenerator(),
  'an async generator that is read in part': (subject) => subject.asyncGenerator().next(),
  'a lazy thenable that nobody runs': (subject) => subject.lazy(),
  'a promise subclass that nobody awaits': (subject) => subject.subclass(),
  'a generator that comes by promise, unread': (subject) => subject.resolvesToGenerator(),
  "a client's stream that nobody reads": (subject) => subject.clientStream(),
  "a client's stream that is read in part": (subject) =>
    subject.clientStream()[Symbol.asyncIterator]().next(),
  "a client's stream in two, one of them read in part": (subject) =>
    subject.clientStream().tee()[0][Symbol.asyncIterator]().next(),
  "a client's stream that comes by promise, unread": (subject) => subject.resolvesToStream(),
  'a web stream that nobody reads': (subject) => subject.webStream(),
  'a web stream that is read in part': (subject) => subject.webStream().getReader().read(),
  'a web stream in two, one of them read in part': (subject) =>
    subject.webStream().tee()[0].getReader().read(),
  'a Node stream that nobody reads': (subject) => subject.nodeStream(),
  'an observable that nobody subscribes to': (subject) => subject.observable(),
  'a stream that its instance keeps': (subject) => subject.keptOnInstance(),
  'a generator that its instance keeps': (subject) => subject.keptGenerator(),
  'a stream that its instance keeps, which comes by promise': (subject) => subject.resolvesToKept(),
  'a stream that an argument keeps': (subject) => subject.keptOnArgument({}),
  'a frozen stream': (subject) => subject.frozen(new Stream(numbers, new AbortController())),
  'a frozen generator, read in part': (subject) => subject.frozen(numbers()).next(),
  'a frozen thenable': (subject) => subject.frozen(new Lazy()),
};

/** Gives what is left of a result when all else of it is dropped, and by which it can still be read. */
const KEPT: Record<string, (subject: Subject) => { next(): Promise<{ done?: boolean }> }> = {
  "the iterator of a client's stream": (subject) => subject.clientStream()[Symbol.asyncIterator](),
  "one of a client's stream in two": (subject) => subject.clientStream().tee()[1][Symbol.asyncIterator](),
  'the iterator of a Node stream': (subject) => {
    const stream = subject.nodeStream();
    stream.push(1);
    stream.push(null);
    return stream[Symbol.asyncIterator]();
  },
};

/** How many spans ended while only that was kept, and how many once it was read to its end. */
async function endsOfKept(decorate: () => Anywhere, what: string): Promise<[number, number]> {
  const telemetry = startTelemetry();
  const kept = KEPT[what]!(subjectOf(decorate()));
  for (let round = 0; round < 5; round++) await collect();
  const before = telemetry.spans().length;
  while (!(await kept.next()).done);
  const after = telemetry.spans().length;
  await telemetry.stop();
  return [before, after];
}

/** How the spans of what was dropped ended, and whether it could be collected. */
export interface End {
  readonly before: number;
  readonly statusCodes: number[];
  readonly outcomes: unknown[];
  readonly kept: boolean;
}

async function endOf<S>(subject: () => S, use: (subject: S) => unknown): Promise<End> {
  const telemetry = startTelemetry();
  const results: WeakRef<object>[] = [];
  // In a frame of its own, so that nothing of it stays on the stack.
  (() => results.push(new WeakRef(use(subject()) as object)))();
  await nextTurn();
  const before = telemetry.spans().length;
  for (let round = 0; round < 20 && telemetry.spans().length === 0; round++) await collect();
  await collect();
  const spans = telemetry.spans();
  await telemetry.stop();
  return {
    before,
    statusCodes: spans.map((span) => span.status.code),
    outcomes: spans.map((span) => span.attributes['botanu.outcome.status']),
    kept: results.some((result) => result.deref() !== undefined),
  };
}

async function collect(): Promise<void> {
  globalThis.gc!();
  await nextTurn();
}

class Emitting {
  @BotanuUseCase('Customer Support')
  *emitsFirst(): Generator<number> {
    emitOutcome('partial');
    yield 1;
  }
}

async function main(): Promise<void> {
  const ends: Record<string, Record<string, End>> = {};
  for (const [name, decorate] of EVERY_DECORATOR) {
    const ofDecorator: Record<string, End> = {};
    for (const [what, use] of Object.entries(DROPPED)) {
      ofDecorator[what] = await endOf(() => subjectOf(decorate()), use);
    }
    ends[name] = ofDecorator;
  }
  const kept: Record<string, [number, number]> = {};
  for (const what of Object.keys(KEPT)) kept[what] = await endsOfKept(EVERY_DECORATOR[2]![1], what);
  const emitted = await endOf(
    () => new Emitting(),
    (subject) => subject.emitsFirst().next(),
  );
  process.stdout.write(JSON.stringify({ ends, emitted, kept }));
}

void main();
