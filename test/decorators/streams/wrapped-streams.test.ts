import { BotanuUseCase, TrackLlm, TrackTool } from 'botanu';
import type { ChatCompletionChunk } from 'openai/resources';
import type { Stream } from 'openai/streaming';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { startStreamingModel, type StreamingModel, USAGE_ATTRIBUTES } from '../../support/streaming-model';
import { startTelemetry, type Telemetry, warningsOf } from '../../support/telemetry';

let model: StreamingModel;
let telemetry: Telemetry;
beforeAll(async () => {
  model = await startStreamingModel();
});
afterAll(() => model.close());
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

type Chunk = ChatCompletionChunk;
const OUTER = { provider: 'openai', model: 'outer' };
const INNER = { provider: 'openai', model: 'inner' };

const ask = (): Promise<Stream<Chunk>> =>
  model.client.chat.completions.create({
    model: 'whole',
    messages: [],
    stream: true,
    stream_options: { include_usage: true },
  });

class Agent {
  @TrackLlm(INNER)
  ask() {
    return ask();
  }
  @TrackLlm(OUTER)
  handOn() {
    return this.ask();
  }
  @TrackLlm(OUTER)
  async *passOn(): AsyncGenerator<Chunk> {
    yield* await this.ask();
  }
  @TrackLlm(OUTER)
  async *textOf(stream: AsyncIterable<Chunk>): AsyncGenerator<string> {
    for await (const chunk of stream)
      if (chunk.choices.length > 0) yield chunk.choices[0]!.delta.content ?? '';
  }
  @TrackLlm(OUTER)
  async *rewrap(stream: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
    for await (const chunk of stream) yield chunk;
  }
  @TrackLlm(OUTER)
  async *own(): AsyncGenerator<Chunk> {
    for await (const chunk of await ask()) yield chunk;
  }
  @TrackLlm(OUTER)
  async *ownText(): AsyncGenerator<string> {
    for await (const chunk of await ask()) yield chunk.choices[0]?.delta.content ?? '';
  }
  @TrackTool('tool')
  @TrackLlm(INNER)
  withinTool() {
    return ask();
  }
  @BotanuUseCase('Customer Support')
  async *handle(): AsyncGenerator<Chunk> {
    yield* await this.ask();
  }
  @TrackLlm(OUTER)
  async beside(): Promise<{ stream: Stream<Chunk>; headers: string }> {
    return { stream: await ask(), headers: 'none' };
  }
  @TrackLlm({
    ...INNER,
    usage: (stream: Stream<Chunk>) => ({ inputTokens: stream.controller.signal.aborted ? 0 : 7 }),
  })
  counted() {
    return ask();
  }
  @TrackLlm(OUTER)
  handOnCounted() {
    return this.counted();
  }
  @TrackLlm({ ...OUTER, usage: false })
  uncounted() {
    return ask();
  }
}

const drain = async (values: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of values);
};

const withUsage = (): string[] =>
  telemetry
    .spans()
    .filter(({ attributes }: ReadableSpan) => 'gen_ai.usage.input_tokens' in attributes)
    .map(({ name }) => name);
const names = (): string[] => telemetry.spans().map(({ name }) => name);

describe('a stream that two model calls hand on', () => {
  it.each<[string, (agent: Agent) => Promise<AsyncIterable<unknown>> | AsyncIterable<unknown>]>([
    ['as the same object', (agent) => agent.handOn()],
    ['chunk by chunk', (agent) => agent.passOn()],
    ['chunk by chunk, got elsewhere', async (agent) => agent.rewrap(await agent.ask())],
    ['as text', async (agent) => agent.textOf(await agent.ask())],
  ])('has its usage on the inner one: %s', async (_, answer) => {
    await drain(await answer(new Agent()));
    expect(names()).toEqual(['chat inner', 'chat outer']);
    expect(withUsage()).toEqual(['chat inner']);
    expect(telemetry.span('chat inner').attributes).toMatchObject(USAGE_ATTRIBUTES);
  });

  it('has its usage on the inner one also where it is left', async () => {
    for await (const _ of new Agent().passOn()) break;
    expect(names()).toEqual(['chat inner', 'chat outer']);
    for (const { attributes } of telemetry.spans())
      expect(attributes['botanu.operation.status']).toBe('canceled');
    expect(telemetry.span('chat outer').attributes).not.toHaveProperty(['gen_ai.response.id']);
  });

  it('has the usage that the inner one counts itself', async () => {
    await drain(await new Agent().handOnCounted());
    expect(withUsage()).toEqual(['chat inner']);
    expect(telemetry.span('chat inner').attributes['gen_ai.usage.input_tokens']).toBe(7);
  });
});

describe('a generator', () => {
  it('that yields the chunks of a stream has its usage', async () => {
    await drain(new Agent().own());
    expect(telemetry.span('chat outer').attributes).toMatchObject({
      ...USAGE_ATTRIBUTES,
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
    });
  });

  it('that yields text has none, and says nothing of a stream', async () => {
    const warnings = await warningsOf(() => drain(new Agent().ownText()));
    expect(telemetry.span('chat outer').attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
    expect(telemetry.span('chat outer').attributes).not.toHaveProperty(['gen_ai.request.stream']);
    expect(warnings).toEqual([]);
  });

  it('that is a run has none: it stands on the call', async () => {
    await drain(new Agent().handle());
    expect(withUsage()).toEqual(['chat inner']);
  });
});

it('a tool that hands a stream on ends with it, without usage', async () => {
  await drain(await new Agent().withinTool());
  expect(names()).toEqual(['chat inner', 'execute_tool tool']);
  expect(withUsage()).toEqual(['chat inner']);
  expect(telemetry.span('execute_tool tool').attributes['botanu.tool.success']).toBe(true);
});

it('a stream inside an answer is followed, and the answer stays what it is', async () => {
  const answer = await new Agent().beside();
  expect(Object.keys(answer)).toEqual(['stream', 'headers']);
  expect(telemetry.spans()).toEqual([]);
  await drain(answer.stream);
  expect(telemetry.span('chat outer').attributes).toMatchObject(USAGE_ATTRIBUTES);
});

it('usage: false leaves the chunks unread, and still tells when the first one came', async () => {
  await drain(await new Agent().uncounted());
  expect(withUsage()).toEqual([]);
  expect(telemetry.span('chat outer').attributes).toMatchObject({
    'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
  });
});
