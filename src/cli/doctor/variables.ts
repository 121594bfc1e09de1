import { nearestName } from '../../shared/nearest-name';
import { type Finding, missing, ok } from './finding';

/** Every variable of botanu's own that is read; a test holds them against those who read them. */
export const BOTANU_VARIABLES: readonly string[] = [
  'BOTANU_SERVICE_NAME',
  'BOTANU_ENVIRONMENT',
  'BOTANU_COLLECTOR_ENDPOINT',
  'BOTANU_PROPAGATION_MODE',
  'BOTANU_AUTO_DETECT_RESOURCES',
  'BOTANU_MAX_QUEUE_SIZE',
  'BOTANU_MAX_EXPORT_BATCH_SIZE',
  'BOTANU_EXPORT_TIMEOUT_MILLIS',
  'BOTANU_LEDGER',
  'BOTANU_SPOOL',
  'BOTANU_PROPAGATE_TO',
  'BOTANU_TRUST_INCOMING',
  'BOTANU_AUTO_INSTRUMENT',
  'BOTANU_CONFIG_FILE',
];

const PREFIX = 'BOTANU_';

type Environment = Readonly<Record<string, string | undefined>>;

export const isDisabled = (env: Environment): boolean =>
  env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true';

/** What is set, and what is set in vain. */
export function variableFindings(env: Environment): Finding[] {
  const names = Object.keys(env).filter((name) => env[name] !== undefined && env[name] !== '');
  const unknown = names.filter((name) => name.startsWith(PREFIX) && !BOTANU_VARIABLES.includes(name));
  const known = names.filter((name) => BOTANU_VARIABLES.includes(name) || name.startsWith('OTEL_')).sort();
  if (known.length + unknown.length === 0) return [ok('variables', 'none of BOTANU_* and OTEL_* is set')];
  return [
    ...(known.length === 0 ? [] : [ok('variables', `set: ${known.join(', ')}`)]),
    ...unknown.map(unknownVariable),
  ];
}

function unknownVariable(name: string): Finding {
  // The prefix is the same in all of them, and would make any name look near.
  const nearest = nearestName(withoutPrefix(name), BOTANU_VARIABLES.map(withoutPrefix));
  return missing(
    'variables',
    `${name} is set, but botanu does not read it`,
    nearest === undefined
      ? `unset ${name}. There are: ${BOTANU_VARIABLES.join(', ')}`
      : `Did you mean ${PREFIX}${nearest}? Then set that one; else unset ${name}`,
  );
}

const withoutPrefix = (name: string): string => name.slice(PREFIX.length);
