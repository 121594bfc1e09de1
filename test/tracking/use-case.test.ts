import { context, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { createHash } from 'node:crypto';
import {
  BotanuUseCase,
  currentTracker,
  emitOutcome,
  getCurrentSpan,
  getRunContext,
  getRunId,
  getUseCase,
  getWorkflow,
  type RunContext,
  runUseCase,
  trackToolCall,
} from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const duration = expect.any(Number) as number;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;

describe('the span of a run', () => {
  it('has its name, its kind, its attributes and its events, and nothing else', () => {
    const runId = runUseCase({ useCase: 'Customer Support', workflow: 'support' }, (run) => run.runId);
    const span = telemetry.span('botanu.run/Customer Support');
    expect(span.kind).toBe(SpanKind.SERVER);
    expect(span.attributes).toEqual({
      'botanu.run_id': runId,
      'botanu.root_run_id': runId,
      'botanu.attempt': 1,
      'botanu.use_case': 'Customer Support',
      'botanu.workflow': 'support',
      'botanu.workflow.version': expect.stringMatching(/^v:[0-9a-f]{12}$/) as string,
      'botanu.environment': 'production',
      'botanu.run.start_time': time,
      'botanu.run.duration_ms': duration,
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'Customer Support',
      'botanu.outcome': 'success',
      'botanu.outcome.status': 'success',
    });
    expect(span.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['botanu.run.started', { run_id: runId, use_case: 'Customer Support', workflow: 'support' }],
      [
        'botanu.run.completed',
        {
          run_id: runId,
          use_case: 'Customer Support',
          workflow: 'support',
          status: 'success',
          duration_ms: duration,
        },
      ],
    ]);
  });

  it('has everything that was given', () => {
    runUseCase(
      {
        useCase: 'u',
        workflow: 'Agent.handle',
        workflowVersion: '2.1',
        environment: 'staging',
        tenantId: 'tenant-1',
        customerId: 'customer-1',
        eventId: 'ticket-1',
        spanKind: SpanKind.CONSUMER,
        deadlineSeconds: 30,
        attributes: { 'app.channel': 'mail' },
      },
      () => 1,
    );
    const span = telemetry.span('botanu.run/u');
    expect(span.kind).toBe(SpanKind.CONSUMER);
    expect(span.attributes).toMatchObject({
      'botanu.workflow': 'Agent.handle',
      'botanu.workflow.version': '2.1',
      'botanu.environment': 'staging',
      'botanu.tenant_id': 'tenant-1',
      'botanu.customer_id': 'customer-1',
      'botanu.event_id': 'ticket-1',
      'botanu.run.deadline_ts': expect.any(Number) as number,
      'app.channel': 'mail',
    });
    const deadline = span.attributes['botanu.run.deadline_ts'] as number;
    expect(Math.abs(deadline - (Date.now() / 1000 + 30))).toBeLessThan(5);
  });

  it('ends with what went wrong', () => {
    expect(() =>
      runUseCase({ useCase: 'u', workflow: 'w' }, () => {
        emitOutcome('partial', { valueType: 'answers', valueAmount: 2 });
        throw Object.assign(new RangeError('x'), { code: 'E1' });
      }),
    ).toThrow('x');
    const { attributes, events } = telemetry.span('botanu.run/u');
    expect(attributes['error.type']).toBe('E1');
    expect(events.map(({ name }) => name)).toEqual([
      'botanu.run.started',
      'botanu.outcome_emitted',
      'exception',
      'botanu.run.completed',
    ]);
    expect(events.at(-1)!.attributes).toEqual({
      run_id: attributes['botanu.run_id'],
      use_case: 'u',
      workflow: 'w',
      status: 'partial',
      duration_ms: duration,
      value_type: 'answers',
      value_amount: 2,
      error_class: 'RangeError',
    });
  });

  it('measures how long it took, in milliseconds', async () => {
    await runUseCase('u', () => new Promise((resolve) => setTimeout(resolve, 20)));
    const ms = telemetry.span('botanu.run/u').attributes['botanu.run.duration_ms'] as number;
    expect(ms).toBeGreaterThanOrEqual(19);
    expect(ms).toBeLessThan(2_000);
  });

  it("has the version of the function's own text", () => {
    class Agent {
      @BotanuUseCase('u')
      handle() {
        return 1;
      }
    }
    const body = () => 'the text of this function';
    runUseCase({ useCase: 'own' }, body);
    const hash = createHash('sha256').update(body.toString()).digest('hex').slice(0, 12);
    expect(telemetry.span('botanu.run/own').attributes['botanu.workflow.version']).toBe(`v:${hash}`);

    new Agent().handle();
    new Agent().handle();
    const versions = telemetry
      .spans()
      .slice(1)
      .map(({ attributes }) => [attributes['botanu.workflow'], attributes['botanu.workflow.version']]);
    expect(new Set(versions.map(String)).size).toBe(1);
    expect(versions[0]).toEqual(['Agent.handle', expect.stringMatching(/^v:[0-9a-f]{12}$/)]);
  });

  it('leaves out an id that is no string, with one warning', async () => {
    const warnings = await warningsOf(() =>
      runUseCase({ useCase: 'u', eventId: 42 as never, tenantId: 't', customerId: null as never }, () => 1),
    );
    const { attributes } = telemetry.span('botanu.run/u');
    expect(attributes).toMatchObject({ 'botanu.tenant_id': 't' });
    expect(attributes).not.toHaveProperty(['botanu.event_id']);
    expect(attributes).not.toHaveProperty(['botanu.customer_id']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('eventId must be a string, got 42');
  });

  it('leaves out attributes that no span can hold, with one warning', async () => {
    const warnings = await warningsOf(() =>
      runUseCase({ useCase: 'u', attributes: { bad: {} as never, good: 1 } }, () => 1),
    );
    expect(telemetry.span('botanu.run/u').attributes).toMatchObject({ good: 1 });
    expect(telemetry.span('botanu.run/u').attributes).not.toHaveProperty('bad');
    expect(warnings).toHaveLength(1);
  });
});

describe('inside a run', () => {
  it('code can ask for the run, the use case, the workflow and the span', async () => {
    await runUseCase({ useCase: 'u', workflow: 'w' }, async (run) => {
      await Promise.resolve();
      expect(getRunId()).toBe(run.runId);
      expect(getRunContext()).toBe(run.run);
      expect(getUseCase()).toBe('u');
      expect(getWorkflow()).toBe('w');
      expect(getCurrentSpan()).toBe(run.span);
    });
  });

  it('and gets undefined outside', () => {
    expect([getRunId(), getRunContext(), getUseCase(), getWorkflow(), getCurrentSpan()]).toEqual(
      Array(5).fill(undefined),
    );
  });
});

describe('a run inside another', () => {
  it('has an id of its own, the same root, and the outer one as its parent', () => {
    const ids = runUseCase('outer', (outer) =>
      runUseCase('middle', (middle) =>
        runUseCase('inner', (inner) => [outer.runId, middle.runId, inner.runId]),
      ),
    );
    const [outer, middle, inner] = ['outer', 'middle', 'inner'].map((name) =>
      telemetry.span(`botanu.run/${name}`),
    );
    expect(new Set(ids).size).toBe(3);
    expect(outer!.attributes).toMatchObject({ 'botanu.run_id': ids[0], 'botanu.root_run_id': ids[0] });
    expect(outer!.attributes).not.toHaveProperty(['botanu.parent_run_id']);
    expect(middle!.attributes).toMatchObject({
      'botanu.run_id': ids[1],
      'botanu.root_run_id': ids[0],
      'botanu.parent_run_id': ids[0],
    });
    expect(inner!.attributes).toMatchObject({
      'botanu.run_id': ids[2],
      'botanu.root_run_id': ids[0],
      'botanu.parent_run_id': ids[1],
    });
    expect(inner!.parentSpanContext?.spanId).toBe(middle!.spanContext().spanId);
    expect(middle!.parentSpanContext?.spanId).toBe(outer!.spanContext().spanId);
  });

  it('keeps its own outcome', () => {
    runUseCase('outer', () => {
      runUseCase('inner', () => emitOutcome('failed'));
      emitOutcome('partial');
    });
    expect(telemetry.span('botanu.run/inner').attributes['botanu.outcome']).toBe('failed');
    expect(telemetry.span('botanu.run/outer').attributes['botanu.outcome']).toBe('partial');
  });

  it('leaves what comes after it to the outer one', () => {
    runUseCase('outer', (outer) => {
      runUseCase('inner', () => 1);
      expect(getRunId()).toBe(outer.runId);
      expect(currentTracker('run')).toBe(outer);
      trackToolCall({ name: 't' }, () => 1);
    });
    expect(telemetry.span('execute_tool t').attributes['botanu.use_case']).toBe('outer');
  });
});

describe('the context of a run that has ended', () => {
  /** What a timer finds that a run has left behind. */
  async function afterTheEnd<R>(fn: () => R): Promise<R> {
    let left: Promise<R> | undefined;
    runUseCase('ended', () => {
      left = new Promise((resolve) => setTimeout(() => resolve(fn()), 1));
    });
    return left!;
  }

  it('opens a root run of its own, linked to it', async () => {
    const runId = await afterTheEnd(() => runUseCase('later', (run) => run.runId));
    const ended = telemetry.span('botanu.run/ended');
    const later = telemetry.span('botanu.run/later');
    expect(later.attributes).toMatchObject({ 'botanu.run_id': runId, 'botanu.root_run_id': runId });
    expect(later.attributes).not.toHaveProperty(['botanu.parent_run_id']);
    expect(later.parentSpanContext).toBeUndefined();
    expect(later.spanContext().traceId).not.toBe(ended.spanContext().traceId);
    expect(later.links.map((link) => link.context.spanId)).toEqual([ended.spanContext().spanId]);
  });

  it('still tells which run its operations are of', async () => {
    await afterTheEnd(() => trackToolCall({ name: 't' }, () => 1));
    expect(telemetry.span('execute_tool t').attributes['botanu.run_id']).toBe(
      telemetry.span('botanu.run/ended').attributes['botanu.run_id'],
    );
  });

  it('bears calls to what has ended', async () => {
    const warnings = await warningsOf(() =>
      afterTheEnd(() => {
        currentTracker('run').setTokens({ inputTokens: 1 }).addMetadata({ a: 1 }).requestCancellation();
      }),
    );
    expect(warnings).toEqual([]);
  });
});

describe('every span inside a run', () => {
  const IDENTITY = { 'botanu.use_case': 'u', 'botanu.workflow': 'w' };

  it('carries it, whichever library made it', async () => {
    const runId = await runUseCase({ useCase: 'u', workflow: 'w' }, async (run) => {
      await Promise.resolve();
      trace.getTracer('other').startActiveSpan('theirs', (span) => {
        trackToolCall({ name: 't' }, () => trace.getTracer('other').startSpan('inner').end());
        span.end();
      });
      return run.runId;
    });
    trace.getTracer('other').startSpan('outside').end();
    for (const name of ['theirs', 'inner']) {
      expect(telemetry.span(name).attributes).toEqual({ 'botanu.run_id': runId, ...IDENTITY });
    }
    expect(telemetry.span('execute_tool t').attributes).toMatchObject({
      'botanu.run_id': runId,
      ...IDENTITY,
    });
    expect(telemetry.span('outside').attributes).toEqual({});
  });

  it('that is our own carries it even without the span processor', async () => {
    await telemetry.stop();
    telemetry = startTelemetry({ processor: false });
    const runId = runUseCase({ useCase: 'u', workflow: 'w' }, (run) => {
      trace.getTracer('other').startSpan('theirs').end();
      trackToolCall({ name: 't' }, () => 1);
      return run.runId;
    });
    expect(telemetry.span('execute_tool t').attributes).toMatchObject({
      'botanu.run_id': runId,
      ...IDENTITY,
    });
    expect(telemetry.span('botanu.run/u').attributes).toMatchObject({ 'botanu.run_id': runId, ...IDENTITY });
    expect(telemetry.span('theirs').attributes).toEqual({});
  });

  it('is stamped once', () => {
    const written: string[] = [];
    runUseCase({ useCase: 'u', workflow: 'w' }, () => {
      const tracer = trace.getTracer('botanu');
      const prototype = Object.getPrototypeOf(tracer.startSpan('probe')) as {
        setAttribute: (k: string) => unknown;
      };
      const spy = jest.spyOn(prototype, 'setAttribute');
      trackToolCall({ name: 't' }, () => 1);
      written.push(...spy.mock.calls.map(([key]) => key));
      spy.mockRestore();
    });
    expect(written.filter((key) => key === 'botanu.run_id')).toHaveLength(1);
  });

  it('of a nested run carries the root as well', () => {
    runUseCase('outer', (outer) =>
      runUseCase('inner', (inner) => {
        trace.getTracer('other').startSpan('theirs').end();
        expect(telemetry.span('theirs').attributes).toMatchObject({
          'botanu.run_id': inner.runId,
          'botanu.root_run_id': outer.runId,
          'botanu.use_case': 'inner',
        });
      }),
    );
  });

  it('that starts in another context does not carry it', () => {
    runUseCase('u', () =>
      context.with(ROOT_CONTEXT, () => trace.getTracer('other').startSpan('theirs').end()),
    );
    expect(telemetry.span('theirs').attributes).toEqual({});
  });
});

describe('retryOf', () => {
  it('makes the run another attempt at the one before: same root and details, the attempt on its span', () => {
    let first: RunContext | undefined;
    expect(() =>
      runUseCase({ useCase: 'u', workflow: 'first', eventId: 'e-1' }, (run) => {
        first = run.run;
        throw new Error('once');
      }),
    ).toThrow('once');
    runUseCase({ useCase: 'u', workflow: 'again', retryOf: first }, () => 'done');

    const [before, again] = telemetry.spans();
    expect(again!.attributes).toMatchObject({
      'botanu.root_run_id': before!.attributes['botanu.run_id'],
      'botanu.retry_of_run_id': before!.attributes['botanu.run_id'],
      'botanu.attempt': 2,
      'botanu.event_id': 'e-1',
      'botanu.outcome': 'success',
    });
    expect(again!.attributes['botanu.run_id']).not.toBe(before!.attributes['botanu.run_id']);
  });
});
