import { join, resolve } from 'node:path';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import { INTERNAL_HOSTS } from '../processor/botanu-propagator';
import { BotanuError } from '../shared/botanu-error';
import { type BotanuConfig, frozenConfig, type LedgerConfig, type SpoolConfig } from './botanu-config';
import type { BotanuOptions, LedgerOptions, SpoolOptions } from './botanu-options';
import { botanuLayer, otelLayer, tracesExporters, unmetRequests } from './environment-layers';
import { requireKnownNames } from './known-names';
import { culprit, LEDGER_FIELDS, OPTION_RULES, type OptionRule, SPOOL_FIELDS } from './option-rules';
import { splitCredentials } from './otlp-address';
import type { Environment, Layer, OptionName, Setting } from './setting';
import { yamlLayer } from './yaml-layer';

export interface Resolution {
  readonly config: BotanuConfig;
  /** What could not be used, but was not worth an error. */
  readonly warnings: readonly string[];
}

type ValueOf<Name extends OptionName> =
  (typeof OPTION_RULES)[Name] extends OptionRule<infer Value> ? Value : never;

/** The configuration from all sources, the strongest first: options, `BOTANU_*`, `OTEL_*`, file, default. */
export function resolveConfig(
  options: BotanuOptions,
  env: Environment,
  workingDirectory: string,
  caller = 'initBotanu',
): Resolution {
  const layers = [
    optionsLayer(options, caller),
    botanuLayer(env),
    otelLayer(env),
    yamlLayer(env, workingDirectory),
  ];
  const warnings = unmetRequests(env);
  const value = <Name extends OptionName>(name: Name): ValueOf<Name> | undefined =>
    strongest(name, layers, warnings, caller);

  const maxQueueSize = value('maxQueueSize') ?? 65_536;
  const exporters = tracesExporters(env);
  const address = value('otlpEndpoint') ?? (exporters.includes('otlp') ? LOCAL_COLLECTOR : false);
  const { url, authorization } = address === false ? NOWHERE : splitCredentials(address);
  const headers = value('otlpHeaders') ?? {};
  const spool = value('spool') ?? true;
  const config = frozenConfig({
    serviceName: value('serviceName') ?? 'unknown_service:node',
    serviceVersion: value('serviceVersion'),
    serviceNamespace: value('serviceNamespace'),
    environment: value('environment') ?? 'production',
    otlpEndpoint: url,
    otlpHeaders: authorization === undefined ? headers : { authorization, ...headers },
    ledger: ledgerConfig(value('ledger') ?? url === undefined, workingDirectory),
    spool: spoolConfig(url === undefined ? false : spool, workingDirectory),
    autoDetectResources: value('autoDetectResources') ?? true,
    maxExportBatchSize: Math.min(value('maxExportBatchSize') ?? 512, maxQueueSize),
    maxQueueSize,
    scheduleDelayMillis: value('scheduleDelayMillis') ?? 5_000,
    exportTimeoutMillis: value('exportTimeoutMillis') ?? 30_000,
    maxOperationSeconds: value('maxOperationSeconds') ?? 600,
    propagationMode: value('propagationMode') ?? 'lean',
    propagateTo: value('propagateTo') ?? INTERNAL_HOSTS,
    trustIncoming: value('trustIncoming') ?? true,
    autoInstrument: value('autoInstrument') ?? true,
    metrics: value('metrics') ?? true,
    semconv: value('semconv') ?? 'compat',
    redact: value('redact'),
    diagnostics: value('diagnostics') ?? 'warn',
  });
  return { config, warnings };
}

const LOCAL_COLLECTOR = 'http://localhost:4318/v1/traces';
const NOWHERE = { url: undefined, authorization: undefined };

function optionsLayer(options: BotanuOptions, caller: string): Layer {
  requireKnownNames(Object.keys(options), Object.keys(OPTION_RULES), caller);
  const fields = { ledger: LEDGER_FIELDS, spool: SPOOL_FIELDS };
  for (const name of ['ledger', 'spool'] as const) {
    const given = options[name];
    if (typeof given === 'object' && given !== null)
      requireKnownNames(Object.keys(given), fields[name], `${caller}, ${name}`);
  }
  const given = Object.entries<unknown>({ ...options }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, { value, source: 'the options', isText: false }]),
  );
}

function strongest<Name extends OptionName>(
  name: Name,
  layers: readonly Layer[],
  warnings: string[],
  caller: string,
): ValueOf<Name> | undefined {
  const rule = OPTION_RULES[name] as OptionRule<ValueOf<Name>>;
  for (const layer of layers) {
    const setting = layer[name];
    if (setting === undefined) continue;
    const value = rule.read(setting);
    if (value !== undefined) return value;
    if (!setting.isShared)
      throw new BotanuError('CONFIGURATION_INVALID', `${caller}: ${problem(name, rule, setting)}`);
    warnings.push(`${problem(name, rule, setting)} It is left out of account.`);
  }
  return undefined;
}

function problem(name: string, rule: OptionRule<unknown>, setting: Setting): string {
  const [culpable, { expected, example, shown }, value] = culprit(name, rule, setting);
  return `${culpable} must be ${expected}, got ${shown(value)} from ${setting.source}. Write for example ${example}.`;
}

function ledgerConfig(ledger: LedgerOptions | boolean, workingDirectory: string): LedgerConfig | false {
  if (ledger === false) return false;
  const { directory = LEDGER_DIRECTORY, maxBytes, maxFileBytes } = ledger === true ? {} : ledger;
  return { directory: resolve(workingDirectory, directory), maxBytes, maxFileBytes };
}

function spoolConfig(spool: SpoolOptions | boolean, workingDirectory: string): SpoolConfig | false {
  if (spool === false) return false;
  const { directory = SPOOL_DIRECTORY, maxBytes = 256 * 1024 * 1024 } = spool === true ? {} : spool;
  return { directory: resolve(workingDirectory, directory), maxBytes };
}

const SPOOL_DIRECTORY = join(LEDGER_DIRECTORY, 'spool');
