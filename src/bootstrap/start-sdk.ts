import { metrics, propagation, type TextMapPropagator } from '@opentelemetry/api';
import { ConsoleExporter } from '../export/console-exporter';
import { JsonLinesExporter } from '../export/json-lines-exporter';
import type { SpanExporter } from '../export/span-exporter';
import { BotanuPropagator } from '../processor/botanu-propagator';
import { BotanuSpanProcessor } from '../processor/botanu-span-processor';
import type { BotanuConfig } from './botanu-config';
import { tracesExporters } from './environment-layers';
import { formatKeyValueList } from './key-value-list';
import { registered, rememberRegistrations } from './opentelemetry-registry';
import { metricsUrl } from './otlp-address';
import { requirePeers } from './require-peers';
import { describeResource } from './resource';
import { type Environment, variable } from './setting';
import { withEnvironment } from './with-environment';

type NodeSdkClass = typeof import('@opentelemetry/sdk-node').NodeSDK;

/** The OpenTelemetry Node SDK, running. */
export interface RunningSdk {
  flush(): Promise<void>;
  /** Writes what can be written before this returns. */
  drainSync(): void;
  /** Stops it, and unregisters it so that another can start. */
  shutdown(): Promise<void>;
}

/** Starts the SDK with what botanu needs of it. Throws if a peer that it needs is missing. */
export function startSdk(config: BotanuConfig, env: Environment): RunningSdk {
  const { NodeSDK, OTLPTraceExporter } = loadPeers(config);
  const exporters = spanExporters(config, env, OTLPTraceExporter);
  const processors = spanProcessors(exporters, config);
  const sdk = withEnvironment(sdkEnvironment(config, env), () => {
    const sdk = new NodeSDK({
      spanProcessors: processors,
      resourceDetectors: [{ detect: () => ({ attributes: describeResource(config, env) }) }],
      autoDetectResources: true,
      ...(sendsMetrics(config, env) ? {} : { metricReaders: [] }),
    });
    sdk.start();
    return sdk;
  });
  wrapPropagator();
  const unregister = rememberRegistrations();
  return {
    flush: async () => {
      await Promise.all([...processors.map((each) => each.forceFlush()), flushMetrics()]);
    },
    drainSync: () => {
      for (const { queue } of processors) queue?.drainSync();
    },
    shutdown: async () => {
      await sdk.shutdown();
      unregister();
    },
  };
}

type OtlpExporterClass = new (options: { url: string; headers: Record<string, string> }) => SpanExporter;

/** The exporter is asked for only where there is an endpoint to send to. */
function loadPeers(config: BotanuConfig): {
  NodeSDK: NodeSdkClass;
  OTLPTraceExporter: OtlpExporterClass | undefined;
} {
  const peers = requirePeers({
    '@opentelemetry/sdk-node': () => require('@opentelemetry/sdk-node') as { NodeSDK: NodeSdkClass },
    '@opentelemetry/exporter-trace-otlp-proto': () =>
      config.otlpEndpoint === undefined
        ? undefined
        : (require('@opentelemetry/exporter-trace-otlp-proto') as { OTLPTraceExporter: OtlpExporterClass }),
  });
  return {
    NodeSDK: peers['@opentelemetry/sdk-node'].NodeSDK,
    OTLPTraceExporter: peers['@opentelemetry/exporter-trace-otlp-proto']?.OTLPTraceExporter,
  };
}

/**
 * The Node SDK takes some settings from the environment alone, and in its 3.x line shows no class through which
 * they could be given.
 */
function sdkEnvironment(config: BotanuConfig, env: Environment): Environment {
  return {
    OTEL_LOG_LEVEL: undefined,
    OTEL_LOGS_EXPORTER: variable(env, 'OTEL_LOGS_EXPORTER') ?? 'none',
    OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
    ...(sharedEndpoint(config, env) && {
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: sharedEndpoint(config, env),
      OTEL_EXPORTER_OTLP_HEADERS: formatKeyValueList(config.otlpHeaders) || undefined,
    }),
  };
}

/** Where metrics go beside the spans, with the same headers; undefined where they have an endpoint of their own. */
const sharedEndpoint = (config: BotanuConfig, env: Environment): string | undefined =>
  variable(env, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT') || config.otlpEndpoint === undefined
    ? undefined
    : metricsUrl(config.otlpEndpoint);

const sendsMetrics = (config: BotanuConfig, env: Environment): boolean =>
  config.metrics &&
  (sharedEndpoint(config, env) ??
    variable(env, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT') ??
    variable(env, 'OTEL_METRICS_EXPORTER')) !== undefined;

function spanExporters(
  config: BotanuConfig,
  env: Environment,
  OTLPTraceExporter: OtlpExporterClass | undefined,
): SpanExporter[] {
  const exporters: SpanExporter[] = [];
  const { otlpEndpoint: url, otlpHeaders } = config;
  if (config.ledger !== false) exporters.push(new JsonLinesExporter(config.ledger));
  if (url !== undefined && OTLPTraceExporter !== undefined) {
    // It would add the environment's headers, which may be meant for another collector.
    const noOthers = { OTEL_EXPORTER_OTLP_HEADERS: undefined, OTEL_EXPORTER_OTLP_TRACES_HEADERS: undefined };
    exporters.push(
      withEnvironment(noOthers, () => new OTLPTraceExporter({ url, headers: { ...otlpHeaders } })),
    );
  }
  if (tracesExporters(env).includes('console')) exporters.push(new ConsoleExporter());
  return exporters;
}

/** A queue each, so that a slow collector does not hold up the ledger. With nowhere to go spans are stamped still. */
function spanProcessors(exporters: SpanExporter[], config: BotanuConfig): BotanuSpanProcessor[] {
  const { maxQueueSize, maxExportBatchSize, scheduleDelayMillis, exportTimeoutMillis } = config;
  const limits = { maxQueueSize, maxExportBatchSize, scheduleDelayMillis, exportTimeoutMillis };
  if (exporters.length === 0) return [new BotanuSpanProcessor()];
  return exporters.map((exporter) => new BotanuSpanProcessor({ exporter, ...limits }));
}

/** Around the one that the SDK chose: `OTEL_PROPAGATORS`, else W3C trace context and baggage. */
function wrapPropagator(): void {
  const theirs = registered<TextMapPropagator>('propagation');
  if (theirs === undefined) return;
  propagation.disable();
  propagation.setGlobalPropagator(new BotanuPropagator(theirs));
}

async function flushMetrics(): Promise<void> {
  const provider = metrics.getMeterProvider() as { forceFlush?(): Promise<void> };
  await provider.forceFlush?.().catch(() => {});
}
