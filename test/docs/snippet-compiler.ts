import { join } from 'node:path';
import ts from 'typescript';
import { fencedBlocks, ROOT, type Snippet, textOf } from './snippets';

export type Dialect = 'standard' | 'legacy';

export interface SnippetCompiler {
  /** What the compiler has to say of a snippet, each with the page's own line. */
  problemsOf(snippet: Snippet): string[];
}

const [forAll, forDocstrings] = fencedBlocks(textOf('test/docs/prelude.md'), 'test/docs/prelude.md');

/** What docstrings' examples take for granted beside the rest, in one line. */
export const DOCSTRING_PRELUDE = forDocstrings!.code.replaceAll('\n', ' ');

const PRELUDE_PATH = join(ROOT, 'prelude.d.ts');

/** Files that do not change while tests run, parsed once for both dialects. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Type-checks snippets, each as an ES module of its own beside its page, as strictly as this project's code. In
 * them `botanu` is its source.
 */
export function compilerOf(snippets: readonly Snippet[], dialect: Dialect): SnippetCompiler {
  const virtual = new Map([[PRELUDE_PATH, forAll!.code]]);
  for (const snippet of snippets) virtual.set(pathOf(snippet), `${snippet.code}\nexport {};\n`);
  const options = optionsOf(dialect);
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...virtual.keys()], options, {
    ...host,
    fileExists: (path) => virtual.has(path) || host.fileExists(path),
    readFile: (path) => virtual.get(path) ?? host.readFile(path),
    getSourceFile(path, languageVersion) {
      const text = virtual.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, languageVersion);
      if (!parsed.has(path)) parsed.set(path, host.getSourceFile(path, languageVersion));
      return parsed.get(path);
    },
  });
  return {
    problemsOf(snippet) {
      const file = program.getSourceFile(pathOf(snippet));
      const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return problems.map((problem) => described(problem, snippet));
    },
  };
}

function optionsOf(dialect: Dialect): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile) as {
    config: { compilerOptions: object };
  };
  return {
    ...ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT).options,
    rootDir: ROOT,
    noEmit: true,
    declaration: false,
    skipLibCheck: true,
    // A snippet shows what there is, and need not use all of it.
    noUnusedLocals: false,
    noUnusedParameters: false,
    paths: { botanu: [join(ROOT, 'src/index.ts')], 'botanu/register': [join(ROOT, 'src/register.ts')] },
    ...(dialect === 'legacy' && { experimentalDecorators: true, emitDecoratorMetadata: true }),
  };
}

const pathOf = ({ place }: Snippet): string => join(ROOT, `${place.replace(':', '-')}.mts`);

function described({ messageText, start, file }: ts.Diagnostic, { place }: Snippet): string {
  const [page, firstLine] = place.split(':');
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
  return `${page}:${Number(firstLine) + line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
