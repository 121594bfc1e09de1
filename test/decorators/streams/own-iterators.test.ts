import type { UnderlyingSource } from 'node:stream/web';
import { TrackLlm } from 'botanu';
import { startTelemetry, type Telemetry } from '../../support/telemetry';

/** Web streams of classes that bring an iterator of their own, which reads through a reader. */
let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

/** As LangChain's models stream: what the chunks count adds up. */
const chunk = (tokens: number): object => ({
  content: '',
  response_metadata: {},
  tool_calls: [],
  usage_metadata: { input_tokens: tokens, output_tokens: tokens },
});

const source = (): UnderlyingSource => ({
  start(controller) {
    controller.enqueue(chunk(100));
    controller.enqueue(chunk(20));
    controller.close();
  },
});

/** It is its own iterator. */
class IterableStream extends ReadableStream<unknown> {
  private reader: ReadableStreamDefaultReader<unknown> | undefined;

  next(): Promise<unknown> {
    return (this.reader ??= this.getReader()).read();
  }

  override [Symbol.asyncIterator](): any {
    return this;
  }
}

/** Its iterator is a generator. */
class GeneratingStream extends ReadableStream<unknown> {
  override async *[Symbol.asyncIterator](): any {
    const reader = this.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
  }
}

class Agent {
  @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
  stream(make: () => ReadableStream<unknown>): ReadableStream<unknown> {
    return make();
  }
}

const inputTokens = (): unknown[] =>
  telemetry.spans().map(({ attributes }) => attributes['gen_ai.usage.input_tokens']);

it.each<[string, () => ReadableStream<unknown>]>([
  ['the platform’s own', () => new ReadableStream(source())],
  ['the stream itself', () => new IterableStream(source())],
  ['a generator', () => new GeneratingStream(source())],
])('counts each chunk once where the iterator is %s', async (_, make) => {
  for await (const part of new Agent().stream(make)) expect(part).toBeDefined();
  expect(inputTokens()).toEqual([120]);
});

it('counts each chunk once where a reader begins and an iterator goes on', async () => {
  const stream = new Agent().stream(() => new ReadableStream(source()));
  const reader = stream.getReader();
  await reader.read();
  reader.releaseLock();
  for await (const part of stream) expect(part).toBeDefined();
  expect(inputTokens()).toEqual([120]);
});
