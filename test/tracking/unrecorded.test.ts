import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOffSampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import {
  currentTracker,
  emitOutcome,
  getBaggage,
  getRunId,
  injectRunContext,
  recordOutcome,
  runUseCase,
  setBaggage,
  setBusinessContext,
  startLlmCall,
  trackLlmCall,
  trackMessagingOperation,
  trackToolCall,
} from 'botanu';
import { openRuns } from '../../src/run/open-runs';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

/** A run that uses about everything; gives what it saw. */
async function use() {
  return runUseCase({ useCase: 'u', deadlineSeconds: 60 }, async (run) => {
    const runId = run.runId;
    await Promise.resolve();
    const sync = trackToolCall({ name: 't' }, (tool) => {
      tool.setResult({ itemsReturned: 1 }).addMetadata({ a: 1 });
      return 7;
    });
    const later = await trackLlmCall({ provider: 'openai', model: 'm' }, async (llm) => {
      await Promise.resolve();
      llm.setTokens({ inputTokens: 1 });
      currentTracker('llm').setStreaming();
      return getRunId();
    });
    expect(() =>
      trackToolCall({ name: 't' }, () => {
        throw new Error('theirs');
      }),
    ).toThrow('theirs');
    {
      using call = startLlmCall({ provider: 'openai', model: 'm' });
      call.setTokens({ inputTokens: 1 });
    }
    setBusinessContext({ team: 'support' });
    setBaggage('app.a', 'b');
    emitOutcome('partial');
    recordOutcome({ eventId: 'e' }, 'failed');
    const headers: Record<string, string> = {};
    trackMessagingOperation({ operation: 'send', system: 'kafka', carrier: headers }, () => 1);
    return { runId, sync, later, seen: getRunId(), baggage: getBaggage('app.a'), headers };
  });
}

describe('with a sampler that samples nothing', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry({ sampler: new AlwaysOffSampler() })));
  afterEach(() => telemetry.stop());

  it('everything runs, gives what it gives, and knows its run', async () => {
    let seen!: Awaited<ReturnType<typeof use>>;
    const warnings = await warningsOf(async () => (seen = await use()));
    expect(seen).toMatchObject({ sync: 7, later: seen.runId, seen: seen.runId, baggage: 'b' });
    expect(seen.runId).toMatch(/^[0-9a-f-]{36}$/);
    expect(telemetry.spans()).toEqual([]);
    expect(openRuns.size).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('the run and the trace, with its flag, still go out with a message', async () => {
    const { headers, runId } = await use();
    expect(headers.baggage).toContain(runId);
    expect(headers.traceparent).toMatch(/-00$/);
    runUseCase('u', (run) => {
      const injected = injectRunContext<Record<string, string>>({});
      expect(injected.baggage).toContain(run.runId);
      expect(injected.traceparent).toMatch(/-00$/);
    });
  });

  it('a message that is given its headers by hand has them, and a tracker its run', () => {
    runUseCase('u', (run) => {
      trackMessagingOperation({ operation: 'send', system: 'kafka' }, (message) => {
        const headers = message.inject<Record<string, string>>({});
        expect(headers.baggage).toContain(run.runId);
        expect(headers.traceparent).toMatch(/-00$/);
        expect(message.runId).toBe(run.runId);
      });
    });
  });

  it('a call to another service continues the trace of the operation that it is made in', () => {
    runUseCase('u', (run) => {
      trackToolCall({ name: 't' }, () => {
        const span = trace.getSpan(context.active())!;
        expect(span.spanContext().traceId).toBe(run.span.spanContext().traceId);
        expect(span.spanContext().spanId).not.toBe(run.span.spanContext().spanId);
      });
    });
  });
});

describe('with a context manager but no provider', () => {
  beforeEach(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
  afterEach(() => context.disable());

  it('everything runs, gives what it gives, and knows its run', async () => {
    const seen = await use();
    expect(seen).toMatchObject({ sync: 7, later: seen.runId, seen: seen.runId, baggage: 'b' });
    expect(openRuns.size).toBe(0);
  });
});

describe('with nothing registered', () => {
  it('everything runs and gives what it gives', async () => {
    expect(await use()).toMatchObject({ sync: 7, later: undefined, seen: undefined, baggage: undefined });
    expect(openRuns.size).toBe(0);
  });

  it('a run still has its id, its deadline and its signal', async () => {
    await runUseCase({ useCase: 'u', deadlineSeconds: 0.01 }, async (run) => {
      expect(run.runId).toMatch(/^[0-9a-f-]{36}$/);
      const { signal } = run;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      expect((signal.reason as Error).name).toBe('TimeoutError');
    });
  });
});

it('records from the moment that a provider is registered', () => {
  trackToolCall({ name: 'before' }, () => 1);
  const telemetry = startTelemetry();
  trackToolCall({ name: 'after' }, () => 1);
  expect(telemetry.spans().map(({ name }) => name)).toEqual(['execute_tool after']);
  return telemetry.stop();
});

it('an operation that alone is not sampled writes nothing on the run around it', async () => {
  const telemetry = startTelemetry({
    sampler: {
      shouldSample: (_context, _traceId, name) => ({
        decision: name.startsWith('botanu.run/')
          ? SamplingDecision.RECORD_AND_SAMPLED
          : SamplingDecision.NOT_RECORD,
      }),
      toString: () => 'runs only',
    },
  });
  try {
    runUseCase('u', () =>
      trackLlmCall({ provider: 'openai', model: 'm' }, (llm) => {
        currentTracker().setTokens({ inputTokens: 7 });
        llm.setTokens({ inputTokens: 7 });
        expect(currentTracker('run').runId).toBe(getRunId());
      }),
    );
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['botanu.run/u']);
    expect(telemetry.span('botanu.run/u').attributes).not.toHaveProperty('gen_ai.usage.input_tokens');
  } finally {
    await telemetry.stop();
  }
});
