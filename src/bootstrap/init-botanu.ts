import { resolve } from 'node:path';
import { BotanuError } from '../shared/botanu-error';
import { log, warnOnce } from '../shared/diagnostics';
import {
  defaultRecordingSettings,
  type RecordingSettings,
  recordingSettings,
} from '../shared/recording-settings';
import { sharedState } from '../shared/shared-state';
import type { BotanuConfig } from './botanu-config';
import type { BotanuOptions } from './botanu-options';
import { deliverOnLeaving } from './leaving';
import { registered } from '../shared/opentelemetry-api';
import { resolveConfig } from './resolve-config';
import { variable } from './setting';
import { type RunningSdk, startSdk } from './start-sdk';
import { printDiagnostics } from './stderr-diagnostics';

/** What `initBotanu` started. */
export interface BotanuHandle {
  /**
   * Resolves when what had ended by now has been delivered, or its endpoint turned out to be out of reach; what is
   * left then is tried again later. Never rejects.
   */
  flush(): Promise<void>;
  /** Delivers what is left and stops; `initBotanu` may be called again afterwards. Never rejects. */
  shutdown(): Promise<void>;
  readonly config: BotanuConfig;
}

const state = sharedState('bootstrap', () => ({ handle: undefined as BotanuHandle | undefined }));

/** The implementation behind the public `initBotanu`, which loads it when it is called. */
export function initBotanu(options: BotanuOptions = {}): BotanuHandle {
  if (state.handle !== undefined) {
    warnOnce(
      'init-again',
      () =>
        'initBotanu was called again: what the first call (or botanu/register) started goes on, these options ' +
        'change nothing. Call it once, or await shutdownBotanu() in between.',
    );
    return state.handle;
  }
  const { config, warnings } = resolveConfig(options, process.env, process.cwd());
  const silence = printDiagnostics(config.diagnostics);
  try {
    for (const warning of warnings) log.warn(warning);
    state.handle = handleOf(config, start(config), silence);
  } catch (error) {
    silence();
    throw error;
  }
  return state.handle;
}

/** Does nothing where nothing was started. */
export const flushBotanu = async (): Promise<void> => state.handle?.flush();

/** Does nothing where nothing was started. */
export const shutdownBotanu = async (): Promise<void> => state.handle?.shutdown();

export const isBotanuInitialized = (): boolean => state.handle !== undefined;

interface Started {
  readonly flush: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const IDLE: Started = { flush: async () => {}, stop: async () => {} };

function start(config: BotanuConfig): Started {
  if (variable(process.env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return IDLE;
  const started = registered('trace') === undefined ? startOwnSdk(config) : joinTheirSdk();
  Object.assign(recordingSettings, recordingSettingsOf(config));
  return started;
}

function startOwnSdk(config: BotanuConfig): Started {
  const sdk = startedOrReported(config);
  if (sdk === undefined) return IDLE;
  const stay = deliverOnLeaving(sdk);
  if (config.ledger !== false && config.otlpEndpoint === undefined)
    log.info(ledgerNotice(config.ledger.directory));
  return {
    flush: sdk.flush,
    stop: async () => {
      stay();
      await sdk.shutdown();
    },
  };
}

/** Mistakes of configuration are thrown; whatever else goes wrong must not keep the application from starting. */
function startedOrReported(config: BotanuConfig): RunningSdk | undefined {
  try {
    return startSdk(config, process.env);
  } catch (error) {
    if (error instanceof BotanuError) throw error;
    log.error('OpenTelemetry could not be started, so nothing is recorded', error);
    return undefined;
  }
}

function joinTheirSdk(): Started {
  log.warn(
    'an OpenTelemetry SDK runs already; initBotanu changes nothing of it. For whole costs add ' +
      'new BotanuSpanProcessor() to its spanProcessors, and make its textMapPropagator ' +
      'new BotanuPropagator(yours). Spans go where that SDK sends them.',
  );
  return IDLE;
}

const reportCommand = (directory: string): string =>
  resolve(directory) === resolve('.botanu') ? 'npx botanu report' : `npx botanu report --dir ${directory}`;

const ledgerNotice = (directory: string): string =>
  `spans are written to ${directory}, on this machine only; '${reportCommand(directory)}' reads them. ` +
  'Set otlpEndpoint or BOTANU_COLLECTOR_ENDPOINT to send them to a collector.';

const recordingSettingsOf = (config: BotanuConfig): RecordingSettings => ({
  environment: config.environment,
  propagationMode: config.propagationMode,
  semconv: config.semconv,
  metrics: config.metrics,
  maxOperationSeconds: config.maxOperationSeconds,
  redact: config.redact,
});

function handleOf(config: BotanuConfig, { flush, stop }: Started, silence: () => void): BotanuHandle {
  let stopping: Promise<void> | undefined;
  const handle: BotanuHandle = Object.freeze({
    config,
    flush,
    shutdown: () => (stopping ??= shutDown()),
  });
  const shutDown = async (): Promise<void> => {
    await stop().catch((error: unknown) => log.warn('shutdown did not end well', error));
    if (state.handle === handle) state.handle = undefined;
    Object.assign(recordingSettings, defaultRecordingSettings());
    silence();
  };
  return handle;
}
