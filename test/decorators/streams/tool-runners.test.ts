import { TrackLlm } from 'botanu';
import type { Anywhere } from '../../support/every-decorator';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { BOTH_CALLS, startToolModel, type ToolModel } from '../../support/tool-model';
import { itIsUnchanged, type Use } from '../../support/unchanged-behaviour';

/** Helpers of the clients that run tools, and so ask the model several times for one result. */
let model: ToolModel;
beforeAll(async () => {
  model = await startToolModel();
});
afterAll(() => model.close());

const TOOL_RESULT = { role: 'tool' as const, tool_call_id: 'call_1', content: 'there' };
const QUESTION = { role: 'user' as const, content: 'Where is it?' };

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    tools: string[] = [];

    readonly #lookUp = (): string => {
      this.tools.push('look_up');
      return 'there';
    };
    get #openaiRequest() {
      const tool = {
        name: 'look_up',
        parse: JSON.parse,
        parameters: { type: 'object' },
        function: this.#lookUp,
      };
      return {
        model: 'gpt-4o-mini',
        messages: [QUESTION],
        tools: [{ type: 'function' as const, function: tool as never }],
      };
    }
    get #anthropicRequest() {
      const tool = { type: 'custom', name: 'look_up', input_schema: { type: 'object' }, run: this.#lookUp };
      return {
        model: 'claude',
        max_tokens: 9,
        messages: [QUESTION],
        tools: [{ ...tool, parse: (input: unknown) => input } as never],
      };
    }

    @decorate
    openaiStreams() {
      return model.openai.chat.completions.runTools({
        ...this.#openaiRequest,
        stream: true,
        stream_options: { include_usage: true },
      });
    }
    @decorate
    openai() {
      return model.openai.chat.completions.runTools(this.#openaiRequest);
    }
    @decorate
    anthropicStreams() {
      return model.anthropic.beta.messages.toolRunner({ ...this.#anthropicRequest, stream: true });
    }
    @decorate
    anthropic() {
      return model.anthropic.beta.messages.toolRunner(this.#anthropicRequest);
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

const WAYS: readonly Use<Subject>[] = [
  [
    "openai's, streamed",
    'success',
    async (subject) => [await subject.openaiStreams().finalContent(), subject.tools],
  ],
  [
    "openai's, streamed, chunk by chunk",
    'success',
    async (subject) => {
      const read: unknown[] = [];
      for await (const chunk of subject.openaiStreams()) read.push(chunk);
      return [read, subject.tools];
    },
  ],
  ["openai's", 'success', async (subject) => [await subject.openai().finalContent(), subject.tools]],
  [
    "anthropic's, message by message",
    'success',
    async (subject) => {
      const read: string[] = [];
      for await (const message of subject.anthropic()) read.push(message.id);
      return [read, subject.tools];
    },
  ],
  [
    "anthropic's, awaited",
    'success',
    async (subject) => [(await subject.anthropic()).content, subject.tools],
  ],
  [
    "anthropic's, run until it is done",
    'success',
    async (subject) => [(await subject.anthropic().runUntilDone()).id, subject.tools],
  ],
  [
    "anthropic's, streamed, awaited",
    'success',
    async (subject) => [(await subject.anthropicStreams()).id, subject.tools],
  ],
  [
    "anthropic's, streamed, stream by stream",
    'success',
    async (subject) => {
      const read: unknown[] = [];
      for await (const stream of subject.anthropicStreams())
        for await (const { type } of stream) read.push(type);
      return [read, subject.tools];
    },
  ],
];

describe('a runner of tools', () =>
  itIsUnchanged(subjectOf, [
    ...WAYS,
    [
      "anthropic's, left by break",
      'abandoned',
      async (subject) => {
        for await (const message of subject.anthropic()) return [message.id, subject.tools];
        return undefined;
      },
    ],
  ]));

describe('the span of a runner of tools', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  const Agent = subjectOf(TrackLlm({ provider: 'openai', model: 'any' }));
  const attributes = () => telemetry.span('chat any').attributes;

  it.each(WAYS)('has the usage of all its calls: %s', async (does, _, use) => {
    await use(new Agent());
    const [id, reason] = does.startsWith('openai') ? ['chatcmpl-2', 'stop'] : ['msg_2', 'end_turn'];
    expect(attributes()).toMatchObject({
      ...BOTH_CALLS,
      'gen_ai.response.id': id,
      'gen_ai.response.finish_reasons': [reason],
    });
    expect(attributes()['gen_ai.request.stream']).toBe(does.includes('streamed') ? true : undefined);
  });

  it('has the usage of the calls that were made before it was left', async () => {
    for await (const _ of new Agent().anthropic()) break;
    expect(attributes()).toMatchObject({
      'gen_ai.usage.input_tokens': 100,
      'botanu.operation.status': 'canceled',
    });
  });

  it('is told by the function of the user what it is given in the end', async () => {
    const seen: unknown[] = [];
    const usage = (result: unknown): object => {
      seen.push(result);
      return { inputTokens: 7 };
    };
    const Counting = subjectOf(TrackLlm({ provider: 'openai', model: 'any', usage }));
    const message = await new Counting().anthropic();
    const runner = new Counting().anthropic();
    for await (const _ of runner);
    expect(seen[0]).toBe(message);
    expect(seen[1]).toBe(runner);
    expect(seen).toHaveLength(2);
  });
});

describe("anthropic's MessageStream", () => {
  const Streaming = (decorate: Anywhere) => {
    class Subject {
      @decorate
      answer() {
        return model.anthropic.messages.stream({
          model: 'claude',
          max_tokens: 9,
          messages: [QUESTION],
        });
      }
    }
    return Subject;
  };
  itIsUnchanged(Streaming, [
    ['read to its end', 'success', async (subject) => (await subject.answer().finalMessage()).id],
    [
      'left by break',
      'abandoned',
      async (subject) => {
        for await (const { type } of subject.answer()) return type;
        return undefined;
      },
    ],
    [
      'aborted',
      'canceled',
      async (subject) => {
        const stream = subject.answer();
        stream.on('connect', () => stream.abort());
        return stream.done().catch((error: unknown) => (error as Error).constructor.name);
      },
    ],
  ]);
});

it('an agent that hands on the chunks of several calls has the usage of all', async () => {
  const telemetry = startTelemetry();
  class Agent {
    @TrackLlm({ provider: 'openai', model: 'any' })
    async *answer() {
      for (const messages of [[QUESTION], [QUESTION, TOOL_RESULT]])
        yield* await model.openai.chat.completions.create({
          model: 'gpt-4o-mini',
          messages,
          stream: true,
          stream_options: { include_usage: true },
        });
    }
  }
  for await (const _ of new Agent().answer());
  expect(telemetry.span('chat any').attributes).toMatchObject(BOTH_CALLS);
  await telemetry.stop();
});
