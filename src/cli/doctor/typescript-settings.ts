import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Finding, missing, note, ok, problemOf } from './finding';
import { resolvedFrom } from './installed-packages';

const WHAT = 'TypeScript';

/** What is asked of the application's own compiler. */
interface Compiler {
  readonly version: string;
  readonly sys: { readFile(path: string): string | undefined };
  readonly ScriptTarget: { readonly ESNext: number };
  readConfigFile(
    path: string,
    read: (file: string) => string | undefined,
  ): { readonly config?: unknown; readonly error?: object };
  parseJsonConfigFileContent(
    config: unknown,
    host: object,
    folder: string,
  ): {
    readonly options: {
      readonly experimentalDecorators?: boolean;
      readonly emitDecoratorMetadata?: boolean;
      readonly target?: number;
    };
  };
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
  const { config, error } = ts.readConfigFile(path, (file) => ts.sys.readFile(file));
  if (error !== undefined) return note(WHAT, 'tsconfig.json was not understood by the compiler');
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, folder);
  if (options.experimentalDecorators) {
    const metadata = options.emitDecoratorMetadata ? ' with metadata' : '';
    return ok(WHAT, `${ts.version}, legacy decorators${metadata}`);
  }
  if (Number(ts.version.split('.')[0]) < 5)
    return missing(
      WHAT,
      `${ts.version} knows legacy decorators only, and they are not switched on`,
      'in tsconfig.json: "experimentalDecorators": true, or install TypeScript 5.2 or later',
    );
  if (options.target === ts.ScriptTarget.ESNext)
    return missing(
      WHAT,
      '"target": "esnext" leaves decorators as they are, which no Node.js runs',
      'in tsconfig.json: "target": "es2022"',
    );
  return ok(
    WHAT,
    `${ts.version}, standard decorators` +
      (options.emitDecoratorMetadata
        ? '; emitDecoratorMetadata does nothing without experimentalDecorators'
        : ''),
  );
}
