import {
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  RandomIdGenerator,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { BotanuSampler, BotanuSpanProcessor, recordOutcome, runUseCase, trackLlmCall } from 'botanu';
import { environmentSampler } from '../../src/processor/environment-sampler';
import { beginRun } from '../../src/run/run-of-context';
import { RunContext } from '../../src/run/run-context';
import { withScope } from '../../src/run/scope-context';
import { startTelemetry, warningsOf } from '../support/telemetry';

const IDS = Array.from({ length: 2_000 }, () => new RandomIdGenerator().generateTraceId());

const decide = (sampler: Sampler, context: Context, traceId = IDS[0]!): SamplingResult =>
  sampler.shouldSample(context, traceId, 'span', SpanKind.INTERNAL, {}, []);

const inRun = (): Context => beginRun(ROOT_CONTEXT, RunContext.create({ useCase: 'Support' })).context;
const inScope = (): Context => {
  const { run, context } = beginRun(ROOT_CONTEXT, RunContext.create({ useCase: 'Support' }));
  return withScope(context, { activeRun: run });
};

const always = (result: SamplingResult): Sampler => ({
  shouldSample: () => result,
  toString: () => 'Always',
});

describe('inside a run', () => {
  it.each<[string, () => Context]>([
    ['of this process', inScope],
    ['that baggage names', inRun],
  ])('%s, "do not record" becomes "record", with all else of the decision', (_, context) => {
    const rest = { attributes: { rule: 'cheap' }, traceState: createTraceState('a=b') };
    const theirs = always({ decision: SamplingDecision.NOT_RECORD, ...rest });
    expect(decide(new BotanuSampler(theirs), context())).toEqual({
      decision: SamplingDecision.RECORD,
      ...rest,
    });
  });

  it.each([SamplingDecision.RECORD, SamplingDecision.RECORD_AND_SAMPLED])(
    'the decision %s is handed on',
    (decision) => {
      const result = { decision };
      expect(decide(new BotanuSampler(always(result)), inRun())).toBe(result);
    },
  );
});

it('outside of a run every decision is handed on', () => {
  const result = { decision: SamplingDecision.NOT_RECORD };
  expect(decide(new BotanuSampler(always(result)), ROOT_CONTEXT)).toBe(result);
});

it('what theirs throws is thrown', () => {
  const broken: Sampler = {
    shouldSample: () => {
      throw new Error('theirs');
    },
    toString: () => 'Broken',
  };
  expect(() => decide(new BotanuSampler(broken), inRun())).toThrow('theirs');
});

it('says what it is made of, and fits the SDK’s types both ways', () => {
  const fits: Sampler = new BotanuSampler(new TraceIdRatioBasedSampler(0.01) satisfies Sampler);
  expect(String(fits)).toBe('BotanuSampler{TraceIdRatioBased{0.01}}');
});

describe('without one of theirs', () => {
  const PARENT = { traceId: IDS[0]!, spanId: '0123456789abcdef', isRemote: true };
  const contexts = [
    ROOT_CONTEXT,
    trace.setSpanContext(ROOT_CONTEXT, { ...PARENT, traceFlags: TraceFlags.SAMPLED }),
    trace.setSpanContext(ROOT_CONTEXT, { ...PARENT, traceFlags: TraceFlags.NONE }),
  ];
  const ratio = new TraceIdRatioBasedSampler(0.3);

  it.each<[string | undefined, string | undefined, Sampler]>([
    [undefined, undefined, new ParentBasedSampler({ root: new AlwaysOnSampler() })],
    ['always_on', undefined, new AlwaysOnSampler()],
    ['always_off', undefined, new AlwaysOffSampler()],
    ['traceidratio', '0.3', ratio],
    ['parentbased_always_on', undefined, new ParentBasedSampler({ root: new AlwaysOnSampler() })],
    ['parentbased_always_off', undefined, new ParentBasedSampler({ root: new AlwaysOffSampler() })],
    ['parentbased_traceidratio', '0.3', new ParentBasedSampler({ root: ratio })],
  ])('OTEL_TRACES_SAMPLER=%s (%s) decides as the SDK does', (name, arg, theirs) => {
    const ours = environmentSampler({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: arg });
    const decisions = (sampler: Sampler): number[] =>
      contexts.flatMap((context) => IDS.map((id) => decide(sampler, context, id).decision));
    expect(decisions(ours)).toEqual(decisions(theirs));
  });

  it.each([
    [{ OTEL_TRACES_SAMPLER: 'sometimes' }, /there is no 'sometimes'; parentbased_always_on is used/],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio' },
      /OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, got undefined/,
    ],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '7' }, /got '7'; 1 is used/],
  ])('%j samples everything, and says so', async (env, said) => {
    let sampler: Sampler | undefined;
    expect(await warningsOf(() => (sampler = environmentSampler(env)))).toEqual([
      expect.stringMatching(said),
    ]);
    expect(decide(sampler!, ROOT_CONTEXT).decision).toBe(SamplingDecision.RECORD_AND_SAMPLED);
  });
});

describe('with a processor that exports', () => {
  /** The spans that our processor exports while everything else is sampled away. */
  async function exportedOf(body: () => unknown): Promise<{ name: string; sampled: boolean }[]> {
    const exporter = new InMemorySpanExporter();
    const processor = new BotanuSpanProcessor({ exporter });
    const provider = new TracerProvider({
      sampler: new BotanuSampler(new AlwaysOffSampler()),
      spanProcessors: [processor],
    });
    const telemetry = startTelemetry();
    trace.disable();
    trace.setGlobalTracerProvider(provider);
    try {
      await body();
      await processor.forceFlush();
      return exporter.getFinishedSpans().map((span) => ({
        name: span.name,
        sampled: (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0,
      }));
    } finally {
      await provider.shutdown();
      await telemetry.stop();
    }
  }

  it('a run is exported whole, unsampled, and what is outside of it is not', async () => {
    const exported = await exportedOf(() => {
      runUseCase('Support', () => {
        trackLlmCall({ provider: 'openai', model: 'gpt-4o-mini' }, () => {});
        trace.getTracer('pg').startSpan('SELECT').end();
      });
      trace.getTracer('cron').startSpan('tick').end();
    });
    expect(exported).toEqual([
      { name: 'chat gpt-4o-mini', sampled: false },
      { name: 'SELECT', sampled: false },
      { name: 'botanu.run/Support', sampled: false },
    ]);
  });

  it.each([{ runId: '01890000-0000-7000-8000-000000000001' }, { eventId: 'ticket-7' }])(
    'a late outcome is exported, known by %j',
    async (target) => {
      expect(await exportedOf(() => recordOutcome(target, 'success'))).toEqual([
        { name: 'botanu.outcome', sampled: false },
      ]);
    },
  );
});
