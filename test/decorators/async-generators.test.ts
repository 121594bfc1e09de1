import { BotanuUseCase, currentTracker, getRunId, TrackLlm, TrackTool, type SpanTracker } from 'botanu';
import type { Anywhere } from '../support/every-decorator';
import { startTelemetry, type Telemetry } from '../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../support/unchanged-behaviour';

const boom = new Error('boom');
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    log: unknown[] = [];

    @decorate
    async *counts(to: number): AsyncGenerator<number, string, unknown> {
      try {
        for (let i = 1; i <= to; i++) {
          await tick();
          this.log.push(['got', yield i]);
        }
        return 'counted';
      } finally {
        await tick();
        this.log.push('closed');
      }
    }
    @decorate
    async *fails(): AsyncGenerator<number, never, unknown> {
      yield 1;
      throw boom;
    }
    @decorate
    async *survives(): AsyncGenerator<unknown, string, unknown> {
      try {
        yield 1;
      } catch (error) {
        yield { caught: error };
      }
      return 'survived';
    }
    @decorate
    async *cleansUp(): AsyncGenerator<unknown, string, unknown> {
      try {
        yield 1;
      } finally {
        yield 'cleaning up';
      }
      return 'not this';
    }
    @decorate
    async *cleansUpBadly(): AsyncGenerator<number, string, unknown> {
      try {
        yield 1;
      } finally {
        // eslint-disable-next-line no-unsafe-finally -- what it is about
        throw boom;
      }
      return 'not this';
    }
    @decorate
    async resolvesTo(to: number): Promise<AsyncGenerator<number, string, unknown>> {
      await tick();
      return this.plain(to);
    }
    @decorate
    frozen(): AsyncGenerator<number, string, unknown> {
      return Object.freeze(this.plain(2));
    }
    async *plain(to: number): AsyncGenerator<number, string, unknown> {
      for (let i = 1; i <= to; i++) yield i;
      return 'plain';
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

const noted = (does: string, ends: Use<Subject>[1], use: (subject: Subject) => unknown): Use<Subject> => [
  does,
  ends,
  async (subject) => [await seen(() => use(subject)), subject.log],
];

const all = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const read: T[] = [];
  for await (const value of values) read.push(value);
  return read;
};

describe('an async generator', () => {
  itIsUnchanged(subjectOf, [
    noted('read by for-await', 'success', (subject) => all(subject.counts(3))),
    noted('empty', 'success', (subject) => all(subject.counts(0))),
    noted('read by hand, values sent in', 'success', async (subject) => {
      const counting = subject.counts(2);
      return [
        await counting.next('lost'),
        await counting.next('a'),
        await counting.next('b'),
        await counting.next('c'),
      ];
    }),
    noted('asked for more before it has answered', 'success', (subject) => {
      const counting = subject.counts(2);
      return Promise.all([counting.next(), counting.next(), counting.next(), counting.next()]);
    }),
    noted('delegated to by another', 'success', async (subject) => {
      const outer = (async function* () {
        return yield* subject.counts(2);
      })();
      return [await outer.next(), await outer.next(), await outer.next()];
    }),
    noted('left by break', 'abandoned', async (subject) => {
      for await (const n of subject.counts(3)) if (n === 2) break;
    }),
    noted('left by a throw in the loop', 'abandoned', async (subject) => {
      for await (const n of subject.counts(3)) if (n === 2) throw new Error("the loop's own");
    }),
    noted('returned from before it began', 'abandoned', async (subject) => {
      const counting = subject.counts(3);
      return [await counting.return('left'), await counting.next()];
    }),
    noted('returned from halfway', 'abandoned', async (subject) => {
      const counting = subject.counts(3);
      return [await counting.next(), await counting.return('left'), await counting.next()];
    }),
    noted('left while it has cleaning up to do', 'abandoned', async (subject) => {
      const cleaning = subject.cleansUp();
      return [
        await cleaning.next(),
        await cleaning.return('left'),
        await cleaning.next(),
        await cleaning.next(),
      ];
    }),
    noted('that fails to clean up', 'failed', async (subject) => {
      for await (const _ of subject.cleansUpBadly()) break;
    }),
    noted('thrown into before it began', 'failed', (subject) => subject.counts(3).throw(boom)),
    noted('thrown into halfway', 'failed', async (subject) => {
      const counting = subject.counts(3);
      await counting.next();
      return counting.throw(boom);
    }),
    noted('that survives a throw', 'success', async (subject) => {
      const surviving = subject.survives();
      return [await surviving.next(), await surviving.throw(boom), await surviving.next()];
    }),
    noted('that throws', 'failed', (subject) => all(subject.fails())),
    noted('that throws, and is read on', 'failed', async (subject) => {
      const failing = subject.fails();
      return [await failing.next(), await seen(() => failing.next()), await failing.next()];
    }),
    noted('that is what an async method resolves to', 'success', async (subject) =>
      all(await subject.resolvesTo(2)),
    ),
    noted('that an async method resolves to, left early', 'abandoned', async (subject) => {
      for await (const n of await subject.resolvesTo(2)) return n;
      return undefined;
    }),
    noted('that is frozen', 'open', (subject) => all(subject.frozen())),
    noted('is still itself', 'success', async (subject) => {
      const counting = subject.counts(1);
      const facts = [
        counting[Symbol.asyncIterator]() === counting,
        Object.prototype.toString.call(counting),
        Object.keys(counting),
      ];
      return [facts, await all(counting)];
    }),
  ]);
});

