import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ConsoleSpanExporter,
  InMemorySpanExporter,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  SimpleSpanProcessor,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import {
  flushBotanu,
  initBotanu,
  isBotanuInitialized,
  runUseCase,
  shutdownBotanu,
  withBotanu,
  type WithBotanuOptions,
} from 'botanu';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordingSettings } from '../../src/shared/recording-settings';
import { ledgerSpans } from '../support/ledger-spans';
import { restoreSettings } from '../support/settings';

let directory: string;
let stderr: string;
const savedEnvironment = { ...process.env };
const started: { shutdown(): Promise<void> }[] = [];

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'botanu-with-')), 'ledger');
  stderr = '';
  process.env.OTEL_METRICS_EXPORTER = 'none';
  process.env.OTEL_LOGS_EXPORTER = 'none';
  (globalThis as unknown as Record<symbol, Set<string>>)[Symbol.for('botanu.warnings')]?.clear();
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text.toString();
    return true;
  });
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.shutdown()));
  await shutdownBotanu();
  restoreSettings();
  disableGlobals();
  process.env = { ...savedEnvironment };
  jest.restoreAllMocks();
  rmSync(join(directory, '..'), { recursive: true });
});

function disableGlobals(): void {
  trace.disable();
  context.disable();
  propagation.disable();
}

type Configuration = NonNullable<ConstructorParameters<typeof NodeSDK>[0]>;

/** The application's own SDK, with botanu in its configuration and a ledger for this test. */
function start(configuration: Configuration = {}, options: WithBotanuOptions = {}): Configuration {
  const whole = withBotanu(configuration, { ledger: { directory }, ...options });
  const sdk = new NodeSDK(whole);
  started.push(sdk);
  sdk.start();
  return whole;
}

const run = (): unknown =>
  runUseCase('Customer Support', () => trace.getTracer('pg').startSpan('SELECT').end());

const names = (spans: readonly { name: string }[]): string[] => spans.map(({ name }) => name).sort();
const RUN = 'botanu.run/Customer Support';

describe('whatever the configuration exports to', () => {
  it.each<[string, (exporter: InMemorySpanExporter) => Configuration]>([
    ['a traceExporter', (traceExporter) => ({ traceExporter })],
    ['spanProcessors', (exporter) => ({ spanProcessors: [new BatchSpanProcessor({ exporter })] })],
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- it works still
    ['a spanProcessor', (exporter) => ({ spanProcessor: new SimpleSpanProcessor({ exporter }) })],
  ])('%s goes on, and runs are in the ledger too', async (_, configured) => {
    const exporter = new InMemorySpanExporter();
    start(configured(exporter));
    run();
    trace.getTracer('cron').startSpan('tick').end();
    await (trace.getTracerProvider() as unknown as { getDelegate(): TracerProvider })
      .getDelegate()
      .forceFlush();
    expect(names(exporter.getFinishedSpans())).toEqual(['SELECT', RUN, 'tick']);
    expect(exporter.getFinishedSpans()[0]!.attributes).toHaveProperty(['botanu.run_id']);
    expect(names(ledgerSpans(directory))).toEqual(['SELECT', RUN, 'tick']);
  });

  it('the exporters that the environment names go on, where it names none itself', () => {
    process.env.OTEL_TRACES_EXPORTER = 'console,zipkin';
    process.env.OTEL_BSP_MAX_QUEUE_SIZE = '99';
    const { spanProcessors } = start();
    const [ours, ...theirs] = spanProcessors!;
    expect(ours!.constructor.name).toBe('BotanuSpanProcessor');
    const [console, zipkin] = theirs.map((each) => (each as unknown as { theirs: SpanProcessor }).theirs);
    expect(console).toBeInstanceOf(SimpleSpanProcessor);
    expect(console).toMatchObject({ _exporter: expect.any(ConsoleSpanExporter) });
    expect(zipkin).toBeInstanceOf(BatchSpanProcessor);
    expect(zipkin).toMatchObject({ _maxQueueSize: 99 });
  });

  it('none, if the environment says so', async () => {
    process.env.OTEL_TRACES_EXPORTER = 'none';
    expect(start().spanProcessors).toHaveLength(1);
    run();
    await flushBotanu();
    expect(names(ledgerSpans(directory))).toEqual(['SELECT', RUN]);
  });
});

