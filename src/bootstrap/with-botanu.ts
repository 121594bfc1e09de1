import { BotanuPropagator } from '../processor/botanu-propagator';
import { BotanuSampler } from '../processor/botanu-sampler';
import { BotanuSpanProcessor } from '../processor/botanu-span-processor';
import { log, warnOnce } from '../shared/diagnostics';
import type { BotanuConfig } from './botanu-config';
import { type BotanuHandle, configureRecording, currentHandle, hold, IDLE } from './botanu-handle';
import type { BotanuOptions } from './botanu-options';
import { deliverOnLeaving } from './leaving';
import { sayWhereTheLedgerIs } from './ledger-notice';
import type {
  AnySpanProcessor,
  BotanuParts,
  NodeSdkConfiguration,
  WithBotanu,
} from './node-sdk-configuration';
import { NodeSdkDefaults } from './node-sdk-defaults';
import { requirePeers } from './require-peers';
import { resolveConfig } from './resolve-config';
import type { OtlpExporterClass } from './sdk-peers';
import { type Environment, variable } from './setting';
import { ShieldedProcessor } from './shielded-processor';
import { spanExporters } from './span-exporters';
import { delivery, spanProcessors } from './start-sdk';
import { printDiagnostics } from './stderr-diagnostics';

/** Options that describe the service or the SDK, which the application's own configuration does. */
const THEIRS = [
  'serviceName',
  'serviceVersion',
  'serviceNamespace',
  'autoDetectResources',
  'autoInstrument',
] as const;

/** What `withBotanu` takes: the options of `initBotanu` but for those that the application's own SDK decides. */
export type WithBotanuOptions = Omit<BotanuOptions, (typeof THEIRS)[number]>;

/** What the last call that started something has put into a configuration. */
let added: Added | undefined;

interface Added {
  readonly handle: BotanuHandle;
  readonly processors: readonly BotanuSpanProcessor[];
  readonly silence: () => void;
}

/** The implementation behind the public `withBotanu`, which loads it when it is called. */
export function withBotanu<T extends NodeSdkConfiguration>(
  configuration: T,
  options: WithBotanuOptions,
): WithBotanu<T> {
  const { processors, config } = ours(options);
  // The span processors below are made of these two.
  const { spanProcessor, traceExporter, ...theirs } = configuration;
  const defaults = new NodeSdkDefaults(process.env);
  const others = theirProcessors({ ...theirs, spanProcessor, traceExporter }, defaults);
  const propagator =
    theirs.textMapPropagator === undefined ? defaults.propagator() : theirs.textMapPropagator;
  const sampler = new BotanuSampler(theirs.sampler);
  const shielded = others
    .filter((each) => !isOneOf(processors, each))
    .map((each) => new ShieldedProcessor(each, sampler));
  const parts: BotanuParts = {
    // First, so that theirs see what the run is.
    spanProcessors: [...processors, ...shielded],
    sampler,
    textMapPropagator: propagator === null ? null : new BotanuPropagator(propagator, config),
  };
  return { ...theirs, ...parts } as unknown as WithBotanu<T>;
}

const isOneOf = (processors: readonly object[], one: object): boolean => processors.includes(one);

function theirProcessors(
  { spanProcessors, spanProcessor, traceExporter }: NodeSdkConfiguration,
  defaults: NodeSdkDefaults,
): readonly AnySpanProcessor[] {
  if (spanProcessors !== undefined) return spanProcessors;
  if (spanProcessor !== undefined) return [spanProcessor];
  return traceExporter === undefined ? defaults.spanProcessors() : [defaults.batching(traceExporter)];
}

interface Ours {
  readonly processors: readonly BotanuSpanProcessor[];
  readonly config: BotanuConfig;
}

function ours(options: WithBotanuOptions): Ours {
  const current = currentHandle();
  if (current === undefined) return start(options);
  const isOurs = current === added?.handle;
  if (isOurs && added!.processors.every(({ isShutDown }) => isShutDown)) {
    letGo(added!);
    return start(options);
  }
  if (isOurs) warnOnce('with-again', sayCalledAgain);
  else warnOnce('with-after-init', sayStartedAlready);
  return { processors: isOurs ? added!.processors : [new BotanuSpanProcessor()], config: current.config };
}

/** Its application has stopped the SDK that they were in. What they still hold is delivered meanwhile. */
function letGo({ handle, silence }: Added): void {
  // At once, so that what comes after it can print.
  silence();
  void handle.shutdown();
}

const sayCalledAgain = (): string =>
  'withBotanu was called again: these options change nothing, and the spans of both configurations go where the ' +
  'first call said. Call it once, or await shutdownBotanu() in between.';

const sayStartedAlready = (): string =>
  'withBotanu was called after initBotanu (or botanu/register), which has started an OpenTelemetry SDK: another one ' +
  'is not used by anybody. Leave out the first, and start this one.';

function start(options: WithBotanuOptions): Ours {
  const env = withoutTheirExporters(process.env);
  const { config, warnings } = resolveConfig(options, env, process.cwd(), 'withBotanu');
  // Where OTEL_LOG_LEVEL is set, the Node SDK is about to set a logger of its own.
  const silence =
    variable(env, 'OTEL_LOG_LEVEL') === undefined ? printDiagnostics(config.diagnostics) : () => {};
  try {
    const processors = isDisabled(env) ? [new BotanuSpanProcessor()] : deliveringProcessors(config, env);
    const handle = hold(config, isDisabled(env) ? IDLE : delivering(processors), silence);
    added = { handle, processors, silence };
    if (!isDisabled(env)) configureRecording(config);
    queueMicrotask(() => {
      for (const warning of [...warnings, ...ignoredOptions(options)]) log.warn(warning);
      if (!isDisabled(env)) sayWhereTheLedgerIs(config);
    });
    return { processors, config };
  } catch (error) {
    silence();
    throw error;
  }
}

/** Their exporter sends there already. */
const withoutTheirExporters = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^OTEL_(TRACES_EXPORTER$|EXPORTER_OTLP_)/.test(name)),
  );

const isDisabled = (env: Environment): boolean =>
  variable(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true';

function deliveringProcessors(config: BotanuConfig, env: Environment): BotanuSpanProcessor[] {
  const { '@opentelemetry/exporter-trace-otlp-proto': otlp } = requirePeers(
    {
      '@opentelemetry/exporter-trace-otlp-proto': () =>
        config.otlpEndpoint === undefined
          ? undefined
          : // eslint-disable-next-line @typescript-eslint/no-require-imports -- only where there is an endpoint
            (require('@opentelemetry/exporter-trace-otlp-proto') as { OTLPTraceExporter: OtlpExporterClass }),
    },
    'withBotanu',
    'Without an endpoint spans go to the ledger.',
  );
  return spanProcessors(spanExporters(config, env, otlp?.OTLPTraceExporter), config);
}

/** Delivers what ours hold. The application's SDK is neither flushed nor stopped. */
function delivering(processors: readonly BotanuSpanProcessor[]): Parameters<typeof hold>[1] {
  const ours = delivery(processors);
  const stay = deliverOnLeaving(ours);
  return {
    flush: ours.flush,
    stop: async () => {
      // The process may leave before all is delivered.
      try {
        await Promise.all(processors.map((each) => each.shutdown()));
      } finally {
        stay();
      }
    },
  };
}

const ignoredOptions = (options: BotanuOptions): string[] =>
  THEIRS.filter((name) => options[name] !== undefined).map(
    (name) =>
      `withBotanu: ${name} changes nothing here; say it in the OpenTelemetry SDK's own configuration.`,
  );
