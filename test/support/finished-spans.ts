import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';

/** Ended spans of a real provider, `span 0` and so on. */
export function finishedSpans(
  count: number,
  attributes = {},
  nameOf = (i: number): string => `span ${i}`,
): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('test');
  for (let i = 0; i < count; i++) tracer.startSpan(nameOf(i), { attributes }).end();
  return exporter.getFinishedSpans();
}
