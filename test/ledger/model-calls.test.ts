import { own, other, tool, treeLines, type TreeSpan } from '../support/call-trees';
import { callsOf, countedAtOnce, type Tokens, tokensOf } from '../support/counted-calls';
import { NOON_MS } from '../support/otlp-lines';

const HUNDRED = { input: 100, output: 10 };
const TWO_HUNDRED = { input: 200, output: 20 };
const THREE_HUNDRED = { input: 300, output: 30 };
const SUM = { input: 600, output: 60 };
const agent = (span: TreeSpan): TreeSpan => ({ operation: 'invoke_agent', scope: 'framework', ...span });

const counted = countedAtOnce();

describe('one call told of twice is counted once', () => {
  it.each(
    counted<[string, TreeSpan[]]>(
      [
        [
          'a wrapper and the client, by the id of the response',
          [own({ id: 'r1', ...HUNDRED, below: [{ id: 'r1', ...HUNDRED }] })],
        ],
        ['a wrapper and the client without ids', [own({ ...HUNDRED, below: [HUNDRED] })]],
        ['where the client names the response', [own({ ...HUNDRED, below: [{ id: 'r1', ...HUNDRED }] })]],
        ['where the wrapper names the response', [own({ id: 'r1', ...HUNDRED, below: [HUNDRED] })]],
        [
          'with spans of other kinds between',
          [own({ id: 'r1', ...HUNDRED, below: [other(other({ id: 'r1', ...HUNDRED }))] })],
        ],
        ['where only the wrapper has usage', [own({ ...HUNDRED, below: [{ id: 'r1' }] })]],
        ['where only the client has usage', [own({ below: [{ id: 'r1', ...HUNDRED }] })]],
        [
          'a decorator, a framework, a client and a gateway, one below the other',
          [
            own({
              id: 'r1',
              ...HUNDRED,
              below: [
                {
                  scope: 'framework',
                  below: [{ id: 'r1', ...HUNDRED, below: [{ scope: 'gateway', ...HUNDRED }] }],
                },
              ],
            }),
          ],
        ],
        [
          'a stream of which the wrapper ended first',
          [
            own({
              id: 'r1',
              ...HUNDRED,
              endMs: NOON_MS + 20,
              below: [{ id: 'r1', endMs: NOON_MS + 30, ...HUNDRED }],
            }),
          ],
        ],
        [
          'by the id alone, where a framework does not make its span the current one',
          [
            own({
              below: [
                { scope: 'framework', id: 'r1', ...HUNDRED },
                { id: 'r1', ...HUNDRED },
              ],
            }),
          ],
        ],
        [
          "a framework's made-up id beside the provider's",
          [own({ id: 'aitxt-1', ...HUNDRED, below: [{ id: 'r1', ...HUNDRED }] })],
        ],
        [
          'a failure that had cost something already',
          [own({ failed: true, id: 'r1', ...HUNDRED, below: [{ id: 'r1', failed: true }] })],
        ],
        [
          'a stream that its client takes for a failure, and its wrapper does not',
          [own({ ...HUNDRED, below: [{ id: 'r1', failed: true, ...HUNDRED }] })],
        ],
        [
          'a call made inside of an agent that says the same',
          [agent({ ...HUNDRED, below: [{ id: 'r1', ...HUNDRED }] })],
        ],
      ],
      ([, roots]) => roots,
    ),
  )('%s', (_, _roots, calls) => {
    expect(tokensOf(calls())).toEqual([[100, 10]]);
  });
});

describe('the sum of a framework is not added to what it is the sum of', () => {
  const three = (...ids: string[]): TreeSpan[] =>
    [HUNDRED, TWO_HUNDRED, THREE_HUNDRED].map((usage, at) => ({ ...usage, ...(ids[at] && { id: ids[at] }) }));

  it.each(
    counted<[string, TreeSpan]>(
      [
        ['of an agent with three calls', agent({ ...SUM, below: three() })],
        ['of an agent whose calls have ids', agent({ ...SUM, below: three('a', 'b', 'c') })],
        ['of an agent with an id of its own', agent({ ...SUM, id: 'thread-1', below: three('a', 'b', 'c') })],
        ['of a call with steps, without ids', own({ ...SUM, below: three() })],
        [
          'of a call with steps, which has the id of the last',
          own({ ...SUM, id: 'c', below: three('a', 'b', 'c') }),
        ],
        [
          'of an agent around the sum of a call',
          agent({ ...SUM, below: [own({ ...SUM, id: 'c', below: three('a', 'b', 'c') })] }),
        ],
        ['of an agent without usage', agent({ below: three() })],
        [
          'told on the span of a run',
          own({
            name: 'botanu.run/Support',
            operation: 'invoke_workflow',
            ...SUM,
            below: three('a', 'b', 'c'),
          }),
        ],
      ],
      ([, root]) => [root],
    ),
  )('%s', (_, _root, calls) => {
    expect(tokensOf(calls())).toEqual([
      [100, 10],
      [200, 20],
      [300, 30],
    ]);
  });

  it.each(
    counted<[string, TreeSpan, Tokens[]]>(
      [
        [
          'is counted where the calls themselves have no usage',
          agent({ ...SUM, below: [{}, {}, {}] }),
          [[600, 60]],
        ],
        [
          'is counted beside a call that failed, of which nobody knows anything',
          agent({ ...HUNDRED, below: [{ failed: true }] }),
          [
            [100, 10],
            [null, null],
          ],
        ],
        [
          'is counted as not known where nobody has usage',
          agent({ below: [{}, {}] }),
          [
            [null, null],
            [null, null],
          ],
        ],
      ],
      ([, root]) => [root],
    ),
  )('%s', (_, _root, tokens, calls) => {
    expect(tokensOf(calls())).toEqual(tokens);
  });
});

