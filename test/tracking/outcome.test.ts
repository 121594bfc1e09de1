import { SpanKind, trace } from '@opentelemetry/api';
import {
  emitOutcome,
  type OutcomeStatus,
  recordOutcome,
  type RunTracker,
  runUseCase,
  trackToolCall,
} from 'botanu';
import { attributesOf, startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const outcomeOf = (name: string) => attributesOf(telemetry.span(name), 'botanu.outcome');
const STATUSES = ['success', 'partial', 'failed', 'timeout', 'canceled', 'abandoned'] as const;

const ALL = {
  valueType: 'tickets_resolved',
  valueAmount: 2.5,
  confidence: 0.9,
  reason: 'answered',
  errorType: 'TimeoutError',
  metadata: { channel: 'mail', queue: 'tier-1' },
};
const ALL_WRITTEN = {
  'botanu.outcome.value_type': 'tickets_resolved',
  'botanu.outcome.value_amount': 2.5,
  'botanu.outcome.confidence': 0.9,
  'botanu.outcome.reason': 'answered',
  'botanu.outcome.error_type': 'TimeoutError',
  'botanu.outcome.metadata.channel': 'mail',
  'botanu.outcome.metadata.queue': 'tier-1',
};

describe('emitOutcome', () => {
  it.each(STATUSES)('writes %s on the current span and on the run’s own', (status) => {
    runUseCase('u', () => trackToolCall({ name: 't' }, () => emitOutcome(status, ALL)));
    const written = { 'botanu.outcome': status, 'botanu.outcome.status': status, ...ALL_WRITTEN };
    expect(outcomeOf('botanu.run/u')).toEqual(written);
    expect(outcomeOf('execute_tool t')).toEqual(written);
  });

  it('is an event where it was emitted', () => {
    runUseCase('u', () => {
      trackToolCall({ name: 't' }, () => emitOutcome('failed', ALL));
      emitOutcome('success');
    });
    const events = (name: string) =>
      telemetry
        .span(name)
        .events.filter((event) => event.name === 'botanu.outcome_emitted')
        .map(({ attributes }) => attributes);
    expect(events('execute_tool t')).toEqual([
      { status: 'failed', value_type: 'tickets_resolved', value_amount: 2.5, error_type: 'TimeoutError' },
    ]);
    expect(events('botanu.run/u')).toEqual([{ status: 'success' }]);
  });

  it('lets the last one win on the run’s span, and leaves nothing of the others', () => {
    runUseCase('u', (run) => {
      emitOutcome('failed', ALL);
      trackToolCall({ name: 't' }, (tool) => tool.emitOutcome('partial', { reason: 'half' }));
      run.emitOutcome('success', { valueAmount: -1 });
    });
    expect(outcomeOf('botanu.run/u')).toEqual({
      'botanu.outcome': 'success',
      'botanu.outcome.status': 'success',
      'botanu.outcome.value_amount': -1,
    });
    expect(telemetry.span('botanu.run/u').events.at(-1)!.attributes).toMatchObject({
      status: 'success',
      value_amount: -1,
    });
  });

  it('writes on the span of another library, in a run and outside', () => {
    const theirs = (): void =>
      trace.getTracer('other').startActiveSpan('theirs', (span) => {
        emitOutcome('partial');
        span.end();
      });
    runUseCase('u', theirs);
    expect(outcomeOf('theirs')).toEqual({ 'botanu.outcome': 'partial', 'botanu.outcome.status': 'partial' });
    expect(outcomeOf('botanu.run/u')).toEqual(outcomeOf('theirs'));
    theirs();
    expect(
      telemetry.spans().filter(({ attributes }) => attributes['botanu.outcome'] === 'partial'),
    ).toHaveLength(3);
  });

  it('warns where there is neither a run nor a span', async () => {
    const warnings = await warningsOf(() => {
      emitOutcome('success');
      emitOutcome('success');
    });
    expect(warnings).toEqual([expect.stringContaining('neither a run nor a span')]);
  });

  it.each(['failure', 'SUCCESS', 'done', '', undefined, 7])(
    'leaves out the status %p with one warning that names the valid ones',
    async (status) => {
      const warnings = await warningsOf(() =>
        runUseCase('u', () => {
          emitOutcome(status as OutcomeStatus);
          emitOutcome(status as OutcomeStatus);
        }),
      );
      expect(warnings).toHaveLength(1);
      for (const valid of STATUSES) expect(warnings[0]).toContain(valid);
      expect(outcomeOf('botanu.run/u')).toMatchObject({ 'botanu.outcome': 'success' });
      expect(telemetry.span('botanu.run/u').events.map(({ name }) => name)).not.toContain(
        'botanu.outcome_emitted',
      );
    },
  );

  it('leaves out what is not what it should be, with one warning each, and keeps the rest', async () => {
    const warnings = await warningsOf(() =>
      runUseCase('u', () =>
        emitOutcome('success', {
          valueType: 1 as never,
          valueAmount: NaN,
          confidence: 1.1,
          errorType: {} as never,
          metadata: 'x' as never,
          reason: 'kept',
        }),
      ),
    );
    expect(outcomeOf('botanu.run/u')).toEqual({
      'botanu.outcome': 'success',
      'botanu.outcome.status': 'success',
      'botanu.outcome.reason': 'kept',
    });
    expect(warnings).toHaveLength(5);
  });

  it('leaves out metadata that is no text, and keeps the rest of it', async () => {
    const metadata = { kept: 'v', number: 7, none: Object.create(null) as unknown, symbol: Symbol('s') };
    const warnings = await warningsOf(() =>
      runUseCase('u', () => emitOutcome('success', { metadata: metadata as never })),
    );
    expect(attributesOf(telemetry.span('botanu.run/u'), 'botanu.outcome.metadata')).toEqual({
      'botanu.outcome.metadata.kept': 'v',
    });
    expect(warnings).toHaveLength(3);
  });

  it.each([undefined, null, 7, 'text'])('bears the options %p', (options) => {
    runUseCase('u', () => emitOutcome('partial', options as never));
    expect(outcomeOf('botanu.run/u')).toMatchObject({ 'botanu.outcome': 'partial' });
  });
});

describe('an outcome that comes after the end of its run', () => {
  it('is a span of its own, of no length, linked to the run', async () => {
    let later: Promise<void> | undefined;
    const runId = runUseCase('u', (run) => {
      later = new Promise((resolve) => setTimeout(resolve, 1)).then(() => emitOutcome('failed', ALL));
      return run.runId;
    });
    const warnings = await warningsOf(() => later);
    const span = telemetry.span('botanu.outcome');
    expect(span.kind).toBe(SpanKind.INTERNAL);
    expect(span.duration).toEqual([0, 0]);
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.attributes).toEqual({
      'botanu.run_id': runId,
      'botanu.outcome': 'failed',
      'botanu.outcome.status': 'failed',
      ...ALL_WRITTEN,
    });
    const run = telemetry.span('botanu.run/u');
    expect(span.links.map((link) => link.context.spanId)).toEqual([run.spanContext().spanId]);
    expect(run.attributes['botanu.outcome']).toBe('success');
    expect(warnings).toEqual([]);
  });

  it('is on the span in which it was emitted as well, if that is still open', async () => {
    let tool: Promise<void> | undefined;
    runUseCase('u', () => {
      tool = trackToolCall({ name: 't' }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        emitOutcome('failed');
      });
    });
    await tool;
    expect(outcomeOf('execute_tool t')['botanu.outcome']).toBe('failed');
    expect(outcomeOf('botanu.outcome')['botanu.outcome']).toBe('failed');
  });

  it('can be emitted on its tracker', () => {
    const tracker = runUseCase('u', (run) => run);
    tracker.emitOutcome('failed');
    expect(telemetry.span('botanu.outcome').attributes['botanu.run_id']).toBe(tracker.runId);
  });
});

