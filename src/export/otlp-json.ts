import type { Attributes, HrTime, Link, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, SpanEvent, SpanResource, SpanScope } from './readable-span';

/** One line of a ledger: the JSON form of OTLP's ExportTraceServiceRequest. */
export const otlpJson = (spans: readonly ReadableSpan[]): string =>
  JSON.stringify({ resourceSpans: groupedByResource(spans) });

function groupedByResource(spans: readonly ReadableSpan[]): object[] {
  return grouped(spans, (span) => span.resource).map(([resource, its]) => ({
    resource: otlpResource(resource),
    scopeSpans: groupedByScope(its),
    schemaUrl: resource.schemaUrl || undefined,
  }));
}

function groupedByScope(spans: readonly ReadableSpan[]): object[] {
  return grouped(spans, (span) => scopeIdentity(span.instrumentationScope)).map(([, its]) => {
    const scope = its[0]!.instrumentationScope;
    return { scope: otlpScope(scope), spans: its.map(otlpSpan), schemaUrl: scope.schemaUrl };
  });
}

const scopeIdentity = ({ name, version = '', schemaUrl = '' }: SpanScope): string =>
  `${name}@${version}:${schemaUrl}`;

function grouped<K>(spans: readonly ReadableSpan[], keyOf: (span: ReadableSpan) => K): [K, ReadableSpan[]][] {
  const groups = new Map<K, ReadableSpan[]>();
  for (const span of spans) {
    const key = keyOf(span);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [span]);
    else group.push(span);
  }
  return [...groups];
}

const otlpResource = (resource: SpanResource): object => ({
  attributes: keyValues(resource.attributes),
  droppedAttributesCount: 0,
  schemaUrl: resource.schemaUrl || undefined,
});

function otlpScope({ name, version, attributes, droppedAttributesCount = 0 }: SpanScope): object {
  if (attributes === undefined || Object.keys(attributes).length === 0) return { name, version };
  return { name, version, attributes: keyValues(attributes), droppedAttributesCount };
}

function otlpSpan(span: ReadableSpan): object {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    parentSpanId: parent?.spanId || undefined,
    traceState: context.traceState?.serialize(),
    name: span.name,
    // OTLP has 0 for "unspecified", which the API's numbering leaves out.
    kind: span.kind + 1,
    startTimeUnixNano: unixNanos(span.startTime, span.endTime),
    endTimeUnixNano: unixNanos(span.endTime, span.startTime),
    attributes: keyValues(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map(otlpEvent),
    droppedEventsCount: span.droppedEventsCount,
    status: { code: span.status.code, message: span.status.message },
    links: span.links.map(otlpLink),
    droppedLinksCount: span.droppedLinksCount,
    flags: flagsOf(context, parent?.isRemote),
  };
}

const otlpEvent = (event: SpanEvent): object => ({
  attributes: keyValues(event.attributes),
  name: event.name,
  timeUnixNano: unixNanos(event.time),
  droppedAttributesCount: event.droppedAttributesCount ?? 0,
});

const otlpLink = ({ context, attributes, droppedAttributesCount = 0 }: Link): object => ({
  attributes: keyValues(attributes),
  spanId: context.spanId,
  traceId: context.traceId,
  traceState: context.traceState?.serialize(),
  droppedAttributesCount,
  flags: flagsOf(context, context.isRemote),
});

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

const flagsOf = ({ traceFlags }: SpanContext, isRemote = false): number =>
  (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);

const NO_TIME: HrTime = [0, 0];

/** Text, because a double cannot hold today's nanoseconds. Of an invalid date there is `other`, or 0: "unknown". */
function unixNanos(time: HrTime, other: HrTime = NO_TIME): string {
  const [seconds, nanos] = [time, other].find(isTime) ?? NO_TIME;
  return (BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(Math.trunc(nanos))).toString();
}

const isTime = ([seconds, nanos]: HrTime): boolean => Number.isFinite(seconds) && Number.isFinite(nanos);

const keyValues = (attributes: Attributes = {}): object[] =>
  Object.keys(attributes).map((key) => ({ key, value: anyValue(attributes[key]) }));

function anyValue(value: unknown): object {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return numberValue(value);
    case 'object':
      return objectValue(value);
    default:
      return {};
  }
}

/** An int64 is text in the JSON form, and what JSON has no number for goes by its name. */
function numberValue(value: number): object {
  if (Number.isSafeInteger(value)) return { intValue: value.toString() };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

function objectValue(value: object | null): object {
  if (value === null) return {};
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  return { kvlistValue: { values: keyValues(value as Attributes) } };
}