describe('the rest of the configuration', () => {
  it('stays as it is, and the object that was passed is not changed', () => {
    const given = Object.freeze({
      serviceName: 'shop',
      instrumentations: [],
      traceExporter: new InMemorySpanExporter(),
    });
    const whole = withBotanu(given, { ledger: { directory } });
    expect(whole).toMatchObject({ serviceName: 'shop', instrumentations: given.instrumentations });
    expect(Object.keys(given)).toEqual(['serviceName', 'instrumentations', 'traceExporter']);
  });

  it.each<[string, string]>([
    ['always_off', 'BotanuSampler{AlwaysOffSampler}'],
    ['', 'BotanuSampler{ParentBased{root=AlwaysOnSampler}}'],
  ])('without a sampler takes the one of OTEL_TRACES_SAMPLER=%s', (name, shown) => {
    process.env.OTEL_TRACES_SAMPLER = name;
    process.env.OTEL_TRACES_EXPORTER = 'none';
    expect(String(withBotanu({}, { ledger: { directory } }).sampler)).toBe(shown);
  });

  it('keeps its sampler’s share for its exporter, and has every run in the ledger', async () => {
    const exporter = new InMemorySpanExporter();
    const sampler = new ParentBasedSampler({ root: new AlwaysOffSampler() });
    start({ spanProcessors: [new SimpleSpanProcessor({ exporter })], sampler });
    run();
    trace.getTracer('cron').startSpan('tick').end();
    await flushBotanu();
    expect(names(ledgerSpans(directory))).toEqual(['SELECT', RUN]);
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('does not show its processors what only botanu has recorded, but what its own sampler has', async () => {
    const seen: string[] = [];
    const note = (span: { name: string }): unknown => seen.push(span.name);
    const greedy: SpanProcessor = {
      onStart: note,
      onEnding: note,
      onEnd: note,
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    const recordsChats: Sampler = {
      shouldSample: (_context, _id, name) => ({
        decision: name === 'chat' ? SamplingDecision.RECORD : SamplingDecision.NOT_RECORD,
      }),
      toString: () => 'RecordsChats',
    };
    start({ spanProcessors: [greedy], sampler: recordsChats });
    runUseCase('Customer Support', () => {
      trace.getTracer('pg').startSpan('SELECT').end();
      trace.getTracer('llm').startSpan('chat').end();
    });
    await flushBotanu();
    expect(seen).toEqual(['chat', 'chat', 'chat']);
    expect(names(ledgerSpans(directory))).toEqual(['SELECT', RUN, 'chat']);
  });

  it.each<[string | undefined, string[]]>([
    [undefined, ['traceparent', 'tracestate', 'baggage']],
    ['b3', ['b3']],
    ['tracecontext,b3multi', expect.arrayContaining(['traceparent', 'x-b3-traceid'])],
  ])('without a propagator takes those of OTEL_PROPAGATORS=%s', (value, fields) => {
    process.env.OTEL_TRACES_EXPORTER = 'none';
    if (value !== undefined) process.env.OTEL_PROPAGATORS = value;
    const { textMapPropagator } = withBotanu({}, { ledger: { directory } });
    expect(textMapPropagator!.fields()).toEqual(fields);
    expect(textMapPropagator!.constructor.name).toBe('BotanuPropagator');
  });

  it('has its own propagator wrapped', () => {
    const textMapPropagator = new W3CBaggagePropagator();
    const whole = withBotanu({ textMapPropagator, spanProcessors: [] }, { ledger: { directory } });
    expect(whole.textMapPropagator).toMatchObject({ theirs: textMapPropagator });
  });

  it.each<[string, Configuration, string]>([
    ['null', { textMapPropagator: null }, ''],
    ['OTEL_PROPAGATORS=none', {}, 'none'],
  ])('with none by %s has none', (_, configuration, value) => {
    process.env.OTEL_PROPAGATORS = value;
    const whole = withBotanu({ ...configuration, spanProcessors: [] }, { ledger: { directory } });
    expect(whole.textMapPropagator).toBeNull();
  });
});

describe('botanu’s options', () => {
  it('say where spans go: nowhere of its own with ledger: false', async () => {
    const [ours] = start({ traceExporter: new InMemorySpanExporter() }, { ledger: false }).spanProcessors!;
    expect(ours).toMatchObject({ queue: undefined });
    run();
    await flushBotanu();
    expect(readdirSync(join(directory, '..'))).toEqual([]);
    expect(stderr).toBe('');
  });

  it('are recorded by, also after shutdownBotanu, until others replace them all', async () => {
    start({ spanProcessors: [] }, { environment: 'staging', propagationMode: 'full' });
    expect(recordingSettings).toMatchObject({ environment: 'staging', propagationMode: 'full' });
    expect(isBotanuInitialized()).toBe(true);
    await shutdownBotanu();
    expect(recordingSettings).toMatchObject({ environment: 'staging', propagationMode: 'full' });
    expect(isBotanuInitialized()).toBe(false);
    withBotanu({ spanProcessors: [] }, { ledger: { directory } });
    expect(recordingSettings).toMatchObject({ environment: 'production', propagationMode: 'lean' });
  });

  it('redact what the application’s SDK records after shutdownBotanu', async () => {
    const exporter = new InMemorySpanExporter();
    const redact: WithBotanuOptions['redact'] = (key, value) =>
      key === 'botanu.customer_id' ? undefined : value;
    start({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }, { redact });
    const support = { useCase: 'Customer Support', customerId: 'SECRET' };
    runUseCase(support, () => {});
    await shutdownBotanu();
    runUseCase(support, () => {});
    const attributes = exporter.getFinishedSpans().map((span) => span.attributes);
    expect(attributes).toHaveLength(2);
    expect(JSON.stringify(attributes)).not.toContain('SECRET');
  });

  it('that the application’s own configuration decides are no types, and are said to change nothing', async () => {
    // @ts-expect-error -- the Node SDK's configuration names the service
    withBotanu({ spanProcessors: [] }, { ledger: { directory }, serviceName: 'shop' });
    await Promise.resolve();
    expect(stderr).toMatch(/withBotanu: serviceName changes nothing here/);
  });

  it('are checked', () => {
    expect(() => withBotanu({}, { ledgr: {} } as WithBotanuOptions)).toThrow(
      "withBotanu: there is no option 'ledgr'. Did you mean 'ledger'?",
    );
    expect(() => withBotanu({}, { maxQueueSize: 0 })).toThrow(/^withBotanu: maxQueueSize must be/);
    expect(isBotanuInitialized()).toBe(false);
  });

  it('need not be given: one line says where the ledger is', async () => {
    start({ spanProcessors: [] });
    await Promise.resolve();
    expect(stderr).toMatch(/^botanu info: spans are written to \S+ledger,.*\n$/);
  });
});

describe('called when the application has stopped its SDK', () => {
  it.each([
    ['and waited for it', true],
    ['and not waited for it', false],
  ])('%s, starts anew: the spans of both are in the ledger', async (_, isAwaited) => {
    const before = process.listenerCount('SIGTERM');
    start({ spanProcessors: [] }, { environment: 'staging' });
    run();
    const stopping = started.pop()!.shutdown();
    if (isAwaited) await stopping;
    disableGlobals();
    start({ spanProcessors: [] });
    run();
    expect(await flushBotanu()).toMatchObject({ delivered: 2 });
    await stopping;
    expect(names(ledgerSpans(directory))).toEqual(['SELECT', 'SELECT', RUN, RUN]);
    expect(recordingSettings.environment).toBe('production');
    expect(isBotanuInitialized()).toBe(true);
    expect(stderr).not.toContain('called again');
    expect(stderr.match(/spans are written to/g)).toHaveLength(2);
    await shutdownBotanu();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

describe('called when something was started already', () => {
  it('by itself: says so once, and the spans of both go the same way', async () => {
    const first = withBotanu({ spanProcessors: [] }, { ledger: { directory } });
    start(withBotanu(first as Configuration), { ledger: false });
    run();
    await flushBotanu();
    expect(names(ledgerSpans(directory))).toEqual(['SELECT', RUN]);
    expect(stderr.match(/withBotanu was called again/g)).toHaveLength(1);
  });

  it('by initBotanu: says which one is to go, and starts nothing', () => {
    initBotanu({ ledger: { directory } });
    const { spanProcessors } = withBotanu({ spanProcessors: [] });
    expect(spanProcessors).toEqual([expect.objectContaining({ queue: undefined })]);
    expect(stderr).toMatch(/withBotanu was called after initBotanu.*Leave out the first/);
  });

  it('and initBotanu after it is harmless too', () => {
    start({ spanProcessors: [] });
    const provider = trace.getTracerProvider();
    expect(initBotanu().config.ledger).toMatchObject({ directory });
    expect(trace.getTracerProvider()).toBe(provider);
    expect(stderr).toMatch(/initBotanu was called again: what .* withBotanu\) started goes on/);
  });
});

it('leaves listeners only while it is there', async () => {
  const listeners = (): number[] =>
    ['exit', 'beforeExit', 'SIGTERM', 'SIGINT'].map((name) => process.listenerCount(name));
  const before = listeners();
  withBotanu({ spanProcessors: [], textMapPropagator: null }, { ledger: { directory } });
  expect(listeners()).toEqual(before.map((count) => count + 1));
  await shutdownBotanu();
  expect(listeners()).toEqual(before);
});

it('adds nothing that delivers where OTEL_SDK_DISABLED=true', () => {
  process.env.OTEL_SDK_DISABLED = 'true';
  const whole = withBotanu({ spanProcessors: [] }, { environment: 'staging' });
  expect(whole.spanProcessors).toEqual([expect.objectContaining({ queue: undefined })]);
  expect(recordingSettings.environment).toBe('production');
});

describe('a provider that is wired by hand', () => {
  const theirs = (exporter: InMemorySpanExporter): SpanProcessor => new SimpleSpanProcessor({ exporter });

  it('takes the three parts from it', async () => {
    const exporter = new InMemorySpanExporter();
    const w3c = new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    });
    const { spanProcessors, sampler, textMapPropagator } = withBotanu(
      {
        spanProcessors: [theirs(exporter)],
        sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0) }),
        textMapPropagator: w3c,
      },
      { ledger: { directory } },
    );
    const provider = new TracerProvider({ spanProcessors, sampler });
    propagation.setGlobalPropagator(textMapPropagator!);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(provider);
    started.push(provider);
    run();
    await flushBotanu();
    expect(names(ledgerSpans(directory))).toEqual([RUN, 'SELECT'].sort());
    expect(exporter.getFinishedSpans()).toEqual([]);
  });
});
