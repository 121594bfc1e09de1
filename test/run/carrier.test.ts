import { ROOT_CONTEXT, context, SpanKind, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  currentTracker,
  emitOutcome,
  getRunContext,
  getRunId,
  getUseCase,
  injectRunContext,
  runUseCase,
  startMessagingOperation,
  trackMessagingOperation,
  TrackMessaging,
  trackToolCall,
  withRunContext,
} from 'botanu';
import { continuedRuns, findOpenRun } from '../../src/run/open-runs';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

type Headers = Record<string, string>;

const REMOTE_RUN = '01923456-789a-7bcd-8def-000000000001';
const REMOTE_ROOT = '01923456-789a-7bcd-8def-000000000002';

/** A message from another process. */
const remoteMessage = (useCase = 'Customer Support'): Headers => ({
  traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
  baggage: `botanu.run_id=${REMOTE_RUN},botanu.root_run_id=${REMOTE_ROOT},botanu.use_case=${encodeURIComponent(useCase)},their.key=v`,
});

/** Outside of every run, as a consumer's callback is. */
const elsewhere = <R>(fn: () => R): R => context.with(ROOT_CONTEXT, fn);

const linkedSpans = (span: ReadableSpan): string[] => span.links.map((link) => link.context.spanId);

describe('injectRunContext and withRunContext', () => {
  it('take the run and the trace along with a message', () => {
    const headers: Headers = {};
    const runId = runUseCase('u', (run) => {
      expect(injectRunContext(headers)).toBe(headers);
      return run.runId;
    });
    expect(Object.keys(headers).sort()).toEqual(['baggage', 'traceparent']);
    expect(getRunId()).toBeUndefined();

    const result = withRunContext(headers, () => {
      expect(getRunId()).toBe(runId);
      expect(getUseCase()).toBe('u');
      trace.getTracer('other').startSpan('other').end();
      return trackToolCall({ name: 'look-up' }, () => 7);
    });
    expect(result).toBe(7);
    expect(getRunId()).toBeUndefined();
    const run = telemetry.span('botanu.run/u');
    for (const name of ['other', 'execute_tool look-up']) {
      const span = telemetry.span(name);
      expect(span.attributes['botanu.run_id']).toBe(runId);
      expect(span.spanContext().traceId).toBe(run.spanContext().traceId);
      expect(span.parentSpanContext?.spanId).toBe(run.spanContext().spanId);
    }
  });

  it('reach the open run itself, where it is one of this process', async () => {
    await runUseCase('u', async (run) => {
      const headers = injectRunContext({});
      await elsewhere(async () => {
        expect(getRunId()).toBeUndefined();
        withRunContext(headers, () => {
          expect(getRunContext()).toBe(run.run);
          expect(currentTracker('run')).toBe(run);
          emitOutcome('partial', { reason: 'by the consumer' });
        });
      });
    });
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['botanu.run/u']);
    expect(telemetry.span('botanu.run/u').attributes).toMatchObject({
      'botanu.outcome': 'partial',
      'botanu.outcome.reason': 'by the consumer',
    });
  });

  it('leave the current run alone where the headers carry none', () => {
    runUseCase('u', (run) => {
      for (const headers of [{}, { 'content-type': 'text/plain' }, null, undefined, 'text']) {
        withRunContext(headers as Headers, () => expect(getRunId()).toBe(run.runId));
      }
    });
  });

  it.each(['run-1', '', `${REMOTE_RUN}0`])('take no run from a peer that names it %p', async (id) => {
    const warnings = await warningsOf(() =>
      withRunContext({ baggage: `botanu.run_id=${id},their.key=v` }, () => {
        expect(getRunId()).toBeUndefined();
        runUseCase('u', (run) => expect(run.run.parentRunId).toBeUndefined());
      }),
    );
    expect(warnings).toHaveLength(id === '' ? 0 : 1);
  });

  it('do not mix the current run into that of a message', () => {
    runUseCase('current', () => {
      withRunContext(remoteMessage(), () => {
        expect(getRunContext()).toMatchObject({ runId: REMOTE_RUN, rootRunId: REMOTE_ROOT });
        trackToolCall({ name: 'look-up' }, () => 1);
      });
    });
    const tool = telemetry.span('execute_tool look-up');
    expect(tool.attributes['botanu.run_id']).toBe(REMOTE_RUN);
    expect(tool.spanContext().traceId).toBe('1'.repeat(32));
  });
});

