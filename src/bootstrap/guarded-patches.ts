import { warnOnce } from '../shared/diagnostics';
import { errorMessage } from '../shared/texts';

type Patch = (exports: unknown, ...rest: readonly unknown[]) => unknown;

interface Patching {
  name: string;
  patch?: Patch;
  files?: Patching[];
}

/**
 * The modules that an instrumentation is about to patch. OpenTelemetry keeps them in this field of its base class in
 * every version, and shows them nowhere else: its `getModuleDefinitions()` makes new ones.
 */
export const definitionsOf = (instrumentation: object): Patching[] =>
  (instrumentation as { _modules?: Patching[] })._modules ?? [];

/**
 * Keeps a patch that throws from the application, whose `require` or `import` would throw: an instrumentation may not
 * know the version of the library that is installed.
 */
export function guardPatches(instrumentation: { readonly instrumentationName: string }): void {
  for (const definition of definitionsOf(instrumentation))
    for (const each of [definition, ...(definition.files ?? [])])
      if (each.patch !== undefined)
        each.patch = guarded(each.patch, instrumentation.instrumentationName, each.name);
}

const guarded = (patch: Patch, instrumentationName: string, moduleName: string): Patch =>
  function (this: unknown, exports, ...rest) {
    try {
      return patch.call(this, exports, ...rest);
    } catch (error) {
      warnOnce(
        `patch ${instrumentationName} ${moduleName}`,
        () =>
          `'${instrumentationName}' cannot instrument '${moduleName}' as it is installed: ` +
          `${errorMessage(error)}. Its calls may have no spans. Install versions ` +
          'that go together, or list in autoInstrument those that are to run.',
      );
      return exports;
    }
  };
