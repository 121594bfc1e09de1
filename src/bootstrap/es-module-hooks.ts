import { createRequire, register } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { warnOnce } from '../shared/diagnostics';
import { errorMessage } from '../shared/texts';
import { sharedState } from '../shared/shared-state';

/** `lib/register.js` of import-in-the-middle, alike in its versions 1 to 3: what the modules it wraps register at. */
interface Registry {
  readonly importHooks: ((url: string, namespace: object, specifier?: string, format?: string) => void)[];
  readonly toHook: unknown[];
  readonly specifiers: Map<string, string>;
}

/** A loaded copy of import-in-the-middle, which instrumentations see ES modules with. */
interface Copy {
  readonly folder: string;
  readonly major: number;
  readonly registry: Registry;
}

const state = sharedState('es-module-hooks', () => ({
  hooked: false,
  names: new Set<string>(),
}));

/**
 * Has ES modules of these names wrapped when they are imported, so that instrumentations can patch them. Node.js can
 * wrap a module once, but each version of OpenTelemetry's instrumentation brings a copy of the wrapper: the newest
 * wraps, and tells the others. Names that come later are a warning.
 */
export function hookEsModules(names: readonly string[]): void {
  const [newest, ...others] = loadedCopies();
  if (newest === undefined || names.length === 0 || isHookedByOthers()) return;
  if (state.hooked) return warnOfLateNames(names.filter((name) => !state.names.has(name)));
  state.hooked = true;
  for (const name of names) state.names.add(name);
  try {
    installHook(newest, names);
    for (const other of others) tell(other, newest);
  } catch (error) {
    warnOnce(
      'es-module-hooks',
      () =>
        `ES modules cannot be instrumented: ${errorMessage(error)}. Update ` +
        "'import-in-the-middle', or set autoInstrument to false. CommonJS modules are instrumented.",
    );
  }
}

function warnOfLateNames(names: readonly string[]): void {
  if (names.length === 0) return;
  warnOnce('es-module-hooks-late', () => {
    const shown = names.slice(0, 5).map((name) => `'${name}'`);
    const others = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
    return (
      `ES modules may call ${shown.join(', ')}${others} without spans: Node.js has been told before which modules ` +
      'to wrap, and these were not among them. CommonJS modules are instrumented. Name all that are ever to be ' +
      'instrumented in the autoInstrument of the first initBotanu.'
    );
  });
}

function installHook({ folder }: Copy, names: readonly string[]): void {
  const data = { include: names.filter((name) => !isAbsolute(name)) };
  const inThread = hookInThread(folder);
  if (inThread !== undefined) inThread(data);
  else register(pathToFileURL(join(folder, 'hook.mjs')).href, { data });
}

/** Version 3 can wrap in the application's own thread, where Node.js can too (22.22.3, 24.11.1, 25.1). */
function hookInThread(folder: string): ((data: object) => void) | undefined {
  const load = createRequire(join(folder, 'index.js'));
  try {
    const { supportsSyncHooks } = load('./supports-sync-hooks.mjs') as { supportsSyncHooks: () => boolean };
    if (!supportsSyncHooks()) return undefined;
    return (load('./register-hooks.mjs') as { register: (data: object) => void }).register;
  } catch {
    return undefined;
  }
}

function tell({ registry }: Copy, newest: Copy): void {
  newest.registry.importHooks.push(
    (url, namespace, specifier = newest.registry.specifiers.get(url), format) => {
      if (specifier !== undefined) registry.specifiers.set(url, specifier);
      registry.toHook.push([url, namespace, specifier, format]);
      for (const hook of registry.importHooks) hook(url, namespace, specifier, format);
    },
  );
}

/** The newest first. */
function loadedCopies(): Copy[] {
  const copies = Object.entries(require.cache).flatMap(([file, module]): Copy[] => {
    if (!/[\\/]import-in-the-middle[\\/]lib[\\/]register\.js$/.test(file)) return [];
    const folder = dirname(dirname(file));
    const { version } = createRequire(file)('../package.json') as { version: string };
    return [{ folder, major: Number.parseInt(version, 10), registry: module?.exports as Registry }];
  });
  return copies.sort((a, b) => b.major - a.major);
}

/** Somebody starts Node.js with the hook already. */
const isHookedByOthers = (): boolean =>
  /import-in-the-middle|instrumentation\/hook\.mjs/.test(
    `${process.execArgv.join(' ')} ${process.env.NODE_OPTIONS ?? ''}`,
  );
