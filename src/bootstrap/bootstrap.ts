import type { BotanuOptions } from './botanu-options';
import type { BotanuHandle } from './init-botanu';

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
 * Resolves when every span that has ended was delivered, or its endpoint turned out to be out of reach; at once
 * where nothing was started. To be awaited before a serverless handler returns. Never rejects.
 */
export const flushBotanu = async (): Promise<void> => delivery().flushBotanu();

/** Delivers what is left and stops; `initBotanu` may be called again afterwards. Never rejects. */
export const shutdownBotanu = async (): Promise<void> => delivery().shutdownBotanu();

export const isBotanuInitialized = (): boolean => delivery().isBotanuInitialized();