describe('recordOutcome', () => {
  const RUN_ID = '01923456-789a-7bcd-8def-000000000001';

  it.each([
    [{ runId: RUN_ID }, { 'botanu.run_id': RUN_ID }],
    [{ eventId: 'ticket-1' }, { 'botanu.event_id': 'ticket-1' }],
  ])('of %p is a span of its own', (target, written) => {
    recordOutcome(target, 'failed', { valueAmount: -1, key: 'refund-7' });
    const span = telemetry.span('botanu.outcome');
    expect(span.attributes).toEqual({
      ...written,
      'botanu.outcome': 'failed',
      'botanu.outcome.status': 'failed',
      'botanu.outcome.value_amount': -1,
      'botanu.outcome.key': 'refund-7',
    });
    expect(span.links).toEqual([]);
    expect(span.duration).toEqual([0, 0]);
  });

  it('is linked to the run where that is open here', () => {
    runUseCase('u', (run) => recordOutcome({ runId: run.runId! }, 'partial'));
    expect(telemetry.span('botanu.outcome').links.map((link) => link.context.spanId)).toEqual([
      telemetry.span('botanu.run/u').spanContext().spanId,
    ]);
  });

  it('is of the run that was named, not of the one that it was called in', () => {
    runUseCase('webhook', () => recordOutcome({ runId: RUN_ID }, 'failed'));
    const span = telemetry.span('botanu.outcome');
    expect(span.attributes['botanu.run_id']).toBe(RUN_ID);
    expect(span.attributes).not.toHaveProperty(['botanu.use_case']);
    expect(span.parentSpanContext).toBeUndefined();
    expect(outcomeOf('botanu.run/webhook')['botanu.outcome']).toBe('success');
  });

  it.each([{ runId: 'run-1' }, { eventId: '' }, {}, null, 'run-1', { runId: undefined }])(
    'of %p is left out with one warning',
    async (target) => {
      const warnings = await warningsOf(() => recordOutcome(target as never, 'success'));
      expect(warnings).toEqual([expect.stringContaining('runId (a UUID) or an eventId')]);
      expect(telemetry.spans()).toEqual([]);
    },
  );

  it('bears what untyped code may give it', () => {
    recordOutcome({ eventId: 'e' }, 'success', null as never);
    recordOutcome(null as never, 'success');
    recordOutcome({ eventId: 'e' }, Symbol('success') as never);
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['botanu.outcome']);
  });

  it('with a status that is none is left out; with a key that is none it is recorded without', async () => {
    const warnings = await warningsOf(() => {
      recordOutcome({ runId: RUN_ID }, 'done' as OutcomeStatus);
      recordOutcome({ runId: RUN_ID }, 'failed', { key: 7 as never });
    });
    expect(warnings).toHaveLength(2);
    expect(telemetry.span('botanu.outcome').attributes).not.toHaveProperty(['botanu.outcome.key']);
  });
});

