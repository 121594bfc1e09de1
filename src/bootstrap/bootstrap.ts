import type { FlushResult } from '../processor/flush-result';
import type { BotanuOptions } from './botanu-options';
import type { BotanuHandle } from './init-botanu';
import type { NodeSdkConfiguration, WithBotanu } from './node-sdk-configuration';
import type { WithBotanuOptions } from './with-botanu';

type Delivery = typeof import('./init-botanu');

let loaded: Delivery | undefined;

/** Loaded when first asked for: importing `botanu` must not load what delivers. Synchronous, as `initBotanu` is. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- bundlers follow it, which an import() would not be in time for
const delivery = (): Delivery => (loaded ??= require('./init-botanu') as Delivery);

/**
 * Starts the OpenTelemetry Node SDK, with botanu's parts in it, and gives a handle to flush and stop it. Spans
 * go to the configured endpoint, by OTLP/protobuf; without one to the embedded ledger, as OTLP JSON lines under
 * `.botanu/`, where `npx botanu report` reads them.
 *
 * Call it once, before what it is to instrument is loaded; twice is harmless and says so. Where the application
 * has an OpenTelemetry SDK of its own, it changes nothing of that and says what to write. What is buffered is
 * delivered when the process leaves, also by `process.exit`, an uncaught exception or a signal.
 *
 * @throws `BotanuError` for an option that is not valid, and for a package that is missing
 * @example
 * ```ts
 * initBotanu({ serviceName: 'support-agent' });
 * ```
 */
export const initBotanu = (options?: BotanuOptions): BotanuHandle => delivery().initBotanu(options);

/**
 * Gives an application's own OpenTelemetry what botanu needs: the configuration with a {@link BotanuSpanProcessor}, a
 * {@link BotanuSampler} and a {@link BotanuPropagator} in it. All else stays as it is, its exporters and its sampler's
 * share among it, and the object that is passed is not changed. Where it leaves out its span processors or its
 * propagator, those that the Node SDK would make of `OTEL_*` variables are put there.
 *
 * Spans of runs, sampled or not, go to the endpoint that these options, `BOTANU_COLLECTOR_ENDPOINT` or `botanu.yaml`
 * name, else to the embedded ledger under `.botanu/`; with `ledger: false` nowhere but where the application sends
 * them. `OTEL_EXPORTER_OTLP_*` and `OTEL_TRACES_EXPORTER` are the application's and not taken for botanu's.
 *
 * `flushBotanu`, `shutdownBotanu` and delivery on leaving work as after `initBotanu`, for botanu's own spans. Calling
 * it twice is harmless and says so; when the application has stopped the SDK of the first call, the next starts anew.
 * Fits NodeSDK of the 2.x and 3.x lines; a provider that is wired by hand takes the three parts from what it gives.
 *
 * @throws `BotanuError` for an option that is not valid, and for a package that is missing
 * @example
 * ```ts
 * new NodeSDK(withBotanu({ serviceName: 'support-agent', traceExporter: exporter })).start();
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- nothing given, nothing but the parts given back
export const withBotanu = <T extends NodeSdkConfiguration = {}>(
  configuration: T = {} as T,
  options: WithBotanuOptions = {},
): WithBotanu<T> => delivery().withBotanu(configuration, options);

/**
 * Resolves when every span that has ended was delivered, or is on disk in the spool, and says which: within about
 * `exportTimeoutMillis`, and at once where nothing was started. To be awaited before a serverless handler returns.
 * With `spool: false` and an endpoint out of reach, some may still be waiting in memory. Never rejects.
 */
export const flushBotanu = async (): Promise<FlushResult> => delivery().flushBotanu();

/**
 * Delivers what is left and stops; `initBotanu` may be called again afterwards. An OpenTelemetry SDK of the
 * application's own goes on, and `redact` and the other options of what is recorded hold until the next `initBotanu` or
 * `withBotanu`. Never rejects.
 */
export const shutdownBotanu = async (): Promise<void> => delivery().shutdownBotanu();

export const isBotanuInitialized = (): boolean => delivery().isBotanuInitialized();
