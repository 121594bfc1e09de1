import { setTimeout as sleep } from 'node:timers/promises';
import { BotanuUseCase, getRunContext, getRunId, type RunContext, runUseCase } from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

type Body = () => unknown;

class Agent {
  @BotanuUseCase('Support', { eventId: (_body: Body, eventId?: string) => eventId })
  handle<R>(body: () => R, _eventId?: string): R {
    return body();
  }

  @BotanuUseCase('Support', { attributes: { 'app.step': 'second' } })
  andThen<R>(body: () => R): R {
    return body();
  }

  @BotanuUseCase('Support', { carrier: () => null as never })
  withoutHeaders<R>(body: () => R): R {
    return body();
  }

  @BotanuUseCase('Billing')
  bill<R>(body: () => R): R {
    return body();
  }
}

const agent = new Agent();
const run = (): RunContext => getRunContext()!;
const names = (): string[] => telemetry.spans().map(({ name }) => name);

describe('a use case that is entered inside an open run', () => {
  it('of the same one, on the same instance, joins it', () => {
    agent.handle(() => {
      const outer = run();
      agent.handle(() => expect(run()).toBe(outer));
      agent.andThen(() => expect(run()).toBe(outer));
    });
    expect(names()).toEqual(['botanu.run/Support']);
    expect(telemetry.span('botanu.run/Support').attributes['app.step']).toBe('second');
  });

  it('joins it, too, where the run’s own options are said again', () => {
    agent.handle(() => agent.handle(() => 1, 'ticket-1'), 'ticket-1');
    agent.handle(() => agent.handle(() => 1, undefined), 'ticket-1');
    expect(names()).toEqual(['botanu.run/Support', 'botanu.run/Support']);
  });

  it('joins it where its carrier is null, which is none', () => {
    agent.handle(() => {
      const outer = run();
      agent.withoutHeaders(() => expect(run()).toBe(outer));
    });
    expect(names()).toEqual(['botanu.run/Support']);
  });

  it('joins it after an await', async () => {
    await agent.handle(async () => {
      await sleep(1);
      const outer = getRunId();
      await agent.handle(async () => {
        await sleep(1);
        expect(getRunId()).toBe(outer);
      });
    });
    expect(names()).toEqual(['botanu.run/Support']);
  });

  it('opens a child run where the run of another use case is between them', () => {
    agent.handle(() => {
      const outer = run();
      agent.bill(() => {
        const between = run();
        agent.handle(() =>
          expect(run()).toMatchObject({ parentRunId: between.runId, rootRunId: outer.runId }),
        );
      });
    });
    expect(names()).toEqual(['botanu.run/Support', 'botanu.run/Billing', 'botanu.run/Support']);
  });

  it.each<[string, Body]>([
    ['of another use case', () => agent.bill(() => run())],
    ['of another instance', () => new Agent().handle(() => run())],
    ['with another option', () => agent.handle(() => run(), 'ticket-2')],
    ['that is a function, with no instance', () => runUseCase('Support', () => run())],
  ])('%s opens a child run', (_, enter) => {
    agent.handle(() => {
      const outer = run();
      const inner = enter() as RunContext;
      expect(inner.runId).not.toBe(outer.runId);
      expect(inner).toMatchObject({ parentRunId: outer.runId, rootRunId: outer.runId });
    }, 'ticket-1');
    expect(names()).toHaveLength(2);
  });

  it('fails or succeeds with it: the outcome is the outer one’s', () => {
    expect(() =>
      agent.handle(() =>
        agent.handle(() => {
          throw new RangeError('x');
        }),
      ),
    ).toThrow('x');
    const { attributes, events } = telemetry.span('botanu.run/Support');
    expect(attributes['botanu.outcome']).toBe('failed');
    expect(events.filter(({ name }) => name === 'exception')).toHaveLength(1);
  });
});

it('a use case on the same instance outside of any run is a run of its own', async () => {
  const ids = await Promise.all([1, 2, 3].map(() => agent.handle(() => sleep(2).then(getRunId))));
  expect(new Set(ids).size).toBe(3);
  expect(names()).toHaveLength(3);
});
