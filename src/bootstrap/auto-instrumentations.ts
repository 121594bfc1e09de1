import { ProxyTracerProvider } from '@opentelemetry/api';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { BotanuError } from '../shared/botanu-error';
import { warnOnce } from '../shared/diagnostics';
import { errorMessage } from '../shared/texts';
import { sharedState } from '../shared/shared-state';
import type { BotanuConfig } from './botanu-config';
import {
  BUNDLE,
  GENAI_PACKAGES,
  isEnabled,
  LIBRARY_PACKAGES,
  packageNameOf,
} from './instrumentation-packages';
import { definitionsOf, guardPatches } from './guarded-patches';
import { type Instrumentation, loadInstrumentations } from './load-instrumentations';
import { loadedPackages, warnOfLoadedPackages } from './loaded-packages';
import { hookEsModules } from './es-module-hooks';
import { applicationFolders, resolveFrom } from './resolve-from';
import { loadSdkPeers } from './sdk-peers';
import type { Environment } from './setting';

/** An installed package: its name, and the file that it is loaded from. */
interface Installed {
  readonly name: string;
  readonly file: string;
}

/**
 * They stay for as long as the process: a module that was patched through an ES module's hook cannot be restored,
 * and another instance would patch it twice.
 */
const started = sharedState('instrumentations', () => new Map<string, readonly Instrumentation[]>());

/**
 * The instrumentations of other libraries that `autoInstrument` asks for, patching what is loaded from now on.
 * Throws for one that is named and not installed; one that fails is a warning, and left out.
 */
export function startAutoInstrumentations(config: BotanuConfig, env: Environment): Instrumentation[] {
  const wanted = new Set(instrumentationsFor(config, env));
  // An earlier start has asked for the others. Their patches stay, and would go on making spans for an SDK that ended.
  for (const each of [...started.values()].flat())
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else that is public gives a tracer of nothing
    if (!wanted.has(each)) each.setTracerProvider(new ProxyTracerProvider());
  return [...wanted];
}

function instrumentationsFor(config: BotanuConfig, env: Environment): readonly Instrumentation[] {
  const { autoInstrument } = config;
  if (autoInstrument === false) return [];
  const installed = autoInstrument === true ? everyInstalled(env) : named(autoInstrument);
  const fresh = installed.filter(({ name }) => !started.has(name));
  if (fresh.length > 0) {
    const loadedBefore = loadedPackages();
    // It brings a newer hook of ES modules than an old instrumentation does, whose own breaks modules of today.
    loadSdkPeers(config);
    const modules = [...new Set(fresh.flatMap((each) => modulesPatchedBy(each, env)))];
    hookEsModules(modules);
    patchBuiltins(modules);
    warnOfLoadedPackages(modules, loadedBefore);
  }
  return installed.flatMap(({ name }) => started.get(name) ?? []);
}

/** Starts a package's instrumentations; the names of the modules that they patch. */
function modulesPatchedBy({ name, file }: Installed, env: Environment): string[] {
  try {
    const loaded = loadInstrumentations(name, file, env);
    const used = loaded.map(firstOfItsName);
    const fresh = loaded.filter((each) => used.includes(each));
    fresh.forEach(guardPatches);
    started.set(name, used);
    return fresh.flatMap(definitionsOf).map((definition) => definition.name);
  } catch (error) {
    warnOnce(
      `instrumentation ${name}`,
      () =>
        `'${name}' could not be started and is left out: ${errorMessage(error)}. ` +
        'Install another version of it, or list in autoInstrument those that are to run.',
    );
    return [];
  }
}

/** They are patched when they are next required, which nobody may do any more. */
function patchBuiltins(modules: readonly string[]): void {
  const load = createRequire(join(process.cwd(), 'package.json'));
  for (const name of modules) if (isBuiltin(name)) load(name);
}

/** The bundle may have what is installed beside it: a call would have two spans. */
function firstOfItsName(instrumentation: Instrumentation): Instrumentation {
  const { instrumentationName } = instrumentation;
  const first = [...started.values()].flat().find((each) => each.instrumentationName === instrumentationName);
  if (first !== undefined) instrumentation.disable();
  return first ?? instrumentation;
}

/** The bundle, or without it single ones; and those for GenAI libraries, which the bundle does not have. */
function everyInstalled(env: Environment): Installed[] {
  const folders = applicationFolders();
  const find = (names: readonly string[]): Installed[] =>
    names.flatMap((name) => {
      const file = resolveFrom(folders, name);
      return file === undefined ? [] : [{ name, file }];
    });
  const bundle = find([BUNDLE]);
  return [
    ...(bundle.length > 0 ? bundle : find(LIBRARY_PACKAGES.filter((name) => isEnabled(name, env)))),
    ...find(GENAI_PACKAGES),
  ];
}

/** One that only the bundle has is found from there: a strict package manager does not hoist it. */
function named(names: readonly string[]): Installed[] {
  const folders = applicationFolders();
  const bundle = resolveFrom(folders, BUNDLE);
  const places = bundle === undefined ? folders : [...folders, bundle];
  const installed: Installed[] = [];
  const missing: string[] = [];
  for (const name of new Set(names.map(packageNameOf))) {
    const file = resolveFrom(places, name);
    if (file === undefined) missing.push(name);
    else installed.push({ name, file });
  }
  if (missing.length === 0) return installed;
  throw new BotanuError(
    'PEER_MISSING',
    `autoInstrument names ${missing.map((name) => `'${name}'`).join(' and ')}, not installed here. ` +
      `Run: npm install ${missing.join(' ')}. Or leave the name out of autoInstrument or BOTANU_AUTO_INSTRUMENT.`,
  );
}
