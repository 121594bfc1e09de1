import { Session } from 'node:inspector';
import { warnOnce } from '../shared/diagnostics';

/** Names of the packages of which a module has been loaded. */
export function loadedPackages(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [file, module] of Object.entries(require.cache)) {
    const name = packageOf(file);
    // OpenTelemetry's own exporters load libraries that its instrumentations patch.
    if (name !== undefined && packageOf(parentOf(module))?.startsWith('@opentelemetry/') !== true)
      names.add(name);
  }
  if (entryIsEsModule()) for (const url of scriptUrls()) names.add(packageOf(url) ?? '');
  return names;
}

/** Says once which of the modules that instrumentations patch were loaded before they could be. */
export function warnOfLoadedPackages(modules: readonly string[], loaded: ReadonlySet<string>): void {
  const late = modules.filter((name) => loaded.has(name));
  if (late.length === 0) return;
  warnOnce(
    'instrumentation-late',
    () =>
      `loaded before botanu could instrument them: ${late.map((name) => `'${name}'`).join(', ')}. Their calls may ` +
      "have no spans, and do not carry the run on. Start Node.js with 'node --import botanu/register', or load " +
      'them after initBotanu. autoInstrument says what is to be instrumented.',
  );
}

/** The innermost package that a file belongs to. */
function packageOf(fileOrUrl: string | undefined): string | undefined {
  const path = fileOrUrl
    ?.split(/[\\/]node_modules[\\/]/)
    .slice(1)
    .pop();
  return path?.match(/^(?:@[^\\/]+[\\/])?[^\\/]+/)?.[0].replace('\\', '/');
}

// eslint-disable-next-line @typescript-eslint/no-deprecated -- who loaded it first is what is asked here
const parentOf = (module: NodeJS.Module | undefined): string | undefined => module?.parent?.filename;

/**
 * Whether this runs inside an application that is an ES module. Where something is preloaded, by `--import` and the
 * like, that may be what runs, before the application is loaded.
 */
const entryIsEsModule = (): boolean =>
  require.main === undefined &&
  process.argv[1] !== undefined &&
  ![...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(' ')].some((argument) =>
    /^(-r|--(import|require|loader|experimental-loader))(=|$)/.test(argument),
  );

/** Nothing else lists the ES modules of a process. Takes about as long as loading some modules. */
function scriptUrls(): string[] {
  const urls: string[] = [];
  try {
    const session = new Session();
    session.connect();
    session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url));
    session.post('Debugger.enable');
    session.disconnect();
  } catch {
    // Not in this build of Node.js, or not permitted: then it is not known.
  }
  return urls;
}
