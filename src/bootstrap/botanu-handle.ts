import { type FlushResult, NOTHING_FLUSHED } from '../processor/flush-result';
import { log } from '../shared/diagnostics';
import {
  defaultRecordingSettings,
  type RecordingSettings,
  recordingSettings,
} from '../shared/recording-settings';
import { sharedState } from '../shared/shared-state';
import type { BotanuConfig } from './botanu-config';

/** What `initBotanu` started. */
export interface BotanuHandle {
  /**
   * Resolves when every span that has ended was delivered, or is on disk in the spool, and says which: within
   * about `exportTimeoutMillis`. With `spool: false` and an endpoint out of reach, some may still be waiting in memory.
   * Never rejects.
   */
  flush(): Promise<FlushResult>;
  /**
   * Delivers what is left and stops; `initBotanu` may be called again afterwards. Where the application has an
   * OpenTelemetry SDK of its own, that one goes on, and what is recorded is still subject to `redact` and the other
   * options, until the next `initBotanu` or `withBotanu`. Never rejects.
   */
  shutdown(): Promise<void>;
  readonly config: BotanuConfig;
}

const state = sharedState('bootstrap', () => ({ handle: undefined as BotanuHandle | undefined }));

/** What was started and not shut down since, by whichever copy of this package. */
export const currentHandle = (): BotanuHandle | undefined => state.handle;

/** Does nothing where nothing was started. */
export const flushBotanu = (): Promise<FlushResult> => (state.handle ?? IDLE).flush();

/** Does nothing where nothing was started. */
export const shutdownBotanu = async (): Promise<void> => state.handle?.shutdown();

export const isBotanuInitialized = (): boolean => state.handle !== undefined;

export interface Started {
  readonly flush: () => Promise<FlushResult>;
  readonly stop: () => Promise<void>;
  /** Nothing is recorded when it has stopped. Otherwise the application's own SDK may go on. */
  readonly isWholeSdk?: boolean;
}

export const IDLE: Started = { flush: () => Promise.resolve(NOTHING_FLUSHED), stop: async () => {} };

/** Makes what was started the current one, until it is shut down. */
export function hold(config: BotanuConfig, started: Started, silence: () => void): BotanuHandle {
  const { flush, stop, isWholeSdk = false } = started;
  let stopping: Promise<void> | undefined;
  const handle: BotanuHandle = Object.freeze({
    config,
    flush,
    shutdown: () => (stopping ??= shutDown()),
  });
  const shutDown = async (): Promise<void> => {
    await stop().catch((error: unknown) => log.warn('shutdown did not end well', error));
    if (state.handle === handle) state.handle = undefined;
    // Where spans are still recorded, `redact` has to see them.
    if (isWholeSdk) Object.assign(recordingSettings, defaultRecordingSettings());
    silence();
  };
  state.handle = handle;
  return handle;
}

/** Tells the recording side what was configured. */
export function configureRecording(config: BotanuConfig): void {
  const settings: RecordingSettings = {
    environment: config.environment,
    propagationMode: config.propagationMode,
    semconv: config.semconv,
    metrics: config.metrics,
    maxOperationSeconds: config.maxOperationSeconds,
    redact: config.redact,
  };
  Object.assign(recordingSettings, settings);
}