describe('different calls are all counted', () => {
  it.each(
    counted<[string, TreeSpan[]]>(
      [
        ['side by side', [HUNDRED, TWO_HUNDRED]],
        [
          'one within the other, by their ids',
          [own({ id: 'a', ...HUNDRED, below: [{ id: 'b', ...TWO_HUNDRED }] })],
        ],
        [
          'one within the other, by their ids, of an instrumentation that names no operation',
          [own({ id: 'a', ...HUNDRED, below: [{ operation: null, id: 'b', ...TWO_HUNDRED }] })],
        ],
        [
          'one in a tool of the other, with ids',
          [own({ id: 'a', ...HUNDRED, below: [tool(own({ id: 'b', ...TWO_HUNDRED }))] })],
        ],
        ['one in a tool of the other, without ids', [own({ ...HUNDRED, below: [tool(own(TWO_HUNDRED))] })]],
        [
          'of an agent whose own call no client tells of, and one in its tool',
          [agent({ ...HUNDRED, below: [tool(own(TWO_HUNDRED))] })],
        ],
        [
          'one of a run that the other started',
          [
            own({
              ...HUNDRED,
              below: [
                {
                  name: 'botanu.run/Refund',
                  operation: 'invoke_workflow',
                  provider: null,
                  run: 'nested',
                  below: [own({ ...TWO_HUNDRED, run: 'nested' })],
                },
              ],
            }),
          ],
        ],
        [
          'an embedding that a chat needed',
          [own({ ...TWO_HUNDRED, below: [{ operation: 'embeddings', ...HUNDRED }] })],
        ],
        [
          'an attempt that failed with usage, and the call that went on elsewhere',
          [own({ ...TWO_HUNDRED, below: [{ failed: true, ...HUNDRED }] })],
        ],
        [
          'attempts of one instrumentation that answer with one id, as some local servers do',
          [
            { id: 'chatcmpl-1', ...HUNDRED },
            { id: 'chatcmpl-1', ...TWO_HUNDRED },
          ],
        ],
        [
          'of one id at different times',
          [
            { id: 'chatcmpl-1', ...HUNDRED, startMs: NOON_MS, endMs: NOON_MS + 1 },
            own({ id: 'chatcmpl-1', ...TWO_HUNDRED, startMs: NOON_MS + 2 }),
          ],
        ],
      ],
      ([, roots]) => roots,
    ),
  )('%s', (_, _roots, calls) => {
    expect(tokensOf(calls())).toEqual([
      [100, 10],
      [200, 20],
    ]);
  });

  it.each(
    counted<[string, TreeSpan[], Tokens[]]>(
      [
        [
          'an embedding and a chat of as many tokens',
          [own({ ...HUNDRED, below: [{ operation: 'embeddings', input: 100 }] })],
          [
            [100, 10],
            [100, null],
          ],
        ],
        [
          'each attempt in a wrapper, the failed one as not known',
          [own({ id: 'r1', ...HUNDRED, below: [{ failed: true }, { id: 'r1', ...HUNDRED }] })],
          [
            [100, 10],
            [null, null],
          ],
        ],
        [
          'each attempt that failed in a wrapper that failed',
          [own({ failed: true, below: [{ failed: true }, { failed: true }] })],
          [
            [null, null],
            [null, null],
          ],
        ],
        [
          'both calls where each is told of twice, at one time',
          [HUNDRED, TWO_HUNDRED].map((usage) => own({ id: 'x', ...usage, below: [{ id: 'x', ...usage }] })),
          [
            [100, 10],
            [200, 20],
          ],
        ],
      ],
      ([, roots]) => roots,
    ),
  )('%s', (_, _roots, tokens, calls) => {
    expect(tokensOf(calls())).toEqual(tokens);
  });

  it('of one id in two traces', async () => {
    const lines = treeLines({ id: 'r1', ...HUNDRED }) + treeLines({ id: 'r1', ...HUNDRED, scope: 'gateway' });
    expect(await callsOf(lines)).toHaveLength(2);
  });
});

it('what stands below itself is counted all the same', async () => {
  const parents: Record<number, number> = { 1: 1, 2: 3, 3: 2, 4: 5, 5: 4 };
  const idOf = (place: number) => `${place}`.padStart(16, '0');
  const lines = treeLines(HUNDRED, TWO_HUNDRED, THREE_HUNDRED, { input: 400, output: 40 }, {}).replaceAll(
    /"spanId":"0*(\d)"/g,
    (spanId, place: string) => `${spanId},"parentSpanId":"${idOf(parents[Number(place)]!)}"`,
  );
  // Of the last two one has no usage: neither is the other's call.
  expect((await callsOf(lines)).map(({ input }) => input)).toEqual([100, 200, 300, 400, null]);
});
