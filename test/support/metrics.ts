import { type Attributes, metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  type HistogramMetricData,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

/** A real meter provider in memory, registered globally for one test. */
export interface Metrics {
  /** What was measured, by the instrument's name. */
  collect(): Promise<Map<string, MetricData>>;
  stop(): Promise<void>;
}

export function startMetrics(): Metrics {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  return {
    async collect() {
      exporter.reset();
      await provider.forceFlush();
      const scopes = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
      return new Map(
        scopes.flatMap((scope) => scope.metrics).map((metric) => [metric.descriptor.name, metric]),
      );
    },
    async stop() {
      metrics.disable();
      await provider.shutdown();
    },
  };
}

/** The attributes of each of a metric's points. */
export const attributesOfPoints = (metric: MetricData | undefined): Attributes[] =>
  (metric?.dataPoints ?? []).map(({ attributes }) => attributes);

/** A counter's values, or how often a histogram was recorded, by point. */
export const countsOfPoints = (metric: MetricData | undefined): number[] =>
  (metric?.dataPoints as DataPoint<number | { count: number }>[]).map(({ value }) =>
    typeof value === 'number' ? value : value.count,
  );

export const bucketsOf = (metric: MetricData | undefined): number[] =>
  (metric as HistogramMetricData).dataPoints[0]!.value.buckets.boundaries;
