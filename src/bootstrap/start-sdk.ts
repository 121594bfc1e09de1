import { metrics, propagation, type TextMapPropagator } from '@opentelemetry/api';
import type { SpanExporter } from '../export/span-exporter';
import { BotanuPropagator } from '../processor/botanu-propagator';
import { BotanuSampler } from '../processor/botanu-sampler';
import { BotanuSpanProcessor } from '../processor/botanu-span-processor';
import { type FlushResult, worstOf } from '../processor/flush-result';
import { startAutoInstrumentations } from './auto-instrumentations';
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
  readonly flush: () => Promise<FlushResult>;
  /** Flushes, and stays for a while to send what an earlier outage has left. */
  readonly finish: () => Promise<void>;
  /** Writes what can be written before this returns. */
  readonly drainSync: () => void;
  /** Stops it, and unregisters it so that another can start. */
  readonly shutdown: () => Promise<void>;
}

/** Starts the SDK with what botanu needs of it. Throws if a peer that it needs is missing. */
export function startSdk(config: BotanuConfig, env: Environment): RunningSdk {
  const instrumentations = startAutoInstrumentations(config, env);
  const { NodeSDK, OTLPTraceExporter } = loadSdkPeers(config);
  const processors = spanProcessors(spanExporters(config, env, OTLPTraceExporter), config);
  const sdk = withEnvironment(sdkEnvironment(config, env), () => {
    const sdk = new NodeSDK({
      spanProcessors: processors,
      instrumentations,
      resourceDetectors: [{ detect: () => ({ attributes: describeResource(config, env) }) }],
      autoDetectResources: true,
      // The environment's sampler, or a caller's decision not to sample, would drop cost along with spans.
      sampler: new BotanuSampler(),
      ...(sendsMetrics(config, env) ? {} : { metricReaders: [] }),
    });
    sdk.start();
    return sdk;
  });
  wrapPropagator(config);
  const unregister = rememberRegistrations();
  return {
    ...delivery(processors, flushMetrics),
    shutdown: async () => {
      try {
        await sdk.shutdown();
      } finally {
        unregister();
      }
    },
  };
}

/** How to deliver what the processors hold, and what else there is. */
export function delivery(
  processors: readonly BotanuSpanProcessor[],
  flushOthers: () => Promise<void> = async () => {},
): Omit<RunningSdk, 'shutdown'> {
  const queues = processors.map(({ queue }) => queue).filter((queue) => queue !== undefined);
  return {
    flush: async () => {
      const [results] = await Promise.all([Promise.all(queues.map((queue) => queue.flush())), flushOthers()]);
      return worstOf(results);
    },
    finish: async () => {
      await Promise.all([...queues.map((queue) => queue.finish()), flushOthers()]);
    },
    drainSync: () => {
      for (const queue of queues) queue.drainSync();
    },
  };
}

/** A queue each, so that a slow collector does not hold up the ledger. With nowhere to go spans are stamped still. */
export function spanProcessors(exporters: SpanExporter[], config: BotanuConfig): BotanuSpanProcessor[] {
  const { maxQueueSize, maxExportBatchSize, scheduleDelayMillis, exportTimeoutMillis } = config;
  const limits = { maxQueueSize, maxExportBatchSize, scheduleDelayMillis, exportTimeoutMillis };
  if (exporters.length === 0) return [new BotanuSpanProcessor()];
  return exporters.map((exporter) => new BotanuSpanProcessor({ exporter, ...limits }));
}

/** Around the one that the SDK chose: `OTEL_PROPAGATORS`, else W3C trace context and baggage. */
function wrapPropagator({ propagateTo, trustIncoming }: BotanuConfig): void {
  const theirs = registered<TextMapPropagator>('propagation');
  if (theirs === undefined) return;
  propagation.disable();
  propagation.setGlobalPropagator(new BotanuPropagator(theirs, { propagateTo, trustIncoming }));
}

async function flushMetrics(): Promise<void> {
  const provider = metrics.getMeterProvider() as { forceFlush?(): Promise<void> };
  await provider.forceFlush?.().catch(() => {});
}
