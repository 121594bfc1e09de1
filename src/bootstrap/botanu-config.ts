import type { TrustIncoming } from '../processor/botanu-propagator';
import type { PropagationMode, Redact, SemconvVersion } from '../shared/recording-settings';
import type { Diagnostics } from './botanu-options';
import { hidingSecrets } from './hidden-secrets';
import { withoutSecrets } from './otlp-address';

export interface LedgerConfig {
  /** Absolute. */
  readonly directory: string;
  readonly maxBytes: number | undefined;
  readonly maxFileBytes: number | undefined;
}

export interface SpoolConfig {
  /** Absolute. */
  readonly directory: string;
  readonly maxBytes: number;
}

/**
 * What `initBotanu` resolved from options, environment, file and defaults. Frozen. Printed (`console.log`,
 * `JSON.stringify`, `String`) it shows no header values and no query of the endpoint.
 */
export interface BotanuConfig {
  readonly serviceName: string;
  readonly serviceVersion: string | undefined;
  readonly serviceNamespace: string | undefined;
  readonly environment: string;
  /** Where spans are posted, its path included; undefined: nowhere. */
  readonly otlpEndpoint: string | undefined;
  readonly otlpHeaders: Readonly<Record<string, string>>;
  readonly ledger: LedgerConfig | false;
  /** False where there is no endpoint. */
  readonly spool: SpoolConfig | false;
  readonly autoDetectResources: boolean;
  readonly maxExportBatchSize: number;
  readonly maxQueueSize: number;
  readonly scheduleDelayMillis: number;
  readonly exportTimeoutMillis: number;
  readonly maxOperationSeconds: number;
  readonly propagationMode: PropagationMode;
  readonly propagateTo: readonly string[];
  readonly trustIncoming: TrustIncoming;
  readonly autoInstrument: boolean | readonly string[];
  readonly metrics: boolean;
  readonly semconv: SemconvVersion;
  readonly redact: Redact | undefined;
  readonly diagnostics: Diagnostics;
}

export function frozenConfig(config: BotanuConfig): BotanuConfig {
  const otlpHeaders = hidingSecrets({ ...config.otlpHeaders }, withoutValues);
  const own = {
    otlpHeaders,
    ledger: config.ledger && Object.freeze({ ...config.ledger }),
    spool: config.spool && Object.freeze({ ...config.spool }),
    propagateTo: Object.freeze([...config.propagateTo]),
  };
  return hidingSecrets({ ...config, ...own }, (its) => ({
    ...its,
    otlpEndpoint: its.otlpEndpoint && withoutSecrets(its.otlpEndpoint),
    otlpHeaders: withoutValues(its.otlpHeaders),
  }));
}

const withoutValues = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(headers).map((name) => [name, '[redacted]']));
