import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { otlpJson } from '../../src/export/otlp-json';

/** Spans with everything that a span can have, of two scopes. */
function everyKindOfSpan(): ReadableSpan[] {
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

/** An int64 may stand in JSON as a number or as text; OpenTelemetry's serializer writes the former. */
const withIntsAsText = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && 'intValue' in value
    ? { intValue: String(value.intValue) }
    : value;

it("is what OpenTelemetry's own serializer writes", () => {
  const spans = everyKindOfSpan();
  const theirs = new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans));
  expect(JSON.parse(otlpJson(spans))).toEqual(JSON.parse(theirs, withIntsAsText));
});

it('keeps counts as text, and numbers that are no int64 as doubles', () => {
  const [span] = everyKindOfSpan();
  const attributes = { big: Number.MAX_SAFE_INTEGER, bigger: 2 ** 60, nan: Number.NaN, infinite: -Infinity };
  const json = JSON.parse(otlpJson([{ ...span!, spanContext: () => span!.spanContext(), attributes }]));
  expect(json.resourceSpans[0].scopeSpans[0].spans[0].attributes).toEqual([
    { key: 'big', value: { intValue: '9007199254740991' } },
    { key: 'bigger', value: { doubleValue: 2 ** 60 } },
    { key: 'nan', value: { doubleValue: 'NaN' } },
    { key: 'infinite', value: { doubleValue: '-Infinity' } },
  ]);
});

it('is one line', () => {
  expect(otlpJson(everyKindOfSpan())).not.toContain('\n');
});
