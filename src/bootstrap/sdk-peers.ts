import type { SpanExporter } from '../export/span-exporter';
import type { BotanuConfig } from './botanu-config';
import { requirePeers } from './require-peers';

type NodeSdkClass = typeof import('@opentelemetry/sdk-node').NodeSDK;

export type OtlpExporterClass = new (options: {
  url: string;
  headers: Record<string, string>;
  timeoutMillis?: number;
}) => SpanExporter;

export interface SdkPeers {
  readonly NodeSDK: NodeSdkClass;
  readonly OTLPTraceExporter: OtlpExporterClass | undefined;
}

/** OpenTelemetry's optional packages, as far as a configuration needs them: the exporter, only for an endpoint. */
export function loadSdkPeers(config: BotanuConfig): SdkPeers {
  /* eslint-disable @typescript-eslint/no-require-imports -- whoever does not start an SDK need not have one */
  const peers = requirePeers({
    '@opentelemetry/sdk-node': () => require('@opentelemetry/sdk-node') as { NodeSDK: NodeSdkClass },
    '@opentelemetry/exporter-trace-otlp-proto': () =>
      config.otlpEndpoint === undefined
        ? undefined
        : (require('@opentelemetry/exporter-trace-otlp-proto') as { OTLPTraceExporter: OtlpExporterClass }),
  });
  /* eslint-enable @typescript-eslint/no-require-imports */
  return {
    NodeSDK: peers['@opentelemetry/sdk-node'].NodeSDK,
    OTLPTraceExporter: peers['@opentelemetry/exporter-trace-otlp-proto']?.OTLPTraceExporter,
  };
}
