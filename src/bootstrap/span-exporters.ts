import { join } from 'node:path';
import { ConsoleExporter } from '../export/console-exporter';
import { JsonLinesExporter } from '../export/json-lines-exporter';
import type { SpanExporter } from '../export/span-exporter';
import { endpointDirectoryName } from '../export/spool-names';
import { SpoolingExporter } from '../export/spooling-exporter';
import type { BotanuConfig } from './botanu-config';
import { tracesExporters } from './environment-layers';
import { withoutSecrets } from './otlp-address';
import type { OtlpExporterClass } from './sdk-peers';
import { type Environment, variable } from './setting';
import { withEnvironment } from './with-environment';

/** Everything that the configured spans go to: the ledger first, which never waits. */
export function spanExporters(
  config: BotanuConfig,
  env: Environment,
  OTLPTraceExporter: OtlpExporterClass | undefined,
): SpanExporter[] {
  const exporters: SpanExporter[] = [];
  if (config.ledger !== false) exporters.push(new JsonLinesExporter(config.ledger));
  if (OTLPTraceExporter !== undefined)
    exporters.push(spooling(otlpExporter(OTLPTraceExporter, config, env), config));
  if (tracesExporters(env).includes('console')) exporters.push(new ConsoleExporter());
  return exporters;
}

/** Around the exporter, so that what the spool sends later goes the same way: transport, headers, compression. */
function spooling(exporter: SpanExporter, config: BotanuConfig): SpanExporter {
  const { spool, otlpEndpoint, exportTimeoutMillis } = config;
  if (spool === false) return exporter;
  return new SpoolingExporter(exporter, {
    directory: join(spool.directory, endpointDirectoryName(otlpEndpoint!)),
    maxBytes: spool.maxBytes,
    exportTimeoutMillis,
    endpoint: withoutSecrets(otlpEndpoint!),
  });
}

function otlpExporter(
  OTLPTraceExporter: OtlpExporterClass,
  { otlpEndpoint, otlpHeaders, exportTimeoutMillis }: BotanuConfig,
  env: Environment,
): SpanExporter {
  const theirTimeout =
    variable(env, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') ?? variable(env, 'OTEL_EXPORTER_OTLP_TIMEOUT');
  const options = {
    url: otlpEndpoint!,
    headers: { ...otlpHeaders },
    // It must not go on trying for spans that have been given up: that would hold up a process that ends.
    ...(theirTimeout === undefined && { timeoutMillis: Math.min(OTLP_TIMEOUT_MS, exportTimeoutMillis) }),
  };
  // It would add the environment's headers, which may be meant for another collector.
  const noOthers = { OTEL_EXPORTER_OTLP_HEADERS: undefined, OTEL_EXPORTER_OTLP_TRACES_HEADERS: undefined };
  return withEnvironment(noOthers, () => new OTLPTraceExporter(options));
}

/** OpenTelemetry's default. */
const OTLP_TIMEOUT_MS = 10_000;
