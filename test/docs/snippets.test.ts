import * as botanu from 'botanu';
import { compilerOf, type Dialect, DOCSTRING_PRELUDE, type SnippetCompiler } from './snippet-compiler';
import { pages, type Snippet, snippetsOfDocstrings, snippetsOfPage } from './snippets';

/** On an example's first line, so that line numbers stay. */
const beforeExample = `import { ${Object.keys(botanu).join(', ')} } from 'botanu'; ${DOCSTRING_PRELUDE}`;

const snippets = [
  ...pages().flatMap(snippetsOfPage),
  ...snippetsOfDocstrings().map((snippet) => ({ ...snippet, code: beforeExample + snippet.code })),
];

/** `@InjectTracker()` exists in the legacy dialect alone. */
const dialectOf = ({ flags, code }: Snippet): Dialect =>
  flags.includes('legacy') || code.includes('@InjectTracker()') ? 'legacy' : 'standard';

describe.each<Dialect>(['standard', 'legacy'])('in the %s dialect the snippet of', (dialect) => {
  const its = snippets.filter((snippet) => dialectOf(snippet) === dialect);
  let compiler: SnippetCompiler;
  beforeAll(() => {
    compiler = compilerOf(its, dialect);
  });

  it.each(its.map((snippet) => [snippet.place, snippet] as const))('%s compiles', (_place, snippet) => {
    expect(compiler.problemsOf(snippet)).toEqual([]);
  });
});

it('a snippet that is wrong is found out, at its line', () => {
  const snippet: Snippet = {
    place: 'docs/wrong.md:10',
    code: "import { emitOutcome } from 'botanu';\nemitOutcome('succes');\n",
    flags: [],
  };
  const [problem, ...others] = compilerOf([snippet], 'standard').problemsOf(snippet);
  expect(problem).toMatch(/^docs\/wrong\.md:11 .*"succes"/);
  expect(others).toEqual([]);
});
