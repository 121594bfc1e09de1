import { BotanuError } from '../shared/botanu-error';
import { log, warnOnce } from '../shared/diagnostics';
import { registered } from '../shared/opentelemetry-api';
import type { BotanuConfig } from './botanu-config';
import {
  type BotanuHandle,
  configureRecording,
  currentHandle,
  hold,
  IDLE,
  type Started,
} from './botanu-handle';
import type { BotanuOptions } from './botanu-options';
import { deliverOnLeaving } from './leaving';
import { isLoaderThread } from './loader-thread';
import { sayWhereTheLedgerIs } from './ledger-notice';
import { resolveConfig } from './resolve-config';
import { variable } from './setting';
import { type RunningSdk, startSdk } from './start-sdk';
import { printDiagnostics } from './stderr-diagnostics';

// All that is loaded when it is asked for, from one place.
export { flushBotanu, isBotanuInitialized, shutdownBotanu } from './botanu-handle';
export type { BotanuHandle } from './botanu-handle';
export { withBotanu } from './with-botanu';

/** The implementation behind the public `initBotanu`, which loads it when it is called. */
export function initBotanu(options: BotanuOptions = {}): BotanuHandle {
  const current = currentHandle();
  if (current !== undefined) {
    warnOnce(
      'init-again',
      () =>
        'initBotanu was called again: what the first call (or botanu/register, or withBotanu) started goes on, ' +
        'these options change nothing. Call it once, or await shutdownBotanu() in between.',
    );
    return current;
  }
  const { config, warnings } = resolveConfig(options, process.env, process.cwd());
  const silence = printDiagnostics(config.diagnostics);
  try {
    for (const warning of warnings) log.warn(warning);
    return hold(config, start(config), silence);
  } catch (error) {
    silence();
    throw error;
  }
}

function start(config: BotanuConfig): Started {
  if (isLoaderThread()) return IDLE;
  if (variable(process.env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return IDLE;
  const started = registered('trace') === undefined ? startOwnSdk(config) : joinTheirSdk();
  configureRecording(config);
  return started;
}

function startOwnSdk(config: BotanuConfig): Started {
  const sdk = startedOrReported(config);
  if (sdk === undefined) return IDLE;
  const stay = deliverOnLeaving(sdk);
  sayWhereTheLedgerIs(config);
  return {
    flush: sdk.flush,
    stop: async () => {
      // The process may leave before all is delivered.
      try {
        await sdk.shutdown();
      } finally {
        stay();
      }
    },
    isWholeSdk: true,
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
    'an OpenTelemetry SDK runs already; initBotanu changes nothing of it, and spans go only where that SDK sends ' +
      'them. Write new NodeSDK(withBotanu({ ...its configuration })) where it is made, instead of initBotanu; by ' +
      'hand: BotanuSpanProcessor, BotanuSampler, BotanuPropagator. Until then spans of other libraries carry no ' +
      "run, that SDK's sampler drops cost along with spans, and under its own propagator there is no trust " +
      'boundary: botanu.* baggage goes to every host, and is taken from anybody.',
  );
  return IDLE;
}
