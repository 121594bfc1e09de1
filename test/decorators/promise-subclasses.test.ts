import { currentTracker, runUseCase, TrackLlm } from 'botanu';
import type { Anywhere } from '../support/every-decorator';
import { startTelemetry, type Telemetry } from '../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../support/unchanged-behaviour';

const boom = new Error('boom');

/** Shaped as the openai and anthropic clients' promise: a response now, its body parsed when somebody asks. */
class ApiPromise<T> extends Promise<T> {
  parsed = 0;
  #body: Promise<T> | undefined;

  constructor(
    readonly response: Promise<{ body: () => T }>,
    readonly tag = 'api',
  ) {
    super((resolve) => resolve(null as T));
  }

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  asResponse(): Promise<{ body: () => T }> {
    return this.response;
  }

  async withResponse(): Promise<{ data: T; response: { body: () => T } }> {
    const [data, response] = await Promise.all([this.parse(), this.asResponse()]);
    return { data, response };
  }

  private parse(): Promise<T> {
    this.#body ??= this.response.then(({ body }) => {
      this.parsed++;
      return body();
    });
    return this.#body;
  }

  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.parse().then(onFulfilled, onRejected);
  }

  override catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.parse().catch(onRejected);
  }

  override finally(onFinally?: (() => void) | null): Promise<T> {
    return this.parse().finally(onFinally);
  }
}

