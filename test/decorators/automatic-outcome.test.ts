import { BotanuUseCase, currentTracker, emitOutcome } from 'botanu';
import { attributesOf, startTelemetry, type Telemetry } from '../support/telemetry';

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
