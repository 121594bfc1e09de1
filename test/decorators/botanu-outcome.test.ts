import { BotanuOutcome, BotanuUseCase, emitOutcome, TrackTool } from 'botanu';
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