describe('the automatic outcome', () => {
  class TimeoutError extends Error {
    override name = 'TimeoutError';
  }
  class APIConnectionTimeoutError extends Error {}
  class APIUserAbortError extends Error {}
  const late = { deadlineSeconds: 0.001 };
  const passDeadline = () => {
    const end = performance.now() + 3;
    while (performance.now() < end);
  };

  it.each<[string, object, (run: RunTracker) => unknown, string, string | undefined]>([
    ['a return', {}, () => 1, 'success', undefined],
    ['a return past the deadline', late, passDeadline, 'success', undefined],
    [
      'an error',
      {},
      () => {
        throw new RangeError('x');
      },
      'failed',
      'RangeError',
    ],
    ['an error that was survived', {}, (run) => run.setError(new RangeError('x')), 'failed', 'RangeError'],
    [
      'a TimeoutError',
      {},
      () => {
        throw new TimeoutError('x');
      },
      'timeout',
      'TimeoutError',
    ],
    [
      'a TimeoutError of the platform',
      {},
      () => {
        throw new DOMException('x', 'TimeoutError');
      },
      'timeout',
      'TimeoutError',
    ],
    [
      'a timeout of a client',
      {},
      () => {
        throw new APIConnectionTimeoutError('x');
      },
      'timeout',
      'APIConnectionTimeoutError',
    ],
    [
      'an error past the deadline',
      late,
      () => {
        passDeadline();
        throw new RangeError('x');
      },
      'timeout',
      'RangeError',
    ],
    [
      'an AbortError',
      {},
      () => {
        throw new DOMException('x', 'AbortError');
      },
      'canceled',
      'AbortError',
    ],
    [
      'an abort of a client',
      {},
      () => {
        throw new APIUserAbortError('x');
      },
      'canceled',
      'APIUserAbortError',
    ],
    ['a cancellation', {}, (run) => run.requestCancellation('called off'), 'canceled', undefined],
    [
      'a cancellation, and what it threw',
      {},
      (run) => {
        run.requestCancellation();
        throw run.signal.reason;
      },
      'canceled',
      undefined,
    ],
  ])('of %s', (_, options, body, status, errorType) => {
    try {
      runUseCase({ useCase: 'u', ...options }, (run) => void body(run));
    } catch {
      // Thrown on, as it is told elsewhere.
    }
    const { 'botanu.outcome.reason': _reason, ...outcome } = outcomeOf('botanu.run/u');
    expect(outcome).toEqual({
      'botanu.outcome': status,
      'botanu.outcome.status': status,
      ...(errorType !== undefined && { 'botanu.outcome.error_type': errorType }),
    });
  });

  it('is the same where it comes later', async () => {
    await runUseCase('returned', async () => 1);
    await expect(runUseCase('threw', () => Promise.reject(new TimeoutError('x')))).rejects.toThrow('x');
    expect(outcomeOf('botanu.run/returned')['botanu.outcome']).toBe('success');
    expect(outcomeOf('botanu.run/threw')['botanu.outcome']).toBe('timeout');
  });

  it('of a generator that was left early is abandoned; of one read to its end it is success', async () => {
    async function* answers() {
      yield 1;
      yield 2;
    }
    for await (const _ of runUseCase('left', answers)) break;
    for await (const _ of runUseCase('read', answers));
    expect(outcomeOf('botanu.run/left')['botanu.outcome']).toBe('abandoned');
    expect(outcomeOf('botanu.run/read')['botanu.outcome']).toBe('success');
  });

  it('is none for a return where that was switched off', () => {
    runUseCase({ useCase: 'u', autoOutcomeOnSuccess: false }, () => 1);
    expect(outcomeOf('botanu.run/u')).toEqual({});
    expect(telemetry.span('botanu.run/u').events.at(-1)!.attributes).not.toHaveProperty('status');
  });

  it('is there for a throw where that was switched off', () => {
    expect(() =>
      runUseCase({ useCase: 'u', autoOutcomeOnSuccess: false }, () => {
        throw new RangeError('x');
      }),
    ).toThrow('x');
    expect(outcomeOf('botanu.run/u')['botanu.outcome']).toBe('failed');
  });

  it('never overwrites an emitted one: an exception after it keeps it, and the error is recorded', () => {
    expect(() =>
      runUseCase('u', () => {
        emitOutcome('success', { valueAmount: 1 });
        throw new RangeError('x');
      }),
    ).toThrow('x');
    expect(outcomeOf('botanu.run/u')).toEqual({
      'botanu.outcome': 'success',
      'botanu.outcome.status': 'success',
      'botanu.outcome.value_amount': 1,
    });
    expect(telemetry.span('botanu.run/u').attributes['error.type']).toBe('RangeError');
  });

  it('is not overwritten by a cancellation either', () => {
    runUseCase('u', (run) => run.emitOutcome('partial').requestCancellation());
    expect(outcomeOf('botanu.run/u')['botanu.outcome']).toBe('partial');
  });
});
