import { setTimeout as sleep } from 'node:timers/promises';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import { currentTracker, runUseCase, startLlmCall, trackLlmCall, trackToolCall } from 'botanu';
import { Stream } from 'openai/streaming';
import { attributesOfPoints, bucketsOf, countsOfPoints, startMetrics } from '../support/metrics';
import { changeSettings, restoreSettings } from '../support/settings';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(async () => {
  restoreSettings();
  await telemetry.stop();
});

async function* chunks(): AsyncGenerator<object> {
  const base = { object: 'chat.completion.chunk', id: 'chatcmpl-1', model: 'gpt-4o-2024' };
  yield { ...base, choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' }] };
  yield { ...base, choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } };
}
const stream = (): Stream<object> => new Stream(chunks, new AbortController());
const drain = async (values: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of values);
};
async function* take<T>(values: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let taken = 0;
  for await (const value of values) {
    if (taken++ === count) return;
    yield value;
  }
}
const options = { provider: 'openai', model: 'gpt-4o' };
const attributes = () => telemetry.span('chat gpt-4o').attributes;

describe('a streamed call', () => {
  it('that nobody goes on with is abandoned after maxOperationSeconds, with what was seen', async () => {
    changeSettings({ maxOperationSeconds: 0.1 });
    const iterator = trackLlmCall(options, stream)[Symbol.asyncIterator]();
    await iterator.next();
    expect(telemetry.spans()).toEqual([]);
    while (telemetry.spans().length === 0) await sleep(10);
    expect(attributes()).toMatchObject({
      'botanu.operation.status': 'abandoned',
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.response.finish_reasons': ['stop'],
    });
    expect(telemetry.span('chat gpt-4o').status.code).toBe(0);
    // The caller can read on.
    expect((await iterator.next()).done).toBe(false);
    expect((await iterator.next()).done).toBe(true);
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('tells the time to its first chunk from the start of the call', async () => {
    const tracked = trackLlmCall(options, async () => {
      await sleep(50);
      return stream();
    });
    const read = await tracked;
    await sleep(30);
    await drain(read);
    expect(attributes()['gen_ai.response.time_to_first_chunk']).toBeGreaterThanOrEqual(0.075);
  });

  it('keeps what was set by hand', async () => {
    await drain(
      trackLlmCall(options, (call) => {
        call.setTokens({ inputTokens: 99 }).setFinishReason('length').setStreaming(false);
        return stream();
      }),
    );
    expect(attributes()).toMatchObject({
      'gen_ai.usage.input_tokens': 99,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.response.finish_reasons': ['length'],
    });
    expect(attributes()).not.toHaveProperty(['gen_ai.request.stream']);
    expect(attributes()).not.toHaveProperty(['gen_ai.response.time_to_first_chunk']);
  });

  it('gives the stream itself to a usage function, once it is read', async () => {
    const given: unknown[] = [];
    const tracked = trackLlmCall(
      {
        ...options,
        usage: (result: unknown) => {
          given.push(result);
          return { inputTokens: 3 };
        },
      },
      stream,
    );
    expect(given).toEqual([]);
    await drain(tracked);
    expect(given).toEqual([tracked]);
    expect(attributes()['gen_ai.usage.input_tokens']).toBe(3);
    expect(attributes()).not.toHaveProperty(['gen_ai.usage.output_tokens']);
  });

  it('gives a left stream to no usage function', async () => {
    const usage = jest.fn();
    for await (const _ of trackLlmCall({ ...options, usage }, stream)) break;
    expect(usage).not.toHaveBeenCalled();
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('is as it was where nothing is recorded', async () => {
    await telemetry.stop();
    telemetry = startTelemetry({ sampler: new AlwaysOffSampler() });
    const given = stream();
    const own = Object.getOwnPropertyNames(given);
    expect(trackLlmCall(options, () => given)).toBe(given);
    expect(Object.getOwnPropertyNames(given)).toEqual(own);
    await drain(given);
    expect(telemetry.spans()).toEqual([]);
  });

  it('that is frozen is read all the same, and its end is not heard', async () => {
    const frozen = Object.freeze(stream());
    expect(trackLlmCall(options, () => frozen)).toBe(frozen);
    await drain(frozen);
    expect(telemetry.spans()).toEqual([]);
  });

  it("of Azure's, whose first chunk has no name, is warned of where usage was not asked for", async () => {
    async function* azure(): AsyncGenerator<object> {
      yield { object: '', id: '', model: '', choices: [], prompt_filter_results: [] };
      yield* take(chunks(), 1);
    }
    const made = (): Stream<object> => new Stream(azure, new AbortController());
    const warnings = await warningsOf(() => drain(trackLlmCall({ ...options, provider: 'azure' }, made)));
    expect(warnings).toEqual([expect.stringContaining('include_usage')]);
  });

  it('started by hand is not followed: its own end is its end', async () => {
    const call = startLlmCall(options);
    await drain(stream());
    call.end();
    expect(telemetry.spans()).toHaveLength(1);
  });
});

it('a collection that is only iterable is a value to all but a model call', () => {
  const cursor = { [Symbol.asyncIterator]: chunks, toArray: () => [] };
  expect(trackToolCall({ name: 'find' }, () => cursor)).toBe(cursor);
  expect(runUseCase('u', () => cursor)).toBe(cursor);
  expect(telemetry.spans()).toHaveLength(2);
  trackLlmCall(options, () => cursor);
  expect(telemetry.spans()).toHaveLength(2);
});

it('a web stream is followed where there is nothing of Node', async () => {
  const { getBuiltinModule } = process;
  Object.assign(process, { getBuiltinModule: undefined });
  try {
    const from = (end: (controller: ReadableStreamDefaultController) => void): ReadableStream<number> =>
      trackToolCall(
        { name: 't' },
        () =>
          new ReadableStream<number>({
            start(controller) {
              controller.enqueue(1);
              end(controller);
            },
          }),
      );
    await drain(from((controller) => controller.close()));
    await from(() => undefined).cancel();
    await drain(from((controller) => controller.error(new Error('boom')))).catch(() => undefined);
    await from((controller) => controller.close()).pipeTo(new WritableStream());
    await new Response(
      from((controller) => controller.close()).pipeThrough(
        new TransformStream<number, Uint8Array>({ transform: () => undefined }),
      ),
    ).text();
    await sleep(1);
    const ends = telemetry
      .spans()
      .map((span) => span.attributes['botanu.operation.status'] ?? span.status.code);
    expect(ends).toEqual([0, 'canceled', 2, 0, 0]);
  } finally {
    Object.assign(process, { getBuiltinModule });
  }
});

it('the time to the first chunk is measured, and how a call ended', async () => {
  const meters = startMetrics();
  try {
    await drain(trackLlmCall(options, stream));
    for await (const _ of trackLlmCall(options, stream)) break;
    await trackLlmCall(options, async () => currentTracker('llm'));
    const all = await meters.collect();
    const called = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
    };
    const first = all.get('gen_ai.client.operation.time_to_first_chunk');
    expect(first?.descriptor.unit).toBe('s');
    expect(bucketsOf(first)).toEqual(Array.from({ length: 14 }, (_, i) => 0.01 * 2 ** i));
    expect(attributesOfPoints(first)).toEqual([{ ...called, 'gen_ai.response.model': 'gpt-4o-2024' }]);
    expect(countsOfPoints(first)).toEqual([2]);
    const attempts = all.get('botanu.gen_ai.attempts');
    expect(attributesOfPoints(attempts)).toEqual([
      { ...called, status: 'success' },
      { ...called, status: 'canceled' },
    ]);
    expect(countsOfPoints(attempts)).toEqual([2, 1]);
  } finally {
    await meters.stop();
  }
});
