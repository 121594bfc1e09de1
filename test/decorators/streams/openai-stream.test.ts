import { setImmediate as nextTurn } from 'node:timers/promises';
import { TrackLlm } from 'botanu';
import { Stream } from 'openai/streaming';
import type { ChatCompletionChunk } from 'openai/resources';
import type { Anywhere } from '../../support/every-decorator';
import {
  type Behaviour,
  startStreamingModel,
  type StreamingModel,
  USAGE_ATTRIBUTES,
} from '../../support/streaming-model';
import { startTelemetry, type Telemetry, warningsOf } from '../../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../../support/unchanged-behaviour';

let model: StreamingModel;
beforeAll(async () => {
  model = await startStreamingModel();
});
afterAll(() => model.close());

type Chunks = Stream<ChatCompletionChunk>;

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    @decorate
    answer(behaviour: Behaviour = 'whole', include_usage = true) {
      return model.client.chat.completions.create({
        model: behaviour,
        messages: [],
        stream: true,
        stream_options: { include_usage },
      });
    }
    @decorate
    async awaited(behaviour: Behaviour = 'whole'): Promise<Chunks> {
      return await this.plain(behaviour);
    }
    plain(behaviour: Behaviour) {
      return model.client.chat.completions.create({
        model: behaviour,
        messages: [],
        stream: true,
        stream_options: { include_usage: true },
      });
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

const words = async (chunks: AsyncIterable<ChatCompletionChunk>): Promise<unknown[]> => {
  const read: unknown[] = [];
  for await (const { choices, usage } of chunks) read.push(choices[0]?.delta.content ?? usage);
  return read;
};

const textOf = async (readable: ReadableStream): Promise<string> => new Response(readable).text();

/** By what the caller does with it, and how its span ends. */
const WAYS: readonly Use<Subject>[] = [
  ['read to its end', 'success', async (subject) => words(await subject.answer())],
  ['that an async method resolves to', 'success', async (subject) => words(await subject.awaited())],
  [
    'awaited twice',
    'success',
    async (subject) => {
      const promise = subject.answer();
      const [first, second] = [await promise, await promise];
      return [first === second, await words(second)];
    },
  ],
  [
    'left by break',
    'abandoned',
    async (subject) => {
      for await (const chunk of await subject.answer()) return chunk;
      return undefined;
    },
  ],
  [
    'left by a throw in the loop',
    'abandoned',
    async (subject) => {
      for await (const chunk of await subject.answer()) throw new Error(chunk.id);
    },
  ],
  [
    'left before the first chunk',
    'abandoned',
    async (subject) => {
      const iterator = (await subject.answer())[Symbol.asyncIterator]();
      return [await iterator.return?.(), await iterator.next()];
    },
  ],
  [
    'called off by its controller',
    'canceled',
    async (subject) => {
      const stream = await subject.answer('stalled');
      const read: unknown[] = [];
      for await (const chunk of stream) {
        read.push(chunk);
        if (read.length === 2) stream.controller.abort();
      }
      return read;
    },
  ],
  [
    'in two, both read',
    'success',
    async (subject) => {
      const [left, right] = (await subject.answer()).tee();
      return [await words(left), await words(right)];
    },
  ],
  [
    'in two, one of them read',
    'success',
    async (subject) => {
      const [left] = (await subject.answer()).tee();
      return words(left);
    },
  ],
  ['as a web stream', 'success', async (subject) => textOf((await subject.answer()).toReadableStream())],
  [
    'as a web stream that is cancelled',
    'abandoned',
    async (subject) => {
      const reader = (await subject.answer()).toReadableStream().getReader();
      const first = await reader.read();
      await reader.cancel();
      return first.done;
    },
  ],
  ['that fails in the middle', 'failed', async (subject) => words(await subject.answer('error event'))],
  [
    'whose connection breaks',
    'failed',
    async (subject) => {
      const { thrown } = (await seen(async () => words(await subject.answer('hang-up')))) as {
        thrown: Error;
      };
      return thrown.name;
    },
  ],
  [
    'refused before the first chunk',
    'failed',
    async (subject) => {
      const { thrown } = (await seen(async () => words(await subject.answer('refused')))) as {
        thrown: Error;
      };
      return thrown.message;
    },
  ],
  [
    'read a second time',
    'success',
    async (subject) => {
      const stream = await subject.answer();
      return [await words(stream), await seen(() => words(stream))];
    },
  ],
  [
    'with its response',
    'success',
    async (subject) => {
      const { data, response } = await subject.answer().withResponse();
      return [response.status, await words(data)];
    },
  ],
  [
    'as a raw response',
    'success',
    async (subject) => {
      const text = await (await subject.answer().asResponse()).text();
      // The end of its body is told in a turn of its own.
      await nextTurn();
      return text;
    },
  ],
  [
    'is still itself',
    'success',
    async (subject) => {
      const stream = await subject.answer();
      const facts = [stream instanceof Stream, Object.keys(stream), stream.controller.signal.aborted];
      return [facts, await words(stream)];
    },
  ],
];

describe("the openai client's stream", () => itIsUnchanged(subjectOf, WAYS));

describe('the span of a streamed call', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  const Agent = subjectOf(TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' }));
  const span = () => telemetry.span('chat gpt-4o-mini');
  const AT_ONCE = {
    'gen_ai.request.stream': true,
    'botanu.request.streaming': true,
    'gen_ai.response.id': 'chatcmpl-1',
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
  };
  const AT_THE_END = { ...AT_ONCE, ...USAGE_ATTRIBUTES, 'gen_ai.response.finish_reasons': ['stop'] };
  const does = (name: string): Use<Subject>[2] => WAYS.find(([way]) => way === name)![2];

  it.each([
    'read to its end',
    'that an async method resolves to',
    'awaited twice',
    'in two, both read',
    'in two, one of them read',
    'as a web stream',
    'with its response',
    'read a second time',
  ])("has the provider's own counts of one %s", async (way) => {
    await does(way)(new Agent());
    expect(span().attributes).toMatchObject(AT_THE_END);
    expect(span().attributes).not.toHaveProperty(['botanu.operation.status']);
    expect(span().status.code).toBe(0);
  });

  it.each([
    'left by break',
    'left by a throw in the loop',
    'called off by its controller',
    'as a web stream that is cancelled',
  ])('has what was seen of one %s, and is no error', async (way) => {
    await seen(() => does(way)(new Agent()));
    expect(span().attributes).toMatchObject({ ...AT_ONCE, 'botanu.operation.status': 'canceled' });
    expect(span().attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
    expect(span().attributes).not.toHaveProperty(['error.type']);
    expect(span().status.code).toBe(0);
  });

  it('of one left before the first chunk has no chunk to tell of', async () => {
    await does('left before the first chunk')(new Agent());
    expect(span().attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'botanu.operation.status': 'canceled',
    });
    expect(span().attributes).not.toHaveProperty(['gen_ai.response.time_to_first_chunk']);
  });

  it('that fails in the middle keeps what was seen, and the error', async () => {
    await seen(() => does('that fails in the middle')(new Agent()));
    expect(span().attributes).toMatchObject({ ...AT_ONCE, 'error.type': 'overloaded' });
    expect(span().status.code).toBe(2);
    expect(span().events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('that is refused has the error alone', async () => {
    await seen(() => does('refused before the first chunk')(new Agent()));
    expect(span().attributes['error.type']).toBe('rate_limit_exceeded');
    expect(span().attributes).not.toHaveProperty(['gen_ai.request.stream']);
  });

  it('ends with the stream, not before', async () => {
    const iterator = (await new Agent().answer())[Symbol.asyncIterator]();
    await iterator.next();
    expect(telemetry.spans()).toEqual([]);
    while (!(await iterator.next()).done);
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('says once which option makes a provider tell the usage', async () => {
    const warnings = await warningsOf(async () => {
      await words(await new Agent().answer('whole', false));
      await words(await new Agent().answer('whole', false));
    });
    expect(warnings).toEqual([expect.stringContaining('stream_options: { include_usage: true }')]);
    expect(telemetry.spans()[0]!.attributes).toMatchObject({
      ...AT_ONCE,
      'gen_ai.response.finish_reasons': ['stop'],
    });
    expect(telemetry.spans()[0]!.attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
  });

  it('says nothing of the kind of a stream that was left, or failed', async () => {
    const warnings = await warningsOf(async () => {
      for await (const _ of await new Agent().answer('whole', false)) break;
      await seen(async () => words(await new Agent().answer('error event', false)));
    });
    expect(warnings).toEqual([]);
  });
});