/** Adds a method and nothing else. */
class Cancellable<T> extends Promise<T> {
  cancelled = false;
  cancel(): void {
    this.cancelled = true;
  }
}

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    last: PromiseLike<unknown> | undefined;

    #note<P extends PromiseLike<unknown>>(given: P): P {
      this.last = given;
      return given;
    }
    @decorate
    resolves<T>(value: T): ApiPromise<T> {
      return this.#note(new ApiPromise(Promise.resolve({ body: () => value })));
    }
    @decorate
    rejects(error: unknown): ApiPromise<unknown> {
      const response = Promise.reject<{ body: () => unknown }>(error);
      return this.#note(new ApiPromise(response));
    }
    @decorate
    cancellable<T>(value: T): Cancellable<T> {
      return this.#note(new Cancellable<T>((resolve) => setTimeout(resolve, 1, value)));
    }
    @decorate
    cancellableRejects(error: unknown): Cancellable<never> {
      return this.#note(new Cancellable<never>((_, reject) => setTimeout(reject, 1, error)));
    }
    @decorate
    async inAsync<T>(value: T): Promise<T> {
      return new ApiPromise(Promise.resolve({ body: () => value }));
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

const resolving = (does: string, use: (given: ApiPromise<string>) => unknown): Use<Subject> => [
  does,
  'success',
  (subject) => use(subject.resolves('value')),
];
const rejecting = (does: string, use: (given: ApiPromise<unknown>) => unknown): Use<Subject> => [
  does,
  'failed',
  (subject) => use(subject.rejects(boom)),
];
const noted = (error: unknown): unknown => ({ noted: error });

describe("a client's promise that resolves", () => {
  itIsUnchanged(subjectOf, [
    [
      'is the very same object',
      'success',
      async (subject) => {
        const given = subject.resolves(1);
        await given;
        return [given === subject.last, given instanceof ApiPromise, given.tag, Object.keys(given)];
      },
    ],
    resolving('await', async (given) => await given),
    resolving('then', (given) => given.then((value) => `${value}!`)),
    resolving('then without handlers', (given) => given.then()),
    resolving('then with null handlers', (given) => given.then(null, null)),
    resolving('then whose handler throws', (given) =>
      given.then(() => {
        throw new Error('in the handler');
      }),
    ),
    resolving('catch', (given) => given.catch(noted)),
    resolving('finally', (given) => given.finally(() => 'ignored')),
    resolving('finally that throws', (given) =>
      given.finally(() => {
        throw new Error('finally');
      }),
    ),
    resolving('Promise.all', (given) => Promise.all([given, given])),
    resolving('Promise.race', (given) => Promise.race([given])),
    resolving('Promise.resolve', (given) => Promise.resolve(given)),
    resolving('return from an async function', (given) => (async () => given)()),
    resolving('asResponse', async (given) => (await given.asResponse()).body()),
    resolving('withResponse', async (given) => (await given.withResponse()).data),
    resolving('withResponse, then await', async (given) => [
      (await given.withResponse()).data,
      await given,
      given.parsed,
    ]),
    resolving('asResponse, then await', async (given) => [
      (await given.asResponse()).body(),
      await given,
      given.parsed,
    ]),
    resolving('await twice', async (given) => [await given, await given, given.parsed]),
    ['is handed on by an async method', 'success', (subject) => subject.inAsync(3)],
  ]);
});

describe("a client's promise that rejects", () => {
  itIsUnchanged(subjectOf, [
    rejecting('await', async (given) => await given),
    rejecting('then', (given) => given.then(() => 'not this', noted)),
    rejecting('then without handlers', (given) => given.then()),
    rejecting('catch', (given) => given.catch(noted)),
    rejecting('finally', (given) => given.finally(() => 'ignored')),
    rejecting('finally, then catch', (given) => given.finally(() => 'ignored').catch(noted)),
    rejecting('Promise.allSettled', (given) => Promise.allSettled([given])),
    rejecting('asResponse', (given) => given.asResponse()),
    rejecting('withResponse', (given) => given.withResponse()),
    rejecting('await twice', async (given) => [await seen(() => given), await seen(() => given)]),
  ]);
});

describe('a subclass that only adds a method', () => {
  itIsUnchanged(subjectOf, [
    [
      'is the very same object',
      'success',
      async (subject) => {
        const given = subject.cancellable(1);
        given.cancel();
        await given;
        return [given === subject.last, given instanceof Cancellable, given.cancelled, Object.keys(given)];
      },
    ],
    [
      'derives its own kind',
      'success',
      async (subject) => {
        const derived = subject.cancellable(1).then((n) => n + 1);
        return [derived instanceof Cancellable, await derived];
      },
    ],
    ['await', 'success', async (subject) => await subject.cancellable(1)],
    ['finally', 'success', (subject) => subject.cancellable(1).finally(() => 'ignored')],
    ['rejects through await', 'failed', async (subject) => await subject.cancellableRejects(boom)],
    ['rejects through catch', 'failed', (subject) => subject.cancellableRejects(boom).catch(noted)],
    [
      'rejects through finally',
      'failed',
      (subject) => subject.cancellableRejects(boom).finally(() => 'ignored'),
    ],
  ]);
});

describe('what a client promise brings', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  const completion = () => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5 },
  });

  class Agent {
    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    complete() {
      return new ApiPromise(Promise.resolve({ body: completion }));
    }
    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    handOn() {
      return this.complete();
    }
    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    own() {
      return new ApiPromise(Promise.resolve({ body: () => currentTracker() }));
    }
  }

  it.each<[string, (given: ApiPromise<unknown>) => PromiseLike<unknown>]>([
    ['await', (given) => given],
    ['withResponse', (given) => given.withResponse()],
    ['finally', (given) => given.finally(() => undefined)],
  ])('is read for usage after %s', async (_, use) => {
    await use(new Agent().complete());
    expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.response.id': 'chatcmpl-1',
    });
  });

  it('is read once, by the inner of two methods that hand it on', async () => {
    await new Agent().handOn();
    const inputs = telemetry.spans().map((span) => span.attributes['gen_ai.usage.input_tokens']);
    expect(inputs).toEqual([10, undefined]);
    expect(telemetry.spans()[0]!.parentSpanContext?.spanId).toBe(telemetry.spans()[1]!.spanContext().spanId);
  });

  it.each<[string, (given: ApiPromise<unknown>, handler: () => void) => PromiseLike<unknown>]>([
    ['then', (given, handler) => given.then(handler)],
    ['finally', (given, handler) => given.finally(handler)],
  ])("is handled in the caller's own context, in %s", async (_, use) => {
    let seenBy: unknown;
    const outer = await runUseCase('u', async (run) => {
      await use(new Agent().complete(), () => (seenBy = currentTracker()));
      return run;
    });
    expect(seenBy).toBe(outer);
  });

  it('is parsed in the context of the call', async () => {
    const tracker = await new Agent().own();
    expect(tracker.span.spanContext().spanId).toBe(telemetry.spans()[0]!.spanContext().spanId);
  });
});
