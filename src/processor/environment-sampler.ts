import { type Context, isSpanContextValid, isValidTraceId, TraceFlags } from '@opentelemetry/api';
import { log } from '../shared/diagnostics';
import { show } from '../shared/texts';
import { trace } from '../shared/opentelemetry-api';
import { type Sampler, SamplingDecision } from './sampler';

const DEFAULT = 'parentbased_always_on';

/**
 * The sampler that `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` name, as OpenTelemetry's SDK would make it
 * if it were given none. Ours, because the SDK's cannot be had without depending on it.
 */
export function environmentSampler(env: Readonly<Record<string, string | undefined>>): Sampler {
  const name = env.OTEL_TRACES_SAMPLER?.trim() || DEFAULT;
  const known = samplers(env)[name];
  if (known !== undefined) return known();
  log.error(`OTEL_TRACES_SAMPLER: there is no ${show(name)}; ${DEFAULT} is used`);
  return parentBased(alwaysOn);
}

const samplers = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, (() => Sampler) | undefined>> => ({
  always_on: () => alwaysOn,
  always_off: () => alwaysOff,
  traceidratio: () => traceIdRatio(ratioIn(env)),
  parentbased_always_on: () => parentBased(alwaysOn),
  parentbased_always_off: () => parentBased(alwaysOff),
  parentbased_traceidratio: () => parentBased(traceIdRatio(ratioIn(env))),
});

const SAMPLED = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const DROPPED = { decision: SamplingDecision.NOT_RECORD };

const alwaysOn: Sampler = {
  shouldSample: () => SAMPLED,
  toString: () => 'AlwaysOnSampler',
};

const alwaysOff: Sampler = {
  shouldSample: () => DROPPED,
  toString: () => 'AlwaysOffSampler',
};

const parentBased = (root: Sampler): Sampler => ({
  shouldSample: (context, traceId, name, kind, attributes, links) =>
    (ofParent(context) ?? root).shouldSample(context, traceId, name, kind, attributes, links),
  toString: () => `ParentBased{root=${root.toString()}}`,
});

function ofParent(context: Context): Sampler | undefined {
  const parent = trace.getSpanContext(context);
  if (parent === undefined || !isSpanContextValid(parent)) return undefined;
  return (parent.traceFlags & TraceFlags.SAMPLED) === 0 ? alwaysOff : alwaysOn;
}

/** Each trace is decided as the SDK's own sampler decides it, so that services which use that one agree. */
function traceIdRatio(ratio: number): Sampler {
  const bound = ratio === 1 ? 2 ** 32 : Math.floor(ratio * (2 ** 32 - 1));
  const isSampled = (traceId: string): boolean => isValidTraceId(traceId) && foldedTo32Bits(traceId) < bound;
  return {
    shouldSample: (_context, traceId) => (isSampled(traceId) ? SAMPLED : DROPPED),
    toString: () => `TraceIdRatioBased{${ratio}}`,
  };
}

function foldedTo32Bits(traceId: string): number {
  const word = (at: number): number => parseInt(traceId.slice(at, at + 8), 16);
  return (word(0) ^ word(8) ^ word(16) ^ word(24)) >>> 0;
}

function ratioIn(env: Readonly<Record<string, string | undefined>>): number {
  const text = env.OTEL_TRACES_SAMPLER_ARG?.trim() || undefined;
  const ratio = Number(text);
  if (text !== undefined && ratio >= 0 && ratio <= 1) return ratio;
  log.error(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, got ${show(text)}; 1 is used`);
  return 1;
}
