import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import { activeRun } from '../run/run-of-context';
import { BotanuAttribute } from '../semconv/attributes';
import { environmentSampler } from './environment-sampler';
import { type Sampler, SamplingDecision, type SamplingResult } from './sampler';

/**
 * Has every span of a run recorded, whatever the application's own sampler leaves out. Without it a sampler that
 * keeps one trace in a hundred keeps one hundredth of the cost.
 *
 * Inside a run, "do not record" becomes "record": the span is made and given to the span processors, and its
 * sampled flag stays off, so that exporters of the application's own (which take sampled spans) get the share they
 * got before, and services that are called decide as before. Attributes and trace state of the decision are kept,
 * and every other decision is handed on as it is. What it throws is thrown, as without this one.
 *
 * For an application with an OpenTelemetry SDK of its own; goes with a {@link BotanuSpanProcessor} that has an
 * exporter. Every service that a run passes through needs one. A span processor that exports unsampled spans as well,
 * as Sentry's does, gets these too, unless {@link withBotanu} puts the parts together.
 *
 * @param theirs the application's sampler; left out, the one that `OTEL_TRACES_SAMPLER` and
 * `OTEL_TRACES_SAMPLER_ARG` name, else `parentbased_always_on`
 * @example
 * new NodeSDK({ sampler: new BotanuSampler(new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.01) })) });
 */
export class BotanuSampler implements Sampler {
  /** @internal */
  readonly theirs: Sampler;
  /** @internal In which the last span was to start, if only we have it recorded. */
  raised: Context | undefined = undefined;

  constructor(theirs: Sampler = environmentSampler(typeof process === 'undefined' ? {} : process.env)) {
    this.theirs = theirs;
  }

  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const result = this.theirs.shouldSample(context, traceId, spanName, spanKind, attributes, links);
    const isRaised =
      result.decision === SamplingDecision.NOT_RECORD &&
      (namesRun(attributes) || activeRun(context) !== undefined);
    this.raised = isRaised ? context : undefined;
    return isRaised ? { ...result, decision: SamplingDecision.RECORD } : result;
  }

  /**
   * @internal Whether the span that starts in this context is recorded against their decision. For a span processor's
   * `onStart`: the SDK calls that right after the sampler, with the same context.
   */
  hasRaised(context: Context): boolean {
    return this.raised === context;
  }

  toString(): string {
    return `BotanuSampler{${this.theirs.toString()}}`;
  }
}

/** A late outcome belongs to a run without being in one; it may know only the event. */
export const namesRun = (attributes: Attributes): boolean =>
  attributes[BotanuAttribute.RUN_ID] !== undefined || attributes[BotanuAttribute.EVENT_ID] !== undefined;
