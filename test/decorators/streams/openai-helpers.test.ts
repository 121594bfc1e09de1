import { setImmediate as nextTurn } from 'node:timers/promises';
import { TrackLlm } from 'botanu';
import type { Anywhere } from '../../support/every-decorator';
import {
  type Behaviour,
  startStreamingModel,
  type StreamingModel,
  USAGE_ATTRIBUTES,
} from '../../support/streaming-model';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../../support/unchanged-behaviour';

let model: StreamingModel;
beforeAll(async () => {
  model = await startStreamingModel();
});
afterAll(() => model.close());

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    @decorate
    answer(behaviour: Behaviour = 'whole') {
      return model.client.chat.completions.stream({
        model: behaviour,
        messages: [],
        stream_options: { include_usage: true },
      });
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

const messageOf = async (act: () => unknown): Promise<unknown> => {
  const { thrown, value } = (await seen(act)) as { thrown?: Error; value?: unknown };
  return thrown === undefined ? value : [thrown.constructor.name, thrown.message];
};

const WAYS: readonly Use<Subject>[] = [
  ['asked for its completion', 'success', (subject) => subject.answer().finalChatCompletion()],
  [
    'listened to',
    'success',
    async (subject) => {
      const stream = subject.answer();
      const heard: string[] = [];
      stream.on('content', (delta) => heard.push(delta));
      await stream.done();
      return [heard, stream.ended, stream.aborted, stream.errored];
    },
  ],
  [
    'read chunk by chunk',
    'success',
    async (subject) => {
      const read: unknown[] = [];
      for await (const chunk of subject.answer()) read.push(chunk);
      return read;
    },
  ],
  [
    'as a web stream',
    'success',
    async (subject) => new Response(subject.answer().toReadableStream() as ReadableStream<Uint8Array>).text(),
  ],
  [
    'left by break',
    'abandoned',
    async (subject) => {
      const stream = subject.answer('stalled');
      for await (const _ of stream) break;
      return messageOf(() => stream.done());
    },
  ],
  [
    'left by a throw in the loop',
    'abandoned',
    async (subject) => {
      const stream = subject.answer('stalled');
      const thrown = await seen(async () => {
        for await (const chunk of stream) throw new Error(chunk.id);
      });
      return [thrown, await messageOf(() => stream.done())];
    },
  ],
  [
    'as a web stream that is cancelled',
    'abandoned',
    async (subject) => {
      const stream = subject.answer('stalled');
      const reader = (stream.toReadableStream() as ReadableStream<Uint8Array>).getReader();
      const { done } = await reader.read();
      await reader.cancel();
      return [done, await messageOf(() => stream.done())];
    },
  ],
  [
    'aborted in the loop, then left',
    'canceled',
    async (subject) => {
      const stream = subject.answer('stalled');
      for await (const _ of stream) {
        stream.abort();
        break;
      }
      return messageOf(() => stream.done());
    },
  ],
  [
    'aborted',
    'canceled',
    (subject) => {
      const stream = subject.answer('stalled');
      stream.on('chunk', () => stream.abort());
      return messageOf(() => stream.done());
    },
  ],
  ['that fails in the middle', 'failed', (subject) => messageOf(() => subject.answer('error event').done())],
  ['refused', 'failed', (subject) => messageOf(() => subject.answer('refused').done())],
  [
    'told of its error by a listener',
    'failed',
    async (subject) => {
      const stream = subject.answer('refused');
      const error = await new Promise<Error>((resolve) => stream.on('error', resolve));
      await nextTurn();
      return error.message;
    },
  ],
];

describe("the openai client's ChatCompletionStream", () => itIsUnchanged(subjectOf, WAYS));

describe('the span of a ChatCompletionStream', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  const Agent = subjectOf(TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' }));
  const span = () => telemetry.span('chat gpt-4o-mini');
  const does = (name: string): Use<Subject>[2] => WAYS.find(([way]) => way === name)![2];

  it.each(['asked for its completion', 'listened to', 'read chunk by chunk', 'as a web stream'])(
    "has the provider's own counts of one %s",
    async (way) => {
      await does(way)(new Agent());
      expect(span().attributes).toMatchObject({
        ...USAGE_ATTRIBUTES,
        'gen_ai.request.stream': true,
        'gen_ai.response.id': 'chatcmpl-1',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
      });
    },
  );

  it('ends also where nobody listens, since it runs by itself', async () => {
    new Agent().answer();
    while (telemetry.spans().length === 0) await nextTurn();
    expect(span().attributes).toMatchObject(USAGE_ATTRIBUTES);
  });

  it.each(['left by break', 'left by a throw in the loop', 'aborted'])(
    'of one %s is canceled, and no error',
    async (way) => {
      await does(way)(new Agent());
      expect(span().attributes).toMatchObject({
        'botanu.operation.status': 'canceled',
        'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      });
      expect(span().status.code).toBe(0);
    },
  );
});
