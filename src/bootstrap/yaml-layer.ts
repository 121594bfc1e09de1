import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { BotanuError } from '../shared/botanu-error';
import { requireKnownNames } from './known-names';
import { LEDGER_FIELDS, OPTION_RULES } from './option-rules';
import { type Environment, type Layer, type Setting, variable } from './setting';

const FILE_NAMES = ['botanu.yaml', 'botanu.yml'];

/** What the configuration file says; nothing, where there is none. */
export function yamlLayer(env: Environment, workingDirectory: string): Layer {
  const path = configurationFile(env, workingDirectory);
  if (path === undefined) return {};
  const source = basename(path);
  const given = camelCased(
    mappingOf(parsed(read(path, env), source), source),
    Object.keys(OPTION_RULES),
    source,
  );
  if (isMapping(given.ledger)) {
    given.ledger = camelCased(given.ledger, LEDGER_FIELDS, `${source}, ledger`);
  }
  return settingsOf(interpolated(given, env) as Record<string, unknown>, source);
}

function configurationFile(env: Environment, workingDirectory: string): string | undefined {
  const named = variable(env, 'BOTANU_CONFIG_FILE');
  if (named !== undefined) return resolve(workingDirectory, named);
  return FILE_NAMES.map((name) => resolve(workingDirectory, name)).find((path) => existsSync(path));
}

function read(path: string, env: Environment): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const mend = variable(env, 'BOTANU_CONFIG_FILE')
      ? 'BOTANU_CONFIG_FILE names it; correct the path, or unset it.'
      : 'Make it readable, or remove it.';
    const problem = (cause as NodeJS.ErrnoException).code;
    throw invalid(`the configuration file '${path}' cannot be read (${problem}). ${mend}`, cause);
  }
}

function parsed(text: string, source: string): unknown {
  // Loaded only where there is a file, so that nobody else waits for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('yaml') as typeof import('yaml');
  try {
    return yaml.parse(text, { logLevel: 'error' });
  } catch (cause) {
    // The rest of the message quotes the file, which may hold secrets.
    const [problem] = (cause as Error).message.split('\n');
    throw invalid(`${source} is not valid YAML: ${problem?.replace(/:$/, '')}. Correct it, or remove it.`);
  }
}

function mappingOf(content: unknown, source: string): Record<string, unknown> {
  if (content === null || content === undefined) return {};
  if (isMapping(content)) return content;
  throw invalid(`${source} must hold options by name. Write for example: service_name: support-agent`);
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function camelCased(
  mapping: Record<string, unknown>,
  known: readonly string[],
  where: string,
): Record<string, unknown> {
  requireKnownNames(Object.keys(mapping), known, where, toCamelCase);
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [toCamelCase(key), value]));
}

const toCamelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const REFERENCE = /\$\$\{|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/** Fills in `${VAR}` and `${VAR:-default}`; `$${` is a dollar and a brace. After parsing, so that no value can add keys. */
function interpolated(value: unknown, env: Environment): unknown {
  if (typeof value === 'string') {
    return value.replace(REFERENCE, (whole: string, name?: string, otherwise?: string) =>
      name === undefined ? whole.slice(1) : (variable(env, name) ?? otherwise ?? ''),
    );
  }
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, its]) => [key, interpolated(its, env)]));
}

/** What is left empty, or refers to an unset variable, is as if it were not there. */
const settingsOf = (values: Record<string, unknown>, source: string): Layer =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]): [string, Setting] => [name, { value, source, isText: true }]),
  );

const invalid = (message: string, cause?: unknown): BotanuError =>
  new BotanuError('CONFIGURATION_INVALID', message, { cause });
