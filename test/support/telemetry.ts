import {
  context,
  diag,
  type DiagLogger,
  DiagLogLevel,
  metrics,
  propagation,
  type Attributes,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { BotanuPropagator, BotanuSpanProcessor } from 'botanu';

export interface TelemetryOptions {
  readonly sampler?: Sampler;
  /** Whether botanu's own processor is there. @default true */
  readonly processor?: boolean;
  /** Whether ended spans are kept. @default true */
  readonly exported?: boolean;
}

/** A real OpenTelemetry SDK in memory, registered globally for one test. */
export interface Telemetry {
  /** Spans that have ended, in the order of their ends. */
  spans(): ReadableSpan[];
  span(name: string): ReadableSpan;
  stop(): Promise<void>;
}

export function startTelemetry({
  sampler,
  processor = true,
  exported = true,
}: TelemetryOptions = {}): Telemetry {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    ...(sampler && { sampler }),
    spanProcessors: [
      ...(processor ? [new BotanuSpanProcessor()] : []),
      ...(exported ? [new SimpleSpanProcessor({ exporter })] : []),
    ],
  });
  const w3c: TextMapPropagator = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new BotanuPropagator(w3c));
  trace.setGlobalTracerProvider(provider);
  return {
    spans: () => exporter.getFinishedSpans(),
    span(name) {
      const found = exporter.getFinishedSpans().filter((span) => span.name === name);
      if (found.length !== 1) {
        const names = exporter.getFinishedSpans().map((span) => span.name);
        throw new Error(`${found.length} spans are named '${name}'; there are ${JSON.stringify(names)}`);
      }
      return found[0]!;
    },
    async stop() {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
      metrics.disable();
    },
  };
}

/** The attributes of a span whose keys start with one of the prefixes. */
export function attributesOf(span: ReadableSpan, ...prefixes: string[]): Attributes {
  return Object.fromEntries(
    Object.entries(span.attributes).filter(([key]) => prefixes.some((prefix) => key.startsWith(prefix))),
  );
}

/** What was said through OpenTelemetry's diag while `fn` ran. */
export async function warningsOf(fn: () => unknown): Promise<string[]> {
  const said: string[] = [];
  const note = (...parts: unknown[]): void => void said.push(parts.join(' '));
  const logger: DiagLogger = { error: note, warn: note, info: () => {}, debug: () => {}, verbose: () => {} };
  (globalThis as unknown as Record<symbol, Set<string>>)[Symbol.for('botanu.warnings')]?.clear();
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  try {
    await fn();
  } finally {
    diag.disable();
  }
  return said;
}
