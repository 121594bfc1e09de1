import * as botanu from 'botanu';
import { compilerOf, type Dialect, preludes, type SnippetCompiler } from './snippet-compiler';
import { pages, type Snippet, snippetsOfDocstrings, snippetsOfPage } from './snippets';

/** Docstrings import nothing: on their first line, so that line numbers stay. */
const IMPORTS = `import { ${Object.keys(botanu).join(', ')} } from 'botanu'; `;

const prelude = preludes();
const ofPages = pages().flatMap(snippetsOfPage);
const ofDocstrings = snippetsOfDocstrings().map((snippet) => ({ ...snippet, code: IMPORTS + snippet.code }));

/** `@InjectTracker()` exists in the legacy dialect alone. */
const dialectOf = ({ flags, code }: Snippet): Dialect =>
  flags.includes('legacy') || code.includes('@InjectTracker()') ? 'legacy' : 'standard';

describe.each([
  ['pages', ofPages, prelude.pages],
  ['docstrings', ofDocstrings, prelude.docstrings],
])('snippets of %s', (_, snippets, declarations) => {
  describe.each<Dialect>(['standard', 'legacy'])('in the %s dialect', (dialect) => {
    const its = snippets.filter((snippet) => dialectOf(snippet) === dialect);
    let compiler: SnippetCompiler;
    beforeAll(() => {
      compiler = compilerOf(its, dialect, declarations);
    });

    it.each(its.map((snippet) => [snippet.place, snippet] as const))('%s compiles', (_place, snippet) => {
      expect(compiler.problemsOf(snippet)).toEqual([]);
    });
  });
});

it('a snippet that is wrong is found out, at its line', () => {
  const snippet: Snippet = {
    place: 'docs/wrong.md:10',
    code: "import { emitOutcome } from 'botanu';\nemitOutcome('succes');\n",
    flags: [],
  };
  const [problem, ...others] = compilerOf([snippet], 'standard', prelude.pages).problemsOf(snippet);
  expect(problem).toMatch(/^docs\/wrong\.md:11 .*'succes'/);
  expect(others).toEqual([]);
});