describe('a run inside that of a peer', () => {
  it('is its child, and keeps its root', () => {
    withRunContext(remoteMessage(), () =>
      runUseCase('Customer Support', (run) =>
        expect(run.run).toMatchObject({ parentRunId: REMOTE_RUN, rootRunId: REMOTE_ROOT }),
      ),
    );
    const { attributes, parentSpanContext } = telemetry.span('botanu.run/Customer Support');
    expect(attributes).toMatchObject({
      'botanu.parent_run_id': REMOTE_RUN,
      'botanu.root_run_id': REMOTE_ROOT,
    });
    expect(parentSpanContext?.spanId).toBe('2'.repeat(16));
  });

  it('goes on with it where the carrier is an option and the use case is the same', () => {
    runUseCase({ useCase: 'Customer Support', carrier: remoteMessage(), tenantId: 't' }, (run) => {
      expect(run.runId).toBe(REMOTE_RUN);
      expect(findOpenRun(REMOTE_RUN)?.context).toBe(run.run);
      trackToolCall({ name: 'look-up' }, () => 1);
    });
    expect(continuedRuns.size).toBe(0);
    const run = telemetry.span('botanu.run/Customer Support');
    expect(run.attributes).toMatchObject({
      'botanu.run_id': REMOTE_RUN,
      'botanu.root_run_id': REMOTE_ROOT,
      'botanu.tenant_id': 't',
      'botanu.outcome': 'success',
    });
    expect(run.attributes).not.toHaveProperty(['botanu.parent_run_id']);
    expect(run.parentSpanContext?.spanId).toBe('2'.repeat(16));
    expect(telemetry.span('execute_tool look-up').attributes['botanu.run_id']).toBe(REMOTE_RUN);
  });

  it('has what a peer told of it, but for what is known better here', () => {
    const { baggage } = remoteMessage();
    const carrier = {
      ...remoteMessage(),
      baggage: `${baggage},botanu.tenant_id=theirs,botanu.customer_id=c,botanu.event_id=e,botanu.cancelled=true`,
    };
    runUseCase({ useCase: 'Customer Support', carrier, tenantId: 'ours' }, ({ run }) => {
      expect(run).toMatchObject({ tenantId: 'ours', customerId: 'c', eventId: 'e' });
      expect(run.isCancelled()).toBe(true);
    });
    expect(telemetry.span('botanu.run/Customer Support').attributes).toMatchObject({
      'botanu.tenant_id': 'ours',
      'botanu.customer_id': 'c',
      'botanu.event_id': 'e',
    });
  });

  it('is its child where the carrier is an option and the use case is another', () => {
    runUseCase({ useCase: 'Delivery', carrier: remoteMessage() }, (run) =>
      expect(run.run).toMatchObject({ parentRunId: REMOTE_RUN, rootRunId: REMOTE_ROOT }),
    );
  });

  it('is a root where the carrier carries none', () => {
    runUseCase({ useCase: 'u', carrier: {} }, (run) => {
      expect(run.run).toMatchObject({ parentRunId: undefined, rootRunId: run.runId });
    });
  });

  it('tells its outcome in a span of its own, since the run ends elsewhere', () => {
    withRunContext(remoteMessage(), () => {
      trackToolCall({ name: 'look-up' }, () => emitOutcome('failed', { reason: 'refunded' }));
    });
    expect(telemetry.span('botanu.outcome').attributes).toEqual({
      'botanu.run_id': REMOTE_RUN,
      'botanu.outcome': 'failed',
      'botanu.outcome.status': 'failed',
      'botanu.outcome.reason': 'refunded',
    });
    expect(telemetry.span('execute_tool look-up').attributes['botanu.outcome']).toBe('failed');
  });
});

