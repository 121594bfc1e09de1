import { type Counter, createNoopMeter, type Histogram, type Meter } from '@opentelemetry/api';
import { derivedFrom, metrics } from '../shared/opentelemetry-api';
import { Metric } from '../semconv/metrics';
import { recordingSettings } from '../shared/recording-settings';
import { SCOPE_NAME, VERSION } from '../shared/version';

export interface Instruments {
  readonly tokenUsage: Histogram;
  readonly llmDuration: Histogram;
  readonly timeToFirstChunk: Histogram;
  readonly llmAttempts: Counter;
  readonly toolDuration: Histogram;
  readonly toolExecutions: Counter;
  readonly dbDuration: Histogram;
  readonly messagingDuration: Histogram;
  readonly runDuration: Histogram;
  readonly runOutcomes: Counter;
}

/** The SDK's instruments, or undefined where metrics are off or no meter provider is registered. */
export const instruments = (): Instruments | undefined =>
  recordingSettings.metrics ? registeredInstruments() : undefined;

const registeredInstruments = derivedFrom('metrics', () => {
  const meter = metrics.getMeter(SCOPE_NAME, VERSION);
  return meter === createNoopMeter() ? undefined : makeInstruments(meter);
});

function makeInstruments(meter: Meter): Instruments {
  const histogram = ({ name, unit, description, buckets }: Definition & { buckets: number[] }) =>
    meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: buckets } });
  const counter = ({ name, unit, description }: Definition) =>
    meter.createCounter(name, { unit, description });
  return {
    tokenUsage: histogram(Metric.TOKEN_USAGE),
    llmDuration: histogram(Metric.LLM_DURATION),
    timeToFirstChunk: histogram(Metric.TIME_TO_FIRST_CHUNK),
    llmAttempts: counter(Metric.LLM_ATTEMPTS),
    toolDuration: histogram(Metric.TOOL_DURATION),
    toolExecutions: counter(Metric.TOOL_EXECUTIONS),
    dbDuration: histogram(Metric.DB_DURATION),
    messagingDuration: histogram(Metric.MESSAGING_DURATION),
    runDuration: histogram(Metric.RUN_DURATION),
    runOutcomes: counter(Metric.RUN_OUTCOMES),
  };
}

interface Definition {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
}
