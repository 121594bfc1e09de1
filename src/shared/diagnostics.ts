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

/** An error as it may stand in a message. Never throws, as an error may that is turned into a text. */
export function errorText(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'an error that cannot be shown';
  }
}

/** The message of an error alone, or what else was thrown. Never throws. */
export function errorMessage(error: unknown): string {
  try {
    if (error instanceof Error) return error.message;
  } catch {
    // A proxy, or a getter.
  }
  return errorText(error);
}

/** A value as it may stand in a message: its type and a short form, no secrets of a nested object. Never throws. */
export function show(value: unknown): string {
  try {
    return shown(value);
  } catch {
    return 'an object';
  }
}

function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `'${value.length > 80 ? `${value.slice(0, 77)}...` : value}'`;
    case 'function':
      return `a function${value.name ? ` (${value.name})` : ''}`;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `an array of ${value.length}` : 'an object';
    default:
      return String(value);
  }
}
