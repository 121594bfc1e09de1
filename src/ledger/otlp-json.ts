/**
 * The parts of OTLP's JSON encoding that are read here. All of it is optional, because the lines may come from
 * any OpenTelemetry exporter or collector.
 */
export interface TraceRequest {
  readonly resourceSpans?: readonly ResourceSpans[];
}

export interface ResourceSpans {
  readonly resource?: { readonly attributes?: readonly KeyValue[] };
  readonly scopeSpans?: readonly ScopeSpans[];
}

export interface ScopeSpans {
  readonly scope?: { readonly name?: string };
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

/** A number of any sign. */
export function numberOf({ doubleValue, intValue }: AnyValue): number | null {
  const given = doubleValue ?? intValue;
  if (given === undefined || given === '') return null;
  const number = Number(given);
  return Number.isFinite(number) ? number : null;
}

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

const DIGITS = /^\d{1,19}$/;
const MOST_NANOS = String(2n ** 63n - 1n);

/** Nanoseconds as digits, for a double cannot hold today's; null for what is no time before the year 2262. */
export function nanosIn(given: unknown): string | null {
  if (typeof given === 'number')
    return Number.isInteger(given) && given >= 0 ? nanosIn(String(BigInt(given))) : null;
  if (typeof given !== 'string' || !DIGITS.test(given)) return null;
  return given.length < MOST_NANOS.length || given <= MOST_NANOS ? given : null;
}
