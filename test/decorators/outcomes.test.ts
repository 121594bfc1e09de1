import { BotanuOutcome, BotanuUseCase, currentTracker, emitOutcome, TrackTool } from 'botanu';
import { attributesOf, startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const RUN = 'botanu.run/Customer Support';
const outcome = (): unknown => {
  const { 'botanu.outcome': plain, ...rest } = attributesOf(telemetry.span(RUN), 'botanu.outcome');
  expect(plain).toBe(rest['botanu.outcome.status']);
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key.replace('botanu.outcome.', ''), value]),
  );
};

const ignore = (): void => undefined;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

class SlowError extends Error {
  override name = 'TimeoutError';
}

describe('the automatic outcome of a run', () => {
  class Agent {
    @BotanuUseCase('Customer Support')
    run<R>(body: () => R): R {
      return body();
    }
    @BotanuUseCase('Customer Support', { deadlineSeconds: 0.005 })
    async late(body: () => unknown): Promise<unknown> {
      await wait(8);
      return body();
    }
    @BotanuUseCase('Customer Support', { autoOutcomeOnSuccess: false })
    quiet<R>(body: () => R): R {
      return body();
    }
  }
  const throwing = (error: unknown) => (): never => {
    throw error;
  };

  it.each<[string, (agent: Agent) => unknown, object]>([
    ['a return', (agent) => agent.run(() => 1), { status: 'success' }],
    ['a promise that resolves', (agent) => agent.run(async () => 1), { status: 'success' }],
    [
      'a throw',
      (agent) => agent.run(throwing(new TypeError('boom'))),
      { status: 'failed', error_type: 'TypeError' },
    ],
    [
      'a rejection',
      (agent) => agent.run(async () => throwing(new RangeError('boom'))()),
      {
        status: 'failed',
        error_type: 'RangeError',
      },
    ],
    [
      'a throw of something else',
      (agent) => agent.run(throwing('text')),
      { status: 'failed', error_type: 'string' },
    ],
    [
      'a TimeoutError',
      (agent) => agent.run(throwing(new SlowError('slow'))),
      {
        status: 'timeout',
        error_type: 'TimeoutError',
      },
    ],
    [
      "the platform's own",
      (agent) => agent.run(throwing(new DOMException('slow', 'TimeoutError'))),
      {
        status: 'timeout',
        error_type: 'TimeoutError',
      },
    ],
    [
      'a throw past the deadline',
      (agent) => agent.late(throwing(new Error('boom'))),
      {
        status: 'timeout',
        error_type: 'Error',
      },
    ],
    ['a return past the deadline', (agent) => agent.late(() => 1), { status: 'success' }],
    [
      'an AbortError',
      (agent) => agent.run(throwing(new DOMException('stop', 'AbortError'))),
      {
        status: 'canceled',
        error_type: 'AbortError',
      },
    ],
    [
      'a throw after cancellation',
      (agent) =>
        agent.run(() => {
          currentTracker('run').requestCancellation('the user left');
          throw new Error('boom');
        }),
      { status: 'canceled', reason: 'the user left' },
    ],
    [
      'a return after cancellation',
      (agent) => agent.run(() => void currentTracker('run').requestCancellation()),
      {
        status: 'canceled',
      },
    ],
    [
      'an emitted outcome',
      (agent) => agent.run(() => emitOutcome('partial', { valueAmount: 2 })),
      {
        status: 'partial',
        value_amount: 2,
      },
    ],
    [
      'the last of several',
      (agent) =>
        agent.run(() => {
          emitOutcome('failed', { reason: 'first' });
          emitOutcome('success');
        }),
      { status: 'success' },
    ],
    [
      'a throw after an emitted one',
      (agent) =>
        agent.run(() => {
          emitOutcome('success');
          throw new Error('boom');
        }),
      { status: 'success' },
    ],
    [
      'autoOutcomeOnSuccess: false and an emitted one',
      (agent) => agent.quiet(() => emitOutcome('success')),
      {
        status: 'success',
      },
    ],
    [
      'autoOutcomeOnSuccess: false and a throw',
      (agent) => agent.quiet(throwing(new Error('boom'))),
      {
        status: 'failed',
        error_type: 'Error',
      },
    ],
  ])('after %s', async (_, call, expected) => {
    await new Promise((resolve) => resolve(call(new Agent()))).catch(ignore);
    expect(outcome()).toEqual(expected);
  });

  it('is none after a return where it is off', () => {
    new Agent().quiet(() => 1);
    expect(attributesOf(telemetry.span(RUN), 'botanu.outcome')).toEqual({});
  });

  it('stands beside the error that came after an emitted one', () => {
    expect(() => new Agent().run(() => (emitOutcome('success'), throwing(new TypeError('late'))()))).toThrow(
      'late',
    );
    const span = telemetry.span(RUN);
    expect(span.attributes['error.type']).toBe('TypeError');
    expect(span.status.code).toBe(2);
    expect(span.events.filter(({ name }) => name === 'exception')).toHaveLength(1);
  });
});

