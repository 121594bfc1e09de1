import type { Attributes, Context, Link, SpanKind, TraceState } from '@opentelemetry/api';

/** Who decides which spans are recorded. Structural: every sampler of the OpenTelemetry SDK fits, and one fits it. */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult;
  toString(): string;
}

export interface SamplingResult {
  /** One of `SamplingDecision`. */
  decision: number;
  attributes?: Readonly<Attributes>;
  traceState?: TraceState;
}

/** The values are OpenTelemetry's own. */
export const SamplingDecision = { NOT_RECORD: 0, RECORD: 1, RECORD_AND_SAMPLED: 2 } as const;
