import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Finding, missing, note, ok, problemOf } from './finding';

/** The oldest Node.js that botanu runs on; a test holds it against package.json. */
export const OLDEST_NODE = '20.19.0';

const SDK = '@opentelemetry/sdk-node';
const EXPORTER = '@opentelemetry/exporter-trace-otlp-proto';
const API = '@opentelemetry/api';

export function nodeFinding(version = process.versions.node): Finding {
  const [oldest, given] = [OLDEST_NODE, version].map((text) => text.split('.').map(Number));
  const at = oldest!.findIndex((part, index) => part !== given![index]);
  return at < 0 || given![at]! > oldest![at]!
    ? ok('Node.js', version)
    : missing('Node.js', `${version} is too old`, `Install Node.js ${OLDEST_NODE} or later.`);
}

/** The packages that an application of this folder finds, and whether there is one copy of each. */
export function packageFindings(folder: string, hasEndpoint: boolean): Finding[] {
  return [
    single(folder, 'botanu', `npm install botanu ${API} ${SDK} ${EXPORTER}`),
    single(folder, API, `npm install ${API}`),
    peer(folder, SDK, 'initBotanu() needs it; an application with an OpenTelemetry SDK of its own does not'),
    peer(folder, EXPORTER, 'only an endpoint needs it', hasEndpoint),
    metadata(folder),
    duckDb(folder),
  ];
}

interface Copy {
  readonly version: string;
  readonly folder: string;
}

/** Spans are found by one copy of the API; two keep runs apart. */
function single(folder: string, name: string, install: string): Finding {
  const copies = copiesOf(folder, name);
  const [used] = copies;
  if (used === undefined) return missing(name, 'not installed here', install);
  if (copies.length === 1) return ok(name, used.version);
  const all = copies.map(({ version, folder: place }) => `${version} in ${place}`).join(', ');
  const text = `${copies.length} copies: ${all}`;
  const alike = copies.every(({ version }) => version.split('.')[0] === used.version.split('.')[0]);
  return alike
    ? note(name, `${text}. They find each other, being of one major version.`, 'npm dedupe')
    : missing(name, `${text}. They do not find each other.`, `npm dedupe, or npm explain ${name}`);
}

function peer(folder: string, name: string, why: string, isNeeded = false): Finding {
  const [used] = copiesOf(folder, name);
  if (used !== undefined) return ok(name, used.version);
  return isNeeded
    ? missing(name, 'not installed, and an endpoint is configured', `npm install ${name}`)
    : note(name, `not installed: ${why}`, `npm install ${name}`);
}

function metadata(folder: string): Finding {
  const copies = copiesOf(folder, 'reflect-metadata');
  // It comes with botanu, which may keep it where the application does not look.
  if (copies.length === 0) return note('reflect-metadata', "botanu's own");
  if (copies.length === 1) return ok('reflect-metadata', copies[0]!.version);
  return note(
    'reflect-metadata',
    `${copies.length} copies: metadata that one has written the other may not read`,
    'npm dedupe',
  );
}

function duckDb(folder: string): Finding {
  const name = '@duckdb/node-api';
  const install = `npm install --save-dev ${name}`;
  const path = resolvedFrom(folder, name) ?? resolvedFrom(__dirname, name);
  if (path === undefined) return missing(name, 'not installed: botanu report needs it', install);
  try {
    createRequire(path)(path);
    return ok(name, copiesOf(folder, name)[0]?.version ?? 'loads');
  } catch (error) {
    return missing(
      name,
      `does not load here: ${problemOf(error)}`,
      `rm -r node_modules/@duckdb && ${install}`,
    );
  }
}

/** The copy that the folder finds first; after it those that its packages bring along. */
function copiesOf(folder: string, name: string): Copy[] {
  const found = new Map<string, Copy>();
  for (const place of placesOf(folder, name)) {
    try {
      const real = realpathSync(place);
      const { version } = JSON.parse(readFileSync(join(real, 'package.json'), 'utf8')) as { version: string };
      if (!found.has(real)) found.set(real, { version, folder: place });
    } catch {
      // No package after all.
    }
  }
  return [...found.values()];
}

function* placesOf(folder: string, name: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    const place = join(at, 'node_modules', name);
    if (existsSync(place)) {
      yield place;
      yield* nestedPlaces(join(at, 'node_modules'), name);
      return;
    }
    if (dirname(at) === at) return;
  }
}

/** In the `node_modules` of packages, of which a package manager makes use where versions differ. */
function* nestedPlaces(modules: string, name: string): Generator<string> {
  for (const entry of namesIn(modules)) {
    const packages = entry.startsWith('@')
      ? namesIn(join(modules, entry)).map((inner) => join(entry, inner))
      : [entry];
    for (const one of packages) {
      const place = join(modules, one, 'node_modules', name);
      if (existsSync(place)) yield place;
    }
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The file that a package's name leads to. */
export function resolvedFrom(folder: string, name: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
}