describe('@BotanuOutcome', () => {
  const OPTIONS = { valueType: 'tickets_resolved', valueAmount: 1, confidence: 0.9, reason: 'answered' };
  const EMITTED = {
    status: 'success',
    value_type: 'tickets_resolved',
    value_amount: 1,
    confidence: 0.9,
    reason: 'answered',
  };

  class Agent {
    @BotanuUseCase('Customer Support', { autoOutcomeOnSuccess: false })
    run<R>(body: () => R): R {
      return body();
    }
    @BotanuOutcome(OPTIONS)
    resolve<R>(body: () => R): R {
      return body();
    }
    @BotanuOutcome(OPTIONS)
    *steps(): Generator<number> {
      yield 1;
      yield 2;
    }
    @BotanuOutcome(OPTIONS)
    async *asyncSteps(): AsyncGenerator<number> {
      yield 1;
      throw new RangeError('boom');
    }
    @BotanuOutcome(OPTIONS)
    lazy(): PromiseLike<string> {
      return { then: (onFulfilled, onRejected) => Promise.resolve('row').then(onFulfilled, onRejected) };
    }
    @TrackTool('look_up')
    @BotanuOutcome(OPTIONS)
    tool(): void {}
    @BotanuOutcome(OPTIONS)
    outer<R>(body: () => R): R {
      return body();
    }
  }
  const boom = (): never => {
    throw new TypeError('boom');
  };
  const reading = async (steps: AsyncGenerator<number>): Promise<void> => {
    for await (const _ of steps);
  };

  it.each<[string, (agent: Agent) => unknown, object]>([
    ['a return', (agent) => agent.resolve(() => 1), EMITTED],
    ['a promise that resolves', (agent) => agent.resolve(async () => 1), EMITTED],
    ['a throw', (agent) => agent.resolve(boom), { status: 'failed', error_type: 'TypeError' }],
    [
      'a throw that the caller survives',
      (agent) => {
        try {
          agent.resolve(boom);
        } catch {
          return 'survived';
        }
        return undefined;
      },
      { status: 'failed', error_type: 'TypeError' },
    ],
    [
      'a rejection',
      (agent) => agent.resolve(async () => boom()),
      { status: 'failed', error_type: 'TypeError' },
    ],
    ['a generator that is read', (agent) => [...agent.steps()], EMITTED],
    [
      'an async generator that throws',
      (agent) => reading(agent.asyncSteps()),
      {
        status: 'failed',
        error_type: 'RangeError',
      },
    ],
    ['a lazy thenable that is run', async (agent) => await agent.lazy(), EMITTED],
    ['a tracked method', (agent) => agent.tool(), EMITTED],
    [
      'one that was emitted meanwhile',
      (agent) => agent.resolve(() => emitOutcome('partial')),
      { status: 'partial' },
    ],
    [
      'a throw after one was emitted',
      (agent) => agent.resolve(() => (emitOutcome('partial'), boom())),
      {
        status: 'partial',
      },
    ],
    [
      'one that was emitted before',
      (agent) => {
        emitOutcome('partial');
        agent.resolve(() => 1);
      },
      EMITTED,
    ],
    [
      'one that is emitted afterwards',
      (agent) => {
        agent.resolve(() => 1);
        emitOutcome('partial');
      },
      { status: 'partial' },
    ],
    [
      'an inner one that was automatic and failed, which it survived',
      (agent) =>
        agent.outer(() => {
          try {
            agent.resolve(boom);
          } catch {
            return 'survived';
          }
          return undefined;
        }),
      EMITTED,
    ],
    [
      'an inner one that was automatic and succeeded, before a throw',
      (agent) =>
        agent.outer(() => {
          agent.resolve(() => 1);
          throw new RangeError('later');
        }),
      { status: 'failed', error_type: 'RangeError' },
    ],
    [
      'an inner one that was emitted',
      (agent) => agent.outer(() => agent.resolve(() => emitOutcome('partial'))),
      {
        status: 'partial',
      },
    ],
  ])('emits after %s', async (_, call, expected) => {
    const agent = new Agent();
    await new Promise((resolve) => resolve(agent.run(() => call(agent)))).catch(ignore);
    expect(outcome()).toEqual(expected);
  });

  it('emits nothing where a generator was left early', () => {
    const agent = new Agent();
    agent.run(() => {
      for (const _ of agent.steps()) break;
    });
    expect(attributesOf(telemetry.span(RUN), 'botanu.outcome')).toEqual({});
  });

  it('emits on the current span and on the run', () => {
    const agent = new Agent();
    agent.run(() => agent.tool());
    const emitted = (name: string) =>
      telemetry.span(name).events.filter((event) => event.name === 'botanu.outcome_emitted');
    expect(telemetry.span('execute_tool look_up').attributes['botanu.outcome']).toBe('success');
    expect(emitted('execute_tool look_up')).toHaveLength(1);
  });

  it('opens no span', () => {
    const agent = new Agent();
    agent.run(() => agent.resolve(() => 1));
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('warns outside of any run, and the method goes on', async () => {
    let result: unknown;
    const warnings = await warningsOf(() => (result = new Agent().resolve(() => 'value')));
    expect(result).toBe('value');
    expect(warnings).toEqual([expect.stringMatching(/neither a run nor a span/)]);
  });

  it('above a use case emits into the run around it, not into the one below', () => {
    class Nested {
      @BotanuOutcome(OPTIONS)
      @BotanuUseCase('Inner', { autoOutcomeOnSuccess: false })
      inner(): void {}
    }
    new Agent().run(() => new Nested().inner());
    expect(telemetry.span('botanu.run/Inner').attributes['botanu.outcome']).toBeUndefined();
    expect(outcome()).toEqual(EMITTED);
  });

  it('on a class tells of the outermost method, whatever the inner ones came to', () => {
    @BotanuUseCase('Customer Support')
    @BotanuOutcome({ valueType: 'tickets_resolved' })
    class Support {
      handle(): never {
        this.lookUp();
        throw new TypeError('boom');
      }
      lookUp(): string {
        return 'found';
      }
    }
    expect(() => new Support().handle()).toThrow('boom');
    expect(outcome()).toEqual({ status: 'failed', error_type: 'TypeError' });
  });
});
