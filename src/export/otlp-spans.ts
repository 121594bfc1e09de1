import {
  type Attributes,
  type AttributeValue,
  createTraceState,
  type HrTime,
  type Link,
  type SpanContext,
  SpanKind,
  type SpanStatus,
  type TraceState,
} from '@opentelemetry/api';
import type { ReadableSpan, SpanEvent, SpanResource, SpanScope } from './readable-span';

/** A line that `otlpJson` wrote, as spans which any exporter takes and nothing has been lost of. Throws on another. */
export const spansOfOtlpJson = (line: string): ReadableSpan[] =>
  spansOfRequest(JSON.parse(line) as TraceRequest);

export function spansOfRequest({ resourceSpans }: TraceRequest): ReadableSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    // One object for all of them: exporters group spans by it.
    const its = resourceOf(resource);
    return scopeSpans.flatMap(({ scope, schemaUrl, spans }) => {
      const instrumentationScope = scopeOf(scope, schemaUrl);
      return spans.map((span) => spanOf(span, its, instrumentationScope));
    });
  });
}

const resourceOf = ({ attributes, schemaUrl }: Resource): SpanResource => ({
  attributes: attributesOf(attributes),
  schemaUrl,
});

const scopeOf = ({ name, version, attributes, ...counts }: Scope, schemaUrl?: string): SpanScope => ({
  name,
  version,
  schemaUrl,
  ...(attributes !== undefined && { attributes: attributesOf(attributes), ...counts }),
});

function spanOf(span: Span, resource: SpanResource, instrumentationScope: SpanScope): ReadableSpan {
  const context = contextOf(span, span.flags & ~IS_REMOTE);
  const startTime = hrTime(span.startTimeUnixNano);
  const endTime = hrTime(span.endTimeUnixNano);
  const parent = { traceId: span.traceId, spanId: span.parentSpanId ?? '' };
  const read: ReadableSpan & SdkSpan = {
    name: span.name,
    kind: KINDS[span.kind - 1] ?? SpanKind.INTERNAL,
    spanContext: () => context,
    parentSpanContext: span.parentSpanId === undefined ? undefined : contextOf(parent, span.flags),
    startTime,
    endTime,
    duration: duration(startTime, endTime),
    ended: true,
    status: span.status,
    attributes: attributesOf(span.attributes),
    links: span.links.map(linkOf),
    events: span.events.map(eventOf),
    resource,
    instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
  return read;
}

/** By OTLP's numbers, less the first, which is "unspecified". */
const KINDS = [SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER];

/** What a span of OpenTelemetry's SDK has besides. */
interface SdkSpan {
  readonly duration: HrTime;
  readonly ended: true;
}

const linkOf = ({ attributes, droppedAttributesCount, ...link }: SpanLink): Link => ({
  context: contextOf(link, link.flags),
  attributes: attributesOf(attributes),
  droppedAttributesCount,
});

const eventOf = ({ name, timeUnixNano, attributes, droppedAttributesCount }: Event): SpanEvent => ({
  name,
  time: hrTime(timeUnixNano),
  attributes: attributesOf(attributes),
  droppedAttributesCount,
});

const IS_REMOTE = 0x200;

const contextOf = ({ traceId, spanId, traceState }: Ids, flags: number): SpanContext => ({
  traceId,
  spanId,
  traceFlags: flags & 0xff,
  isRemote: (flags & IS_REMOTE) !== 0,
  ...(traceState !== undefined && { traceState: traceStateOf(traceState) }),
});

/** The API's own leaves out what it finds too long, or malformed. */
const traceStateOf = (text: string): TraceState =>
  Object.assign(createTraceState(text), { serialize: () => text });

const NANOS = 1_000_000_000n;

function hrTime(unixNano: string): HrTime {
  const nanos = BigInt(unixNano);
  return [Number(nanos / NANOS), Number(nanos % NANOS)];
}

function duration([startSeconds, startNanos]: HrTime, [endSeconds, endNanos]: HrTime): HrTime {
  const nanos = endNanos - startNanos;
  return nanos < 0
    ? [endSeconds - startSeconds - 1, nanos + Number(NANOS)]
    : [endSeconds - startSeconds, nanos];
}

const attributesOf = (keyValues: KeyValue[]): Attributes =>
  Object.fromEntries(keyValues.map(({ key, value }) => [key, valueOf(value) as AttributeValue]));

function valueOf(value: AnyValue): unknown {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(valueOf);
  if (value.bytesValue !== undefined) return new Uint8Array(Buffer.from(value.bytesValue, 'base64'));
  return value.kvlistValue === undefined ? null : attributesOf(value.kvlistValue.values);
}

export interface TraceRequest {
  readonly resourceSpans: {
    readonly resource: Resource;
    readonly scopeSpans: { readonly scope: Scope; readonly schemaUrl?: string; readonly spans: Span[] }[];
  }[];
}

interface Resource {
  readonly attributes: KeyValue[];
  readonly schemaUrl?: string;
}

interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly attributes?: KeyValue[];
  readonly droppedAttributesCount?: number;
}

interface Ids {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState?: string;
}

interface Span extends Ids {
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: KeyValue[];
  readonly droppedAttributesCount: number;
  readonly events: Event[];
  readonly droppedEventsCount: number;
  readonly status: SpanStatus;
  readonly links: SpanLink[];
  readonly droppedLinksCount: number;
  readonly flags: number;
}

interface SpanLink extends Ids {
  readonly attributes: KeyValue[];
  readonly droppedAttributesCount: number;
  readonly flags: number;
}

interface Event {
  readonly name: string;
  readonly timeUnixNano: string;
  readonly attributes: KeyValue[];
  readonly droppedAttributesCount: number;
}

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number | string;
  readonly bytesValue?: string;
  readonly arrayValue?: { readonly values: AnyValue[] };
  readonly kvlistValue?: { readonly values: KeyValue[] };
}
