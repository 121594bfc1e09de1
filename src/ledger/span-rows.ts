import { CommonAttribute } from '../semconv/attributes';
import { ResourceAttribute } from '../semconv/resource-attributes';
import { classify } from './classify-span';
import type { ColumnValue } from './engine';
import { nanosIn, textIn, textOf } from './otlp-json';
import type { KeyValue, OtlpSpan, ResourceSpans, ScopeSpans, TraceRequest } from './otlp-json';
import { FIELD_COUNT, place, RULES } from './span-columns';
import { completeTotals } from './token-totals';

/** OpenTelemetry's value of `error.type` for a failure that has no better name. */
const UNNAMED_ERROR = '_OTHER';

/** Values of a row of `spans`, in the order of its columns. */
export type SpanValues = readonly ColumnValue[];

/**
 * Hands the rows of one exported batch to `take`, which has to be done with one when it returns: the next is in the
 * same array. Spans without ids are left out, for they could not be counted once: gives their number. Throws a
 * `TypeError`, before the first row, on what is no request of a collector.
 */
export function readSpanRows(
  request: TraceRequest,
  segment: number,
  take: (row: SpanValues) => void,
): number {
  const groups = checkedSpans(request);
  let withoutIds = 0;
  for (const { attributes, scope, spans } of groups) {
    const service = resourceText(attributes, CommonAttribute.SERVICE_NAME);
    const environment =
      resourceText(attributes, CommonAttribute.DEPLOYMENT_ENVIRONMENT_NAME) ??
      resourceText(attributes, ResourceAttribute.OLD_DEPLOYMENT_ENVIRONMENT);
    for (const span of spans) {
      readSpan(span, scope);
      if (values[TRACE_ID] === null || values[SPAN_ID] === null) {
        withoutIds++;
        continue;
      }
      values[SEGMENT] = segment;
      values[SERVICE] = service;
      values[ENVIRONMENT] ??= environment;
      take(values);
    }
  }
  return withoutIds;
}

interface Group {
  readonly attributes: readonly KeyValue[];
  readonly scope: string | null;
  readonly spans: readonly OtlpSpan[];
}

function checkedSpans(request: TraceRequest): Group[] {
  requireRequest(request);
  const groups: Group[] = [];
  for (const resourceSpans of listOf<ResourceSpans>(request.resourceSpans, 'resourceSpans')) {
    const attributes = listOf<KeyValue>(resourceSpans.resource?.attributes, 'attributes');
    for (const made of scopesOf(resourceSpans)) {
      const spans = listOf<OtlpSpan>(made.spans, 'spans');
      for (const span of spans) listOf(span.attributes, 'attributes');
      groups.push({ attributes, scope: textIn((made.scope ?? made.instrumentationLibrary)?.name), spans });
    }
  }
  return groups;
}

/** Of any signal: one that has no spans is nothing to complain about. */
function requireRequest(request: unknown): void {
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    throw new TypeError('it is no JSON object');
  if (!SIGNALS.some((signal) => signal in request)) throw new TypeError(`it has no ${SIGNALS[0]}`);
}

const SIGNALS = ['resourceSpans', 'resourceMetrics', 'resourceLogs', 'resourceProfiles'] as const;

function scopesOf({ scopeSpans, instrumentationLibrarySpans }: ResourceSpans): readonly ScopeSpans[] {
  const scopes = listOf<ScopeSpans>(scopeSpans, 'scopeSpans');
  if (instrumentationLibrarySpans === undefined) return scopes;
  return [...scopes, ...listOf<ScopeSpans>(instrumentationLibrarySpans, 'instrumentationLibrarySpans')];
}

function listOf<T>(given: unknown, name: string): readonly T[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw new TypeError(`its ${name} are no list`);
  for (const item of given as unknown[]) {
    if (typeof item !== 'object' || item === null) throw new TypeError(`its ${name} are not all objects`);
  }
  return given as T[];
}

function resourceText(attributes: readonly KeyValue[], key: string): string | null {
  const found = attributes.find((attribute) => attribute.key === key);
  return found?.value ? textOf(found.value) : null;
}

const values: ColumnValue[] = Array.from({ length: FIELD_COUNT }, () => null);
const ranks = new Uint8Array(FIELD_COUNT);
const UNRANKED = 255;

const TRACE_ID = place('trace_id');
const SPAN_ID = place('span_id');
const PARENT_SPAN_ID = place('parent_span_id');
const NAME = place('name');
const SCOPE = place('scope');
const SERVICE = place('service');
const SEGMENT = place('segment');
const ENVIRONMENT = place('environment');
const START = place('start_unix_nano');
const END = place('end_unix_nano');
const ERROR_TYPE = place('error_type');

function readSpan(span: OtlpSpan, scope: string | null): void {
  values.fill(null);
  ranks.fill(UNRANKED);
  for (const { key, value } of span.attributes ?? []) {
    const rule = RULES.get(key);
    if (rule === undefined || !value || ranks[rule.place]! <= rule.rank) continue;
    const read = rule.read(value);
    if (read === null) continue;
    values[rule.place] = read;
    ranks[rule.place] = rule.rank;
  }
  values[TRACE_ID] = idOf(span.traceId, TRACE);
  values[SPAN_ID] = idOf(span.spanId, SPAN);
  values[PARENT_SPAN_ID] = idOf(span.parentSpanId, SPAN);
  values[NAME] = textIn(span.name);
  values[SCOPE] = scope;
  values[END] = nanosIn(span.endTimeUnixNano);
  // What is known of its time decides its price and its day.
  values[START] = nanosIn(span.startTimeUnixNano) ?? values[END];
  values[ERROR_TYPE] ??= unnamedError(span);
  completeTotals(values);
  classify(values);
}

interface IdKind {
  readonly digits: number;
  readonly base64: RegExp;
  /** By the specification it stands for none. */
  readonly zero: string;
}

const TRACE: IdKind = { digits: 32, base64: /^[\w+/-]{22}==$/, zero: '0'.repeat(32) };
const SPAN: IdKind = { digits: 16, base64: /^[\w+/-]{11}=$/, zero: '0'.repeat(16) };

/**
 * Ids are hexadecimal, in any case; encoders of Protocol Buffers that do not know OTLP's exception write base64. What
 * is neither stays as it is.
 */
function idOf(given: unknown, { digits, base64, zero }: IdKind): string | null {
  const id = textIn(given);
  if (id === null) return null;
  const hex = id.length === digits ? id.toLowerCase() : base64.test(id) ? hexOf(id) : id;
  return hex === zero ? null : hex;
}

const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

function unnamedError({ status }: OtlpSpan): string | null {
  const code = status?.code;
  return code === 2 || code === 'STATUS_CODE_ERROR' ? UNNAMED_ERROR : null;
}
