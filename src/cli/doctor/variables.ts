import { nearestName } from '../../shared/nearest-name';
import { type Finding, missing, note, ok } from './finding';

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

type Environment = Readonly<Record<string, string | undefined>>;

/** What is set, and what is set and read by nobody. */
export function variableFindings(env: Environment): Finding[] {
  const names = Object.keys(env).filter((name) => env[name] !== undefined && env[name] !== '');
  const ours = names.filter((name) => name.startsWith('BOTANU_'));
  const theirs = names.filter((name) => name.startsWith('OTEL_'));
  const known = [...ours.filter((name) => BOTANU_VARIABLES.includes(name)), ...theirs].sort();
  const disabled = env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true';
  return [
    known.length === 0
      ? ok('variables', 'none of BOTANU_* and OTEL_* is set')
      : ok('variables', `set: ${known.join(', ')}`),
    ...(disabled
      ? [note('variables', 'OTEL_SDK_DISABLED is true: nothing is recorded', 'unset OTEL_SDK_DISABLED')]
      : []),
    ...ours.filter((name) => !BOTANU_VARIABLES.includes(name)).map(unknownVariable),
  ];
}

function unknownVariable(name: string): Finding {
  const nearest = nearestName(name, BOTANU_VARIABLES);
  return missing(
    'variables',
    `${name} is set, and nobody reads it`,
    nearest === undefined
      ? `unset ${name}. There are: ${BOTANU_VARIABLES.join(', ')}`
      : `Did you mean ${nearest}? Then set that one; else unset ${name}`,
  );
}
