import { CommonAttribute } from '../semconv/attributes';
import { ResourceAttribute } from '../semconv/resource-attributes';
import { parseKeyValueList } from './key-value-list';
import { type Environment, type Layer, listed, type OptionName, type Setting, variable } from './setting';

const BOTANU_VARIABLES: readonly (readonly [OptionName, string])[] = [
  ['serviceName', 'BOTANU_SERVICE_NAME'],
  ['environment', 'BOTANU_ENVIRONMENT'],
  ['otlpEndpoint', 'BOTANU_COLLECTOR_ENDPOINT'],
  ['propagationMode', 'BOTANU_PROPAGATION_MODE'],
  ['autoDetectResources', 'BOTANU_AUTO_DETECT_RESOURCES'],
  ['maxQueueSize', 'BOTANU_MAX_QUEUE_SIZE'],
  ['maxExportBatchSize', 'BOTANU_MAX_EXPORT_BATCH_SIZE'],
  ['exportTimeoutMillis', 'BOTANU_EXPORT_TIMEOUT_MILLIS'],
  ['ledger', 'BOTANU_LEDGER'],
  ['spool', 'BOTANU_SPOOL'],
  ['propagateTo', 'BOTANU_PROPAGATE_TO'],
  ['trustIncoming', 'BOTANU_TRUST_INCOMING'],
  ['autoInstrument', 'BOTANU_AUTO_INSTRUMENT'],
];

/** What `BOTANU_*` variables say. */
export const botanuLayer = (env: Environment): Layer =>
  Object.fromEntries(
    BOTANU_VARIABLES.map(([option, name]) => {
      const value = variable(env, name);
      return [option, value === undefined ? undefined : { value, source: name, isText: true }];
    }),
  );

/** What OpenTelemetry's own variables say. They may be meant for other tools, so a bad one is no error. */
export function otelLayer(env: Environment): Layer {
  const from = (name: string): Setting | undefined => {
    const value = variable(env, name);
    return value === undefined ? undefined : shared(name, value);
  };
  const attributes = resourceAttributes(env);
  const attribute = (key: string): Setting | undefined => {
    const value = attributes[key];
    return value === undefined ? undefined : shared('OTEL_RESOURCE_ATTRIBUTES', value);
  };
  return {
    serviceName: from('OTEL_SERVICE_NAME') ?? attribute(CommonAttribute.SERVICE_NAME),
    serviceVersion: attribute(CommonAttribute.SERVICE_VERSION),
    serviceNamespace: attribute(CommonAttribute.SERVICE_NAMESPACE),
    environment:
      from('OTEL_DEPLOYMENT_ENVIRONMENT') ??
      attribute(CommonAttribute.DEPLOYMENT_ENVIRONMENT_NAME) ??
      attribute(ResourceAttribute.OLD_DEPLOYMENT_ENVIRONMENT),
    otlpHeaders: headers(env),
    maxQueueSize: from('OTEL_BSP_MAX_QUEUE_SIZE'),
    maxExportBatchSize: from('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    scheduleDelayMillis: from('OTEL_BSP_SCHEDULE_DELAY'),
    exportTimeoutMillis: from('OTEL_BSP_EXPORT_TIMEOUT'),
    ...destinations(env, from),
    ...choices(env),
  };
}

export const resourceAttributes = (env: Environment): Readonly<Record<string, string>> =>
  parseKeyValueList(env.OTEL_RESOURCE_ATTRIBUTES ?? '') ?? {};

const EXPORTERS: readonly string[] = ['otlp', 'console', 'none'];

/** The exporters that `OTEL_TRACES_EXPORTER` asks for; empty where it names none that exists here. */
export const tracesExporters = (env: Environment): readonly string[] =>
  listed(env, 'OTEL_TRACES_EXPORTER').filter((name) => EXPORTERS.includes(name));

/** What OpenTelemetry's variables ask for and cannot have. */
export function unmetRequests(env: Environment): string[] {
  const unknown = listed(env, 'OTEL_TRACES_EXPORTER').filter((name) => !EXPORTERS.includes(name));
  const protocol =
    variable(env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? variable(env, 'OTEL_EXPORTER_OTLP_PROTOCOL');
  return [
    ...unknown.map((name) => `OTEL_TRACES_EXPORTER: there is no '${name}'. Write otlp, console or none.`),
    ...(protocol === undefined || protocol === 'http/protobuf'
      ? []
      : [
          `OTLP goes out as http/protobuf, not as '${protocol}': the endpoint must be the collector's HTTP port (4318).`,
        ]),
  ];
}

const shared = (source: string, value: unknown): Setting => ({ value, source, isText: true, isShared: true });

/** The general headers, and those of spans over them. */
function headers(env: Environment): Setting | undefined {
  const names = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'];
  const given = names.filter((name) => variable(env, name) !== undefined);
  if (given.length === 0) return undefined;
  return shared(given.join(' and '), given.map((name) => variable(env, name)).join(','));
}

function destinations(env: Environment, from: (name: string) => Setting | undefined): Layer {
  const exporters = tracesExporters(env);
  if (exporters.length > 0 && !exporters.includes('otlp')) {
    const nowhere = shared('OTEL_TRACES_EXPORTER', false);
    return { otlpEndpoint: nowhere, ledger: nowhere };
  }
  const exact = from('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  return { otlpEndpoint: exact ? { ...exact, isExact: true } : from('OTEL_EXPORTER_OTLP_ENDPOINT') };
}

/** Variables that say one thing among others, or in other words. */
function choices(env: Environment): Layer {
  const noMetrics = listed(env, 'OTEL_METRICS_EXPORTER').includes('none');
  const latest = listed(env, 'OTEL_SEMCONV_STABILITY_OPT_IN').includes('gen_ai_latest_experimental');
  const logLevel = variable(env, 'OTEL_LOG_LEVEL')?.toLowerCase();
  const finest = logLevel === 'verbose' || logLevel === 'all';
  return {
    metrics: noMetrics ? shared('OTEL_METRICS_EXPORTER', false) : undefined,
    semconv: latest ? shared('OTEL_SEMCONV_STABILITY_OPT_IN', 'latest') : undefined,
    diagnostics: logLevel === undefined ? undefined : shared('OTEL_LOG_LEVEL', finest ? 'debug' : logLevel),
  };
}
