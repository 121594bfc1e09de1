import type { BotanuConfig } from './botanu-config';
import { formatKeyValueList } from './key-value-list';
import { metricsUrl } from './otlp-address';
import { type Environment, variable } from './setting';

/**
 * The variables under which the Node SDK starts. It takes some settings from the environment alone, and in its
 * 3.x line shows no class through which they could be given.
 */
export function sdkEnvironment(config: BotanuConfig, env: Environment): Environment {
  const endpoint = sharedEndpoint(config, env);
  return {
    // It would replace the logger that is set.
    OTEL_LOG_LEVEL: undefined,
    OTEL_LOGS_EXPORTER: variable(env, 'OTEL_LOGS_EXPORTER') ?? 'none',
    OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
    ...(endpoint !== undefined && {
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: formatKeyValueList(config.otlpHeaders) || undefined,
    }),
  };
}

/** Whether metrics are on and have somewhere to go. */
export const sendsMetrics = (config: BotanuConfig, env: Environment): boolean =>
  config.metrics &&
  (sharedEndpoint(config, env) ?? ownEndpoint(env) ?? variable(env, 'OTEL_METRICS_EXPORTER')) !== undefined;

/** Where metrics go beside the spans, with the same headers; undefined where they have an endpoint of their own. */
const sharedEndpoint = (config: BotanuConfig, env: Environment): string | undefined =>
  config.otlpEndpoint === undefined || ownEndpoint(env) !== undefined
    ? undefined
    : metricsUrl(config.otlpEndpoint);

const ownEndpoint = (env: Environment): string | undefined =>
  variable(env, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT');
