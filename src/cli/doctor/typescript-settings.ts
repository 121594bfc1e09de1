import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Finding, missing, note, ok, problemOf } from './finding';
import { resolvedFrom } from './installed-packages';

const WHAT = 'TypeScript';

/** What is asked of the application's own compiler: of version 7 on, all but the version is asked of its command. */
interface Compiler {
  readonly version: string;
  readonly sys: { readFile(path: string): string | undefined };
  readonly ScriptTarget: { readonly ESNext: number };
  readonly readConfigFile?: (
    path: string,
    read: (file: string) => string | undefined,
  ) => { readonly config?: unknown; readonly error?: object };
  parseJsonConfigFileContent(
    config: unknown,
    host: object,
    folder: string,
  ): { readonly options: DecoratorOptions & { readonly target?: number } };
}

interface DecoratorOptions {
  readonly experimentalDecorators?: boolean;
  readonly emitDecoratorMetadata?: boolean;
}

interface Settings extends DecoratorOptions {
  readonly isEsNext: boolean;
}

/** Which dialect of decorators the application's tsconfig.json asks for, and whether Node.js can run what comes of it. */
export function typeScriptFinding(folder: string): Finding {
  const path = join(folder, 'tsconfig.json');
  if (!existsSync(path)) return note(WHAT, 'no tsconfig.json here');
  const compiler = resolvedFrom(folder, 'typescript');
  if (compiler === undefined) return note(WHAT, 'tsconfig.json is there, the compiler is not installed');
  try {
    return settingsFinding(createRequire(compiler)(compiler) as Compiler, path, folder);
  } catch (error) {
    return note(WHAT, `tsconfig.json was not looked at: ${problemOf(error)}`);
  }
}

function settingsFinding(ts: Compiler, path: string, folder: string): Finding {
  const settings =
    ts.readConfigFile === undefined ? shownSettings(path, folder) : readSettings(ts, path, folder);
  if (settings === undefined) return note(WHAT, 'tsconfig.json was not understood by the compiler');
  if (settings.experimentalDecorators) {
    const metadata = settings.emitDecoratorMetadata ? ' with metadata' : '';
    return ok(WHAT, `${ts.version}, legacy decorators${metadata}`);
  }
  if (Number(ts.version.split('.')[0]) < 5)
    return missing(
      WHAT,
      `${ts.version} knows legacy decorators only, and they are not switched on`,
      'in tsconfig.json: "experimentalDecorators": true, or install TypeScript 5.2 or later',
    );
  if (settings.isEsNext)
    return missing(
      WHAT,
      '"target": "esnext" leaves decorators as they are, which no Node.js runs',
      'in tsconfig.json: "target": "es2022"',
    );
  return ok(
    WHAT,
    `${ts.version}, standard decorators` +
      (settings.emitDecoratorMetadata
        ? '; emitDecoratorMetadata does nothing without experimentalDecorators'
        : ''),
  );
}

function readSettings(ts: Compiler, path: string, folder: string): Settings | undefined {
  const read = ts.readConfigFile?.(path, (file) => ts.sys.readFile(file));
  if (read === undefined || read.error !== undefined) return undefined;
  const host = { ...ts.sys, readDirectory: () => [] };
  const { options } = ts.parseJsonConfigFileContent(read.config, host, folder);
  return { ...options, isEsNext: options.target === ts.ScriptTarget.ESNext };
}

function shownSettings(path: string, folder: string): Settings | undefined {
  const manifest = resolvedFrom(folder, 'typescript/package.json');
  if (manifest === undefined) return undefined;
  const command = join(dirname(manifest), 'bin', 'tsc');
  const shown = execFileSync(process.execPath, [command, '--showConfig', '--project', path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { compilerOptions = {} } = JSON.parse(shown) as {
    readonly compilerOptions?: DecoratorOptions & { readonly target?: string };
  };
  return { ...compilerOptions, isEsNext: compilerOptions.target?.toLowerCase() === 'esnext' };
}