describe('a message', () => {
  class Queue {
    messages: Headers[] = [];

    @TrackMessaging({
      system: 'sqs',
      operation: 'publish',
      destination: 'replies',
      carrier: (headers: Headers) => headers,
    })
    async publish(headers: Headers): Promise<void> {
      this.messages.push(headers);
    }

    @TrackMessaging({
      system: 'sqs',
      operation: 'process',
      destination: 'replies',
      carrier: (headers: Headers) => headers,
    })
    async deliver(_headers: Headers): Promise<string | undefined> {
      await Promise.resolve();
      trace.getTracer('mail').startSpan('send mail').end();
      return getRunId();
    }
  }

  it("has the producer's span and run in its headers before it is sent", () => {
    runUseCase('u', (run) => {
      const headers: Headers = {};
      trackMessagingOperation(
        { system: 'sqs', operation: 'publish', destination: 'q', carrier: headers },
        (producer) => {
          expect(headers.traceparent).toContain(producer.span.spanContext().spanId);
          expect(headers.baggage).toContain(run.runId);
        },
      );
    });
  });

  it('goes on in the run that produced it after that has ended', async () => {
    const queue = new Queue();
    const runId = await runUseCase('u', async (run) => {
      await queue.publish({});
      return run.runId;
    });
    expect(await queue.deliver(queue.messages[0]!)).toBe(runId);

    const producer = telemetry.span('publish replies');
    const consumer = telemetry.span('process replies');
    expect([producer.kind, consumer.kind]).toEqual([SpanKind.PRODUCER, SpanKind.CONSUMER]);
    expect(consumer.parentSpanContext?.spanId).toBe(producer.spanContext().spanId);
    expect(linkedSpans(consumer)).toEqual([producer.spanContext().spanId]);
    for (const span of telemetry.spans()) expect(span.attributes['botanu.run_id']).toBe(runId);
  });

  it('is linked to, and no parent, where it is consumed in its own run', async () => {
    const queue = new Queue();
    await runUseCase('u', async () => {
      await queue.publish({});
      await queue.deliver(queue.messages[0]!);
    });
    const consumer = telemetry.span('process replies');
    expect(consumer.parentSpanContext?.spanId).toBe(telemetry.span('botanu.run/u').spanContext().spanId);
    expect(linkedSpans(consumer)).toEqual([telemetry.span('publish replies').spanContext().spanId]);
  });

  it('of a peer is its consumer’s parent, run and link', async () => {
    expect(await new Queue().deliver(remoteMessage())).toBe(REMOTE_RUN);
    const consumer = telemetry.span('process replies');
    expect(consumer.parentSpanContext?.spanId).toBe('2'.repeat(16));
    expect(linkedSpans(consumer)).toEqual(['2'.repeat(16)]);
    expect(telemetry.span('send mail').attributes['botanu.run_id']).toBe(REMOTE_RUN);
  });

  it('without headers is consumed where it is', async () => {
    expect(await new Queue().deliver({})).toBeUndefined();
    expect(telemetry.span('process replies').links).toEqual([]);
  });

  it('in a batch is linked to only', () => {
    const batch = Array.from({ length: 3 }, (_, i) => {
      const headers: Headers = {};
      runUseCase(`u${i}`, () => injectRunContext(headers));
      return headers;
    });
    trackMessagingOperation(
      { system: 'kafka', operation: 'process', destination: 'replies', carrier: batch },
      (consumer) => {
        consumer.setResult({ messageCount: 3 });
        expect(getRunId()).toBeUndefined();
      },
    );
    const consumer = telemetry.span('process replies');
    expect(consumer.parentSpanContext).toBeUndefined();
    expect(linkedSpans(consumer)).toEqual(
      [0, 1, 2].map((i) => telemetry.span(`botanu.run/u${i}`).spanContext().spanId),
    );
    expect(consumer.attributes['messaging.batch.message_count']).toBe(3);
  });

  it('in a batch gets its headers from the producer', () => {
    const batch: Headers[] = [{}, {}];
    runUseCase('u', (run) => {
      trackMessagingOperation(
        { system: 'kafka', operation: 'send', destination: 'q', carrier: batch },
        () => {
          for (const headers of batch) expect(headers.baggage).toContain(run.runId);
        },
      );
    });
  });

  it('gets its headers and its links by hand, too', () => {
    const first: Headers = {};
    const second: Headers = {};
    runUseCase('u', (run) => {
      using producer = startMessagingOperation({ system: 'kafka', operation: 'send', destination: 'q' });
      expect(producer.inject(first)).toBe(first);
      expect(first.baggage).toContain(run.runId);
      injectRunContext(second);
    });
    using consumer = startMessagingOperation({ system: 'kafka', operation: 'process', destination: 'q' });
    expect(consumer.link(first).link(second).link({})).toBe(consumer);
    consumer.end();
    expect(linkedSpans(telemetry.span('process q'))).toEqual([
      telemetry.span('send q').spanContext().spanId,
      telemetry.span('botanu.run/u').spanContext().spanId,
    ]);
  });
});
