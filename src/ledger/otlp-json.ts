/**
 * The parts of OTLP's JSON encoding that are read here. All of it is optional, because the lines may come from
 * any OpenTelemetry exporter or collector.
 */
export interface TraceRequest {
  readonly resourceSpans?: readonly ResourceSpans[];
  /** What a collector writes of other signals, to the same file if it is told to. */
  readonly resourceMetrics?: unknown;
  readonly resourceLogs?: unknown;
  readonly resourceProfiles?: unknown;
}

export interface ResourceSpans {
  readonly resource?: { readonly attributes?: readonly KeyValue[] };
  readonly scopeSpans?: readonly ScopeSpans[];
  /** As OTLP called them before 0.15. */
  readonly instrumentationLibrarySpans?: readonly ScopeSpans[];
}

export interface ScopeSpans {
  readonly scope?: { readonly name?: string };
  readonly instrumentationLibrary?: { readonly name?: string };
  readonly spans?: readonly OtlpSpan[];
}

export interface OtlpSpan {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly startTimeUnixNano?: string | number;
  readonly endTimeUnixNano?: string | number;
  readonly attributes?: readonly KeyValue[];
  readonly status?: { readonly code?: number | string };
}

export interface KeyValue {
  readonly key: string;
  readonly value?: AnyValue;
}

/** 64-bit integers are strings by the specification and numbers in several exporters. */
export interface AnyValue {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number | string;
}

/** A text that says something: an empty one counts as absent, and so does what is no text. */
export const textIn = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

export const textOf = ({ stringValue }: AnyValue): string | null => textIn(stringValue);

/** A number of any sign; null for what is none, such as a list, which JavaScript would take for 0. */
export function numberOf({ doubleValue, intValue }: AnyValue): number | null {
  const given: unknown = doubleValue ?? intValue;
  if (typeof given !== 'number' && (typeof given !== 'string' || given.trim() === '')) return null;
  const number = Number(given);
  return Number.isFinite(number) && !isOtherThanDecimal(given) ? number : null;
}

const ZERO = 0x30;
const NINE = 0x39;

/** `0x10`, which JavaScript would take for 16. */
const isOtherThanDecimal = (given: string | number): boolean =>
  typeof given === 'string' && given.charCodeAt(0) === ZERO && given.charCodeAt(1) > NINE;

/** A number from 0 up. */
export function amountOf(value: AnyValue): number | null {
  const amount = numberOf(value);
  return amount !== null && amount >= 0 ? amount : null;
}

/** A whole number from 0 up. */
export function countOf(value: AnyValue): number | null {
  const count = numberOf(value);
  return count !== null && count >= 0 && Number.isSafeInteger(count) ? count : null;
}

const DIGITS = /^(?!0+$)\d{1,19}$/;
const MOST_NANOS = String(2n ** 63n - 1n);

/**
 * Nanoseconds as digits, for a double cannot hold today's: of one that was written as a number the microseconds are
 * kept. Null for what is no time before the year 2262, and for 0, OTLP's word for an unknown one.
 */
export function nanosIn(given: unknown): string | null {
  if (typeof given === 'number')
    return Number.isInteger(given) && given > 0 ? nanosIn(wholeMicros(BigInt(given))) : null;
  if (typeof given !== 'string' || !DIGITS.test(given)) return null;
  return given.length < MOST_NANOS.length || given <= MOST_NANOS ? given : null;
}

/** The nearest, which is what was written where it has no nanoseconds: a double is at most 128 of them off. */
const wholeMicros = (nanos: bigint): string => String(((nanos + 500n) / 1000n) * 1000n);
