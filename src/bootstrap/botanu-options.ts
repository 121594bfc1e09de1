import type { TrustIncoming } from '../processor/botanu-propagator';
import type { PropagationMode, Redact, SemconvVersion } from '../shared/recording-settings';

/** The embedded ledger: OTLP JSON lines on this machine, which `botanu report` reads. */
export interface LedgerOptions {
  /**
   * Where its files are; relative to the working directory. Made at the first span, readable by its owner only.
   * @default '.botanu'
   */
  readonly directory?: string | undefined;
  /**
   * Bytes of all its files together. Beyond it the oldest are deleted, never one that is being written.
   * @default undefined, nothing is ever deleted
   */
  readonly maxBytes?: number | undefined;
  /**
   * Bytes after which a file is closed, compressed, and followed by another. At most a quarter of `maxBytes`.
   * @default 67108864, 64 MiB
   */
  readonly maxFileBytes?: number | undefined;
}

/** Where spans wait on disk that the endpoint did not take. */
export interface SpoolOptions {
  /**
   * Where its files are; relative to the working directory. Made when first needed, readable by its owner only.
   * Processes that share it deliver what another one left behind.
   * @default '.botanu/spool'
   */
  readonly directory?: string | undefined;
  /**
   * Bytes of all its files together. The oldest spans are kept: what does not fit any more is dropped, counted,
   * and warned about once.
   * @default 268435456, 256 MiB
   */
  readonly maxBytes?: number | undefined;
}

/** How much is said on stderr; nothing, if the application has set an OpenTelemetry `diag` logger of its own. */
export type Diagnostics = 'none' | 'error' | 'warn' | 'info' | 'debug';

/**
 * What `initBotanu` takes. Each field may come from elsewhere as well; an option here wins, then `BOTANU_*`
 * variables, then OpenTelemetry's own `OTEL_*`, then `botanu.yaml` (or the file that `BOTANU_CONFIG_FILE`
 * names; snake_case or camelCase, `${VAR}` and `${VAR:-default}` filled in), then the default.
 */