describe('the context of an async generator', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  const completion = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'gpt-4o-mini',
    choices: [{ finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5 },
  };

  class Agent {
    seen: unknown[] = [];

    @BotanuUseCase('Customer Support')
    async *handle(): AsyncGenerator<string | undefined, void, unknown> {
      for (let i = 0; i < 3; i++) {
        await tick();
        yield getRunId();
      }
    }

    @TrackTool('inner')
    async *steps(): AsyncGenerator<unknown, void, unknown> {
      try {
        yield currentTracker();
        await tick();
        yield currentTracker();
      } finally {
        await tick();
        this.seen.push(currentTracker());
      }
    }

    @TrackTool('inner')
    async *goesOn(): AsyncGenerator<unknown, void, unknown> {
      yield currentTracker();
      currentTracker().end();
      yield currentTracker();
      yield currentTracker();
    }

    @TrackTool('consumer')
    async consume(): Promise<void> {
      for await (const tracker of this.steps()) {
        this.seen.push(tracker, currentTracker());
        await tick();
      }
    }

    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    async *complete(): AsyncGenerator<string, typeof completion, unknown> {
      yield 'Hel';
      return completion;
    }
  }

  it('is its own also once its span has ended, as after the maximum duration', async () => {
    const agent = new Agent();
    const trackers = await all(agent.goesOn());
    expect(trackers).toEqual([trackers[0], trackers[0], trackers[0]]);
    expect((trackers[0] as SpanTracker).span).toBe(telemetry.span('execute_tool inner'));
  });

  it('is its own at every step, while the consumer keeps its own', async () => {
    const agent = new Agent();
    await agent.consume();
    const [inner, consumer, innerAgain, consumerAgain, closing] = agent.seen;
    expect(inner).not.toBe(consumer);
    expect([innerAgain, consumerAgain, closing]).toEqual([inner, consumer, inner]);
    const span = telemetry.span('execute_tool inner');
    expect(span.parentSpanContext?.spanId).toBe(telemetry.span('execute_tool consumer').spanContext().spanId);
  });

  it('is its run, also where many are read by turns', async () => {
    const agent = new Agent();
    const runs = await Promise.all(Array.from({ length: 20 }, () => all(agent.handle())));
    const ids = telemetry.spans().map((span) => span.attributes['botanu.run_id']);
    expect(new Set(runs.map((run) => new Set(run).size))).toEqual(new Set([1]));
    expect(new Set(runs.flat())).toEqual(new Set(ids));
    expect(new Set(ids).size).toBe(20);
  });

  it('ends with the return value, which usage is read from', async () => {
    await all(new Agent().complete());
    expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
    });
  });
});
