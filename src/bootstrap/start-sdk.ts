import { metrics, propagation, type TextMapPropagator } from '@opentelemetry/api';
import type { SpanExporter } from '../export/span-exporter';
import { BotanuPropagator } from '../processor/botanu-propagator';
import { BotanuSpanProcessor } from '../processor/botanu-span-processor';
import type { BotanuConfig } from './botanu-config';
import { registered } from '../shared/opentelemetry-api';
import { rememberRegistrations } from './opentelemetry-registry';
import { describeResource } from './resource';
import { sdkEnvironment, sendsMetrics } from './sdk-environment';
import { loadSdkPeers } from './sdk-peers';
import type { Environment } from './setting';
import { spanExporters } from './span-exporters';
import { withEnvironment } from './with-environment';

/** The OpenTelemetry Node SDK, running. */
export interface RunningSdk {
  readonly flush: () => Promise<void>;
  /** Writes what can be written before this returns. */
  readonly drainSync: () => void;
  /** Stops it, and unregisters it so that another can start. */
  readonly shutdown: () => Promise<void>;
}

/** Starts the SDK with what botanu needs of it. Throws if a peer that it needs is missing. */
export function startSdk(config: BotanuConfig, env: Environment): RunningSdk {
  const { NodeSDK, OTLPTraceExporter } = loadSdkPeers(config);
  const processors = spanProcessors(spanExporters(config, env, OTLPTraceExporter), config);
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
      try {
        await sdk.shutdown();
      } finally {
        unregister();
      }
    },
  };
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
