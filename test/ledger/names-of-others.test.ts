import { own, other, tool, type TreeSpan } from '../support/call-trees';
import { countedAtOnce, type Tokens, tokensOf } from '../support/counted-calls';

const HUNDRED = { input: 100, output: 10 };
const TWO_HUNDRED = { input: 200, output: 20 };

const counted = countedAtOnce();

describe('one call by two names of what it does is counted once', () => {
  const embedding = 'text-embedding-3-small';

  it.each(
    counted<[string, TreeSpan]>(
      [
        [
          'an embedding in a decorator that says that it is a chat, and sees no usage',
          own({ model: embedding, below: [{ operation: 'embeddings', model: embedding, input: 100 }] }),
        ],
        [
          'an embedding in a decorator that says that it is a chat, of another model',
          own({ input: 100, below: [{ operation: 'embeddings', model: embedding, input: 100 }] }),
        ],
        [
          'an embedding by the name of another library',
          own({ operation: 'embeddings', input: 100, below: [{ operation: 'embed', input: 101 }] }),
        ],
        [
          "an embedding of Traceloop's",
          own({
            operation: 'embeddings',
            below: [{ operation: null, input: 100, more: { 'llm.request.type': 'embedding' } }],
          }),
        ],
        [
          'a transcription',
          own({ operation: 'speech_to_text', input: 100, below: [{ operation: 'transcription' }] }),
        ],
        [
          'one by a name of its own, where the client has no usage',
          own({ operation: 'moderation', input: 100, below: [{ operation: 'chat' }] }),
        ],
      ],
      ([, root]) => [root],
    ),
  )('%s', (_, _root, calls) => {
    expect(tokensOf(calls())).toEqual([[100, null]]);
  });

  it.each(
    counted<[string, TreeSpan]>(
      [
        [
          'but not one of another model',
          own({ model: 'gpt-4o', below: [{ operation: 'embeddings', model: embedding, input: 100 }] }),
        ],
      ],
      ([, root]) => [root],
    ),
  )('%s', (_, _root, calls) => {
    expect(tokensOf(calls())).toEqual([
      [100, null],
      [null, null],
    ]);
  });
});

describe('what is no call of a model is not counted as one that has no price', () => {
  it.each(
    counted<[string, TreeSpan, Tokens[]]>(
      [
        ...['create_agent', 'invoke_agent', 'retrieval', 'list_models'].map(
          (operation): [string, TreeSpan, Tokens[]] => [operation, { operation }, []],
        ),
        [
          'an agent without usage around a tool that makes a call',
          { operation: 'invoke_agent', below: [tool(own(HUNDRED))] },
          [[100, 10]],
        ],
      ],
      ([, root]) => [root],
    ),
  )('%s', (_, _root, tokens, calls) => {
    expect(tokensOf(calls())).toEqual(tokens);
  });

  it.each(
    counted<[string, TreeSpan]>(
      [
        ['a client says so', { operation: 'generate_content' }],
        ['it is an operation that the user has named', own({ operation: 'translate' })],
      ],
      ([, root]) => [root],
    ),
  )('but a call of which nobody told the usage is, where %s', (_, _root, calls) => {
    expect(tokensOf(calls())).toEqual([[null, null]]);
  });
});

describe("a call in another library's tool is a call of its own", () => {
  it.each(
    counted<[string, TreeSpan]>(
      [
        ['over MCP', { name: 'tools/call search' }],
        ['by Traceloop', { more: { 'traceloop.span.kind': 'tool' } }],
      ],
      ([, told]) => [own({ ...HUNDRED, below: [{ ...other(own(TWO_HUNDRED)), ...told }] })],
    ),
  )('%s', (_, _told, calls) => {
    expect(tokensOf(calls())).toEqual([
      [100, 10],
      [200, 20],
    ]);
  });
});
