import {
  currentTracker,
  TrackTool,
  tryCurrentTracker,
  BotanuUseCase,
  getRunId,
  TrackLlm,
  type SpanTracker,
} from 'botanu';
import type { Anywhere } from '../support/every-decorator';
import { startTelemetry, type Telemetry } from '../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../support/unchanged-behaviour';

const boom = new Error('boom');

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    log: unknown[] = [];

    @decorate
    *counts(to: number): Generator<number, string, unknown> {
      try {
        for (let i = 1; i <= to; i++) this.log.push(['got', yield i]);
        return 'counted';
      } finally {
        this.log.push('closed');
      }
    }
    @decorate
    *fails(): Generator<number, never, unknown> {
      yield 1;
      throw boom;
    }
    @decorate
    *survives(): Generator<unknown, string, unknown> {
      try {
        yield 1;
      } catch (error) {
        yield { caught: error };
      }
      return 'survived';
    }
    @decorate
    *cleansUp(): Generator<unknown, string, unknown> {
      try {
        yield 1;
      } finally {
        yield 'cleaning up';
      }
      return 'not this';
    }
    @decorate
    *refusesToLeave(): Generator<number, string, unknown> {
      while (true) {
        try {
          yield 1;
        } finally {
          // eslint-disable-next-line no-unsafe-finally -- what it is about
          return 'its own value';
        }
      }
    }
    @decorate
    *delegates(): Generator<number, string, unknown> {
      return `${yield* this.counts(2)} for another`;
    }
    @decorate
    async resolvesTo(to: number): Promise<Generator<number, string, unknown>> {
      await Promise.resolve();
      return this.plain(to);
    }
    @decorate
    frozen(): Generator<number, string, unknown> {
      return Object.freeze(this.plain(2));
    }
    *plain(to: number): Generator<number, string, unknown> {
      for (let i = 1; i <= to; i++) yield i;
      return 'plain';
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

/** What the generator gave, and what its body noted meanwhile. */
const noted = (does: string, ends: Use<Subject>[1], use: (subject: Subject) => unknown): Use<Subject> => [
  does,
  ends,
  async (subject) => [await seen(() => use(subject)), subject.log],
];

describe('a generator', () => {
  itIsUnchanged(subjectOf, [
    noted('read by for-of', 'success', (subject) => {
      const all: number[] = [];
      for (const n of subject.counts(3)) all.push(n);
      return all;
    }),
    noted('spread', 'success', (subject) => [...subject.counts(3)]),
    noted('empty', 'success', (subject) => [...subject.counts(0)]),
    noted('read by hand, values sent in', 'success', (subject) => {
      const counting = subject.counts(2);
      return [counting.next('lost'), counting.next('a'), counting.next('b'), counting.next('c')];
    }),
    noted('delegated to by another generator', 'success', (subject) => {
      const outer = (function* () {
        return yield* subject.counts(2);
      })();
      return [outer.next(), outer.next(), outer.next()];
    }),
    noted('destructured to its end', 'success', (subject) => {
      const [a, b, c] = subject.counts(2);
      return [a, b, c];
    }),
    noted('destructured in part', 'abandoned', (subject) => {
      const [a] = subject.counts(2);
      return a;
    }),
    noted('left by break', 'abandoned', (subject) => {
      for (const n of subject.counts(3)) if (n === 2) break;
    }),
    noted('left by a throw in the loop', 'abandoned', (subject) => {
      for (const n of subject.counts(3)) if (n === 2) throw new Error("the loop's own");
    }),
    noted('returned from before it began', 'abandoned', (subject) => {
      const counting = subject.counts(3);
      return [counting.return('left'), counting.next()];
    }),
    noted('returned from halfway', 'abandoned', (subject) => {
      const counting = subject.counts(3);
      return [counting.next(), counting.return('left'), counting.next()];
    }),
    noted('left while it has cleaning up to do', 'abandoned', (subject) => {
      const cleaning = subject.cleansUp();
      return [cleaning.next(), cleaning.return('left'), cleaning.next(), cleaning.next()];
    }),
    noted('left but with a value of its own', 'abandoned', (subject) => {
      const refusing = subject.refusesToLeave();
      return [refusing.next(), refusing.return('left')];
    }),
    noted('thrown into before it began', 'failed', (subject) => subject.counts(3).throw(boom)),
    noted('thrown into halfway', 'failed', (subject) => {
      const counting = subject.counts(3);
      counting.next();
      return counting.throw(boom);
    }),
    noted('that survives a throw', 'success', (subject) => {
      const surviving = subject.survives();
      return [surviving.next(), surviving.throw(boom), surviving.next(), surviving.next()];
    }),
    noted('that throws', 'failed', (subject) => [...subject.fails()]),
    noted('that throws, and is read on', 'failed', async (subject) => {
      const failing = subject.fails();
      return [failing.next(), await seen(() => failing.next()), failing.next()];
    }),
    noted('thrown into after its end', 'success', async (subject) => {
      const counting = subject.counts(1);
      return [...counting, await seen(() => counting.throw(boom)), counting.return('late'), counting.next()];
    }),
    noted('that is what an async method resolves to', 'success', async (subject) => [
      ...(await subject.resolvesTo(2)),
    ]),
    noted('that an async method resolves to, left early', 'abandoned', async (subject) => {
      for (const n of await subject.resolvesTo(2)) return n;
      return undefined;
    }),
    noted('that is frozen', 'open', (subject) => [...subject.frozen()]),
    noted('is still itself', 'success', (subject) => {
      const counting = subject.counts(1);
      const facts = [
        counting[Symbol.iterator]() === counting,
        Object.prototype.toString.call(counting),
        Object.keys(counting),
        typeof counting.next,
      ];
      return [facts, [...counting]];
    }),
  ]);
});

describe('the context of a generator', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  class Agent {
    @TrackTool('inner')
    *steps(): Generator<unknown, unknown, unknown> {
      yield currentTracker();
      try {
        yield currentTracker();
      } finally {
        this.closedIn = currentTracker();
      }
      return currentTracker();
    }
    closedIn: unknown;

    @BotanuUseCase('Customer Support')
    *handle(): Generator<string | undefined, string | undefined, unknown> {
      yield getRunId();
      return getRunId();
    }

    @TrackTool('inner')
    *goesOn(): Generator<unknown, void, unknown> {
      yield currentTracker();
      currentTracker().end();
      yield currentTracker();
      yield currentTracker();
    }

    @TrackTool('consumer')
    consume(): unknown[] {
      const seen: unknown[] = [];
      for (const tracker of this.steps()) seen.push(tracker, currentTracker());
      return seen;
    }

    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini', usage: (result) => result })
    *complete(): Generator<string, { inputTokens: number }, unknown> {
      yield 'Hel';
      yield 'lo';
      return { inputTokens: 7 };
    }
  }

  it('is its own also once its span has ended, as after the maximum duration', () => {
    const agent = new Agent();
    const trackers = [...agent.goesOn()];
    expect(trackers).toEqual([trackers[0], trackers[0], trackers[0]]);
    expect((trackers[0] as SpanTracker).span).toBe(telemetry.span('execute_tool inner'));
  });

  it('is its own at every step, while the consumer keeps its own', () => {
    const [first, consumer, second, consumerAgain] = new Agent().consume();
    const spanIdOf = (tracker: unknown) =>
      (tracker as { span: { spanContext(): { spanId: string } } }).span.spanContext().spanId;
    expect(spanIdOf(first)).toBe(telemetry.span('execute_tool inner').spanContext().spanId);
    expect(spanIdOf(consumer)).toBe(telemetry.span('execute_tool consumer').spanContext().spanId);
    expect([second, consumerAgain]).toEqual([first, consumer]);
    expect(telemetry.span('execute_tool inner').parentSpanContext?.spanId).toBe(spanIdOf(consumer));
  });

  it('is its own in what a break leaves to be done', () => {
    const agent = new Agent();
    const steps = agent.steps();
    const inside: unknown = steps.next().value;
    steps.next();
    steps.return(undefined);
    expect(agent.closedIn).toBe(inside);
    expect(tryCurrentTracker()).toBeUndefined();
  });

  it('is its run', () => {
    const [runId] = [...new Agent().handle()];
    expect(runId).toBe(telemetry.span('botanu.run/Customer Support').attributes['botanu.run_id']);
    expect(getRunId()).toBeUndefined();
  });

  it('stays apart from that of another that is read by turns', () => {
    const agent = new Agent();
    const [one, other] = [agent.handle(), agent.handle()];
    const ids = [one.next().value, other.next().value, one.next().value, other.next().value];
    expect(ids[0]).toBe(ids[2]);
    expect(ids[1]).toBe(ids[3]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('ends with the return value, which is what usage is read from', () => {
    expect([...new Agent().complete()]).toEqual(['Hel', 'lo']);
    expect(telemetry.span('chat gpt-4o-mini').attributes['gen_ai.usage.input_tokens']).toBe(7);
  });
});
