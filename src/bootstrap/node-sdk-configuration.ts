import type { Context, TextMapPropagator } from '@opentelemetry/api';
import type { Sampler } from '../processor/sampler';

/** A span processor of either line of the OpenTelemetry SDK, whose span types this package does not import. */
export interface AnySpanProcessor {
  onStart(span: never, parentContext: Context): void;
  onEnd(span: never): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** A span exporter of either line. */
export interface AnySpanExporter {
  export(spans: never, done: never): void;
  shutdown(): Promise<void>;
}

/** What may stand in `new NodeSDK({ … })`, as far as it matters here. */
export interface NodeSdkConfiguration {
  readonly spanProcessors?: readonly AnySpanProcessor[] | undefined;
  /** Of the 2.x line, deprecated there. */
  readonly spanProcessor?: AnySpanProcessor | undefined;
  readonly traceExporter?: AnySpanExporter | undefined;
  readonly sampler?: Sampler | undefined;
  readonly textMapPropagator?: TextMapPropagator | null | undefined;
  // Named so that a configuration which has only these is one.
  readonly autoDetectResources?: unknown;
  readonly contextManager?: unknown;
  readonly idGenerator?: unknown;
  readonly instrumentations?: unknown;
  readonly logRecordProcessors?: unknown;
  readonly metricReader?: unknown;
  readonly metricReaders?: unknown;
  readonly resource?: unknown;
  readonly resourceDetectors?: unknown;
  readonly serviceName?: unknown;
  readonly spanLimits?: unknown;
  readonly views?: unknown;
}

/** What `withBotanu` puts there; a provider that is wired by hand takes the same. */
export interface BotanuParts {
  spanProcessors: AnySpanProcessor[];
  sampler: Sampler;
  /** Null if the configuration has null, for none. */
  textMapPropagator: TextMapPropagator | null;
}

/** A configuration with botanu's parts in it. */
export type WithBotanu<T extends NodeSdkConfiguration> = Omit<
  T,
  'spanProcessor' | 'traceExporter' | keyof BotanuParts
> &
  BotanuParts;