export interface BotanuOptions {
  /**
   * The service's name on every span. `BOTANU_SERVICE_NAME`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`.
   * @default 'unknown_service:node'
   */
  readonly serviceName?: string | undefined;
  /**
   * `service.version`. `OTEL_RESOURCE_ATTRIBUTES`.
   * @default undefined
   */
  readonly serviceVersion?: string | undefined;
  /**
   * `service.namespace`. `OTEL_RESOURCE_ATTRIBUTES`.
   * @default undefined
   */
  readonly serviceNamespace?: string | undefined;
  /**
   * Where it runs, on every run. `BOTANU_ENVIRONMENT`, `OTEL_DEPLOYMENT_ENVIRONMENT`, `OTEL_RESOURCE_ATTRIBUTES`.
   * @default 'production'
   */
  readonly environment?: string | undefined;
  /**
   * A collector's base address, `http` or `https`; `/v1/traces` is appended if absent. Spans and metrics go there
   * by OTLP/protobuf. Credentials in it become an Authorization header. `BOTANU_COLLECTOR_ENDPOINT`,
   * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` (taken as it is), `OTEL_EXPORTER_OTLP_ENDPOINT`.
   * @default undefined, spans go to the ledger
   */
  readonly otlpEndpoint?: string | undefined;
  /**
   * Headers of every OTLP request, such as an API key; never printed. `OTEL_EXPORTER_OTLP_TRACES_HEADERS`,
   * `OTEL_EXPORTER_OTLP_HEADERS`.
   * @default {}
   */
  readonly otlpHeaders?: Readonly<Record<string, string>> | undefined;
  /**
   * The embedded ledger, or false for none. `BOTANU_LEDGER`: its directory, or `off`.
   * @default `{ directory: '.botanu' }` where no endpoint is configured, else false
   */
  readonly ledger?: LedgerOptions | boolean | undefined;
  /**
   * Keeps on disk what the endpoint does not take, and sends it when it answers again; false loses it.
   * `BOTANU_SPOOL`: its directory, or `off`.
   * @default `{ directory: '.botanu/spool' }`
   */
  readonly spool?: SpoolOptions | boolean | undefined;
  /**
   * Describes host, operating system and process in the resource of every span. `BOTANU_AUTO_DETECT_RESOURCES`.
   * @default true
   */
  readonly autoDetectResources?: boolean | undefined;
  /**
   * Spans in one export, from 1 up. `BOTANU_MAX_EXPORT_BATCH_SIZE`, `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`.
   * @default 512
   */
  readonly maxExportBatchSize?: number | undefined;
  /**
   * Spans that may wait for export, from 1 up; more are dropped, counted, and warned about once.
   * `BOTANU_MAX_QUEUE_SIZE`, `OTEL_BSP_MAX_QUEUE_SIZE`.
   * @default 65536
   */
  readonly maxQueueSize?: number | undefined;
  /**
   * Milliseconds that a batch waits to become full. `OTEL_BSP_SCHEDULE_DELAY`.
   * @default 5000
   */
  readonly scheduleDelayMillis?: number | undefined;
  /**
   * Milliseconds after which an export has failed. `BOTANU_EXPORT_TIMEOUT_MILLIS`, `OTEL_BSP_EXPORT_TIMEOUT`.
   * @default 30000
   */
  readonly exportTimeoutMillis?: number | undefined;
  /**
   * Seconds after which a tracked operation that is still open is ended as `abandoned`.
   * @default 600
   */
  readonly maxOperationSeconds?: number | undefined;
  /**
   * What of a run travels in baggage: `lean` its identity, `full` its business context too.
   * `BOTANU_PROPAGATION_MODE`.
   * @default 'lean'
   */
  readonly propagationMode?: PropagationMode | undefined;
  /**
   * Hosts that outgoing requests may tell of the run, in the `botanu.*` members of their baggage. Names, in which
   * `*` stands for any characters; address ranges such as `10.0.0.0/8`; `'internal'` for loopback and private
   * addresses, names without a dot, and names that end in `.local`, `.internal`, `.svc` or `.cluster.local`.
   * `BOTANU_PROPAGATE_TO`, separated by commas.
   * @default `['internal']`
   */
  readonly propagateTo?: readonly string[] | undefined;
  /**
   * Whether a run that an incoming request names is gone on with: always, never, or as a function of its headers
   * says. `BOTANU_TRUST_INCOMING`; the function only here.
   * @default true
   */
  readonly trustIncoming?: TrustIncoming | undefined;
  /**
   * Starts the instrumentations of other libraries that are installed: all but those of `fs`, `dns` and `net`, none,
   * or those that are named, as `http` or `@opentelemetry/instrumentation-http`. `BOTANU_AUTO_INSTRUMENT`: names
   * separated by commas, `on` or `off`.
   * @default true
   */
  readonly autoInstrument?: boolean | readonly string[] | undefined;
  /**
   * Metrics, sent beside the spans to the endpoint; without an endpoint there are none. `OTEL_METRICS_EXPORTER`.
   * @default true
   */
  readonly metrics?: boolean | undefined;
  /**
   * Names of the GenAI conventions: those that stock backends know, or the newest.
   * `OTEL_SEMCONV_STABILITY_OPT_IN` = `gen_ai_latest_experimental`.
   * @default 'compat'
   */
  readonly semconv?: SemconvVersion | undefined;
  /**
   * Changes a value before it is recorded; undefined leaves it out. Sees every attribute that botanu writes,
   * and exception messages. Only here: it is a function.
   * @default undefined
   */
  readonly redact?: Redact | undefined;
  /**
   * Least severe kind of message on stderr. botanu's own are shown from `info` on unless this is `error` or
   * `none`. `OTEL_LOG_LEVEL`.
   * @default 'warn'
   */
  readonly diagnostics?: Diagnostics | undefined;
}
