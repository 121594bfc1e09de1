import { diag } from '@opentelemetry/api';
import { sharedState } from './shared-state';

/** OpenTelemetry's diagnostics channel, under this package's name. Where no logger is set it says nothing. */
export const log = diag.createComponentLogger({ namespace: 'botanu' });

const said = sharedState('warnings', () => new Set<string>());

/** Past this many different warnings the rest are left out: keys may hold user data. */
const MAX_WARNINGS = 1000;

/** Warns once per process for each `key`; the message is made only if it is said. */
export function warnOnce(key: string, message: () => string): void {
  if (said.has(key) || said.size >= MAX_WARNINGS) return;
  said.add(key);
  log.warn(message());
}
