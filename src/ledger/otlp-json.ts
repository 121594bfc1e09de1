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

export type Attributes = ReadonlyMap<string, AnyValue>;

export function attributesOf(list: readonly KeyValue[] | undefined): Attributes {
  const attributes = new Map<string, AnyValue>();
  for (const { key, value } of list ?? []) if (value) attributes.set(key, value);
  return attributes;
}

/** The first of `keys` that holds a text; an empty one counts as absent. */
export function textOf(attributes: Attributes, ...keys: string[]): string | null {
  for (const key of keys) {
    const text = attributes.get(key)?.stringValue;
    if (text) return text;
  }
  return null;
}

/** The first of `keys` that holds a number from 0 up. */
export function amountOf(attributes: Attributes, ...keys: string[]): number | null {
  for (const key of keys) {
    const value = attributes.get(key);
    const given = value?.doubleValue ?? value?.intValue;
    if (given === undefined || given === '') continue;
    const amount = Number(given);
    if (Number.isFinite(amount) && amount >= 0) return amount;
  }
  return null;
}

/** The first of `keys` that holds a whole number from 0 up. */
export function countOf(attributes: Attributes, ...keys: string[]): number | null {
  for (const key of keys) {
    const amount = amountOf(attributes, key);
    if (amount !== null && Number.isSafeInteger(amount)) return amount;
  }
  return null;
}
