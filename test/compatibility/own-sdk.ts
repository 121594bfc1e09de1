// botanu's parts wired by hand into the application's own OpenTelemetry: its NodeSDK, or, asked for by the argument
// 'provider', a provider without one. Prints what both exporters got, and what went out and came in again.
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, InMemorySpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import {
  BotanuPropagator,
  BotanuSpanProcessor,
  getBaggage,
  runUseCase,
  setBaggage,
  trackLlmCall,
  withRunContext,
} from 'botanu';

const botanus = new InMemorySpanExporter();
const theirs = new InMemorySpanExporter();
const spanProcessors = [
  new BotanuSpanProcessor({ exporter: botanus }),
  new BatchSpanProcessor({ exporter: theirs }),
];
const textMapPropagator = new BotanuPropagator(
  new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
);

function start(): { forceFlush: () => Promise<unknown> } {
  const flushed = { forceFlush: () => Promise.all(spanProcessors.map((each) => each.forceFlush())) };
  if (process.argv[2] === 'provider') {
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(textMapPropagator);
  } else {
    new NodeSDK({ spanProcessors, textMapPropagator, metricReaders: [], logRecordProcessors: [] }).start();
  }
  return flushed;
}

/** As an HTTP instrumentation does it: the client's span is active, and says which host is asked. */
async function request(): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  const attributes = { 'server.address': 'localhost' };
  const span = trace.getTracer('http').startSpan('GET', { kind: SpanKind.CLIENT, attributes });
  context.with(trace.setSpan(context.active(), span), () => propagation.inject(context.active(), headers));
  await Promise.resolve();
  span.end();
  return headers;
}

const spansOf = (exporter: InMemorySpanExporter) =>
  exporter.getFinishedSpans().map(({ name, attributes, parentSpanContext }) => ({
    name,
    runId: attributes['botanu.run_id'],
    inputTokens: attributes['gen_ai.usage.input_tokens'],
    isRoot: parentSpanContext === undefined,
  }));

async function main(): Promise<void> {
  const sdk = start();
  const headers = await runUseCase('Customer Support', async () => {
    setBaggage('plan', 'gold');
    await trackLlmCall({ provider: 'openai', model: 'gpt-4o-mini' }, async (llm) => {
      await Promise.resolve();
      llm.setTokens({ inputTokens: 1000, outputTokens: 12 });
    });
    return request();
  });
  // In another service, which knows of the run what the request says.
  const incoming = propagation.extract(ROOT_CONTEXT, headers);
  const plan = context.with(incoming, () => {
    trace.getTracer('http').startSpan('GET /orders').end();
    return getBaggage('plan');
  });
  withRunContext(headers, () => trace.getTracer('queue').startSpan('process order').end());
  await sdk.forceFlush();
  const result = { botanus: spansOf(botanus), theirs: spansOf(theirs), plan, baggage: headers.baggage };
  process.stdout.write(JSON.stringify(result));
}

void main();
