import { join } from 'node:path';
import { ConsoleExporter } from '../export/console-exporter';
import { JsonLinesExporter } from '../export/json-lines-exporter';
import type { SpanExporter } from '../export/span-exporter';
import { endpointDirectoryName } from '../files/spool-names';
import { SpoolingExporter } from '../export/spooling-exporter';
import { WebPageGuard } from '../export/web-page-guard';
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
  const theirs = Number(
    variable(env, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') ?? variable(env, 'OTEL_EXPORTER_OTLP_TIMEOUT'),
  );
  const options = {
    url: otlpEndpoint!,
    headers: { ...otlpHeaders },
    // It must not go on trying for spans that have been given up: that would hold up a process that ends.
    timeoutMillis: Math.min(theirs > 0 ? theirs : OTLP_TIMEOUT_MS, exportTimeoutMillis),
  };
  const exporter = withEnvironment(meantForOthers(env), () => new OTLPTraceExporter(options));
  return new WebPageGuard(exporter, otlpEndpoint!);
}

/**
 * What the exporter is not to see, because it reads the process's variables itself: headers, which it would add and
 * which may be meant for another collector, and all that `env` leaves out as the application's own.
 */
function meantForOthers(env: Environment): Record<string, undefined> {
  const hidden = Object.keys(process.env).filter(
    (name) => /^OTEL_EXPORTER_OTLP_./.test(name) && (name.endsWith('_HEADERS') || !(name in env)),
  );
  return Object.fromEntries(hidden.map((name) => [name, undefined]));
}

/** OpenTelemetry's default. */
const OTLP_TIMEOUT_MS = 10_000;
