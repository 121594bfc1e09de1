import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';

/** Spans with everything that a span can have, of two scopes. */
export function everyKindOfSpan(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    spanLimits: { attributeCountLimit: 8, eventCountLimit: 2, linkCountLimit: 1 },
  });
  const remote = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
    traceState: new TraceState('vendor=1'),
  };
  const plain = provider.getTracer('plain').startSpan('no parent', { kind: SpanKind.CLIENT });
  const rich = provider
    .getTracer('rich', '1.2.3', { schemaUrl: 'https://example.com/schema' })
    .startSpan(
      'with all',
      { links: [{ context: remote, attributes: { why: 'cause' } }, { context: remote }] },
      trace.setSpanContext(ROOT_CONTEXT, remote),
    );
  rich.setAttributes({
    text: 'ünï "quoted"\n',
    whole: 42,
    fraction: 0.25,
    flag: false,
    texts: ['a', 'b'],
    numbers: [1, 2.5],
    flags: [true],
    holes: ['a', null],
    'one too many': 1,
  });
  for (const name of ['first', 'second', 'third']) rich.addEvent(name, { n: 1 });
  rich.setStatus({ code: SpanStatusCode.ERROR, message: 'it broke' });
  for (const span of [plain, rich]) span.end();
  return exporter.getFinishedSpans();
}
