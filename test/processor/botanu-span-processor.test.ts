import { ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SamplingDecision,
  TracerProvider,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { SpanExporter } from '../../src/export/span-exporter';
import { BotanuSpanProcessor } from '../../src/processor/botanu-span-processor';
import type { ActiveRun } from '../../src/run/active-run';
import { beginRun } from '../../src/run/run-of-context';
import { RunContext } from '../../src/run/run-context';
import { withScope } from '../../src/run/scope-context';
import { BotanuAttribute } from '../../src/semconv/attributes';

let exporter: InMemorySpanExporter;
let processor: BotanuSpanProcessor;
let provider: TracerProvider;
beforeEach(() => {
  exporter = new InMemorySpanExporter();
  processor = new BotanuSpanProcessor({ exporter });
  provider = new TracerProvider({ spanProcessors: [processor] });
});
afterEach(() => provider.shutdown());

function inRun(useCase = 'Customer Support'): { run: ActiveRun; context: Context } {
  const { run, context } = beginRun(ROOT_CONTEXT, RunContext.create({ useCase, workflow: 'Agent.answer' }));
  return { run, context: withScope(context, { activeRun: run }) };
}

async function attributesOf(name: string): Promise<Record<string, unknown>> {
  await provider.forceFlush();
  return exporter.getFinishedSpans().find((span) => span.name === name)!.attributes;
}

it('writes the run onto a span of any library that starts inside it', async () => {
  const { run, context } = inRun();
  provider.getTracer('pg').startSpan('SELECT', {}, context).end();
  expect(await attributesOf('SELECT')).toMatchObject({
    [BotanuAttribute.RUN_ID]: run.context.runId,
    [BotanuAttribute.USE_CASE]: 'Customer Support',
    [BotanuAttribute.WORKFLOW]: 'Agent.answer',
  });
});

it('knows a run of a peer by its baggage', async () => {
  const { run, context } = inRun();
  const remotely = withScope(context, undefined);
  provider.getTracer('http').startSpan('GET', {}, remotely).end();
  expect(await attributesOf('GET')).toMatchObject({ [BotanuAttribute.RUN_ID]: run.context.runId });
});

it('leaves a span alone that carries a run already', async () => {
  const attributes = { [BotanuAttribute.RUN_ID]: 'another' };
  provider.getTracer('own').startSpan('run', { attributes }, inRun().context).end();
  expect(await attributesOf('run')).toEqual(attributes);
});

it('writes nothing outside of a run', async () => {
  provider.getTracer('http').startSpan('GET').end();
  expect(await attributesOf('GET')).toEqual({});
});

it('writes what setBusinessContext added onto later spans', async () => {
  const { run, context } = inRun();
  run.addToStamp(BotanuAttribute.TEAM, 'support');
  provider.getTracer('pg').startSpan('SELECT', {}, context).end();
  expect(await attributesOf('SELECT')).toMatchObject({ [BotanuAttribute.TEAM]: 'support' });
});

it('exports nothing that is not sampled', async () => {
  const recordOnly: Sampler = { shouldSample: () => ({ decision: SamplingDecision.RECORD }) };
  const unsampled = new TracerProvider({ sampler: recordOnly, spanProcessors: [processor] });
  unsampled.getTracer('t').startSpan('unsampled').end();
  await unsampled.forceFlush();
  expect(exporter.getFinishedSpans()).toEqual([]);
});

it('only stamps where it has no exporter', async () => {
  const alone = new BotanuSpanProcessor();
  const theirs = new InMemorySpanExporter();
  const both = new TracerProvider({ spanProcessors: [alone, new BotanuSpanProcessor({ exporter: theirs })] });
  both.getTracer('pg').startSpan('SELECT', {}, inRun().context).end();
  await both.forceFlush();
  expect(theirs.getFinishedSpans()[0]!.attributes).toHaveProperty([BotanuAttribute.RUN_ID]);
  await both.shutdown();
});

it('takes no spans after its shutdown, and shuts down once', async () => {
  const span = provider.getTracer('t').startSpan('late');
  await processor.shutdown();
  await processor.shutdown();
  span.end();
  expect(processor.queue).toBeDefined();
  await processor.forceFlush();
  expect(exporter.getFinishedSpans()).toEqual([]);
});

it('is shut down for everybody who asked only when all is exported', async () => {
  let answer: (() => void) | undefined;
  const slow: SpanExporter = {
    export: (_spans, done) => (answer = () => done({ code: 0 })),
    shutdown: async () => {},
  };
  const slowly = new BotanuSpanProcessor({ exporter: slow });
  const itsProvider = new TracerProvider({ spanProcessors: [slowly] });
  itsProvider.getTracer('t').startSpan('last').end();
  const ended: string[] = [];
  const both = [slowly, slowly].map((each, i) => each.shutdown().then(() => ended.push(`shutdown ${i}`)));
  await new Promise((next) => setTimeout(next, 20));
  ended.push('answer');
  answer!();
  await Promise.all(both);
  expect(ended).toEqual(['answer', 'shutdown 0', 'shutdown 1']);
});

it("fits the SDK's types", () => {
  const fits: SpanProcessor = new BotanuSpanProcessor({ exporter: exporter satisfies SpanExporter });
  expect(fits).toBeInstanceOf(BotanuSpanProcessor);
});
