import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { TrackDb, TrackLlm, TrackTool } from 'botanu';
import {
  type Behaviour,
  startStreamingModel,
  type StreamingModel,
  USAGE_ATTRIBUTES,
} from '../support/streaming-model';
import { startTelemetry, type Telemetry } from '../support/telemetry';

/** The three sentences of README that botanu promises, each a test of its name. */

let model: StreamingModel;
let telemetry: Telemetry;
beforeAll(async () => {
  model = await startStreamingModel();
});
afterAll(() => model.close());
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const failure = new RangeError('no');

class Agent {
  @TrackTool('look_up')
  lookUp(): string {
    throw failure;
  }

  @TrackDb({ system: 'postgresql', operation: 'SELECT' })
  async find(): Promise<string> {
    await Promise.resolve();
    throw failure;
  }

  @TrackTool('walk')
  *walk(): Generator<number> {
    yield 1;
    throw failure;
  }

  @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
  answer(behaviour: Behaviour) {
    return model.client.chat.completions.create({
      model: behaviour,
      messages: [],
      stream: true,
      stream_options: { include_usage: true },
    });
  }
}

const agent = new Agent();
const only = (): ReadableSpan => {
  const [span, ...others] = telemetry.spans();
  expect(others).toEqual([]);
  expect(span?.ended).toBe(true);
  return span!;
};
const drain = async (parts: Iterable<unknown> | AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of parts);
};

it.each<[string, string, () => unknown]>([
  ['throws', 'RangeError', () => agent.lookUp()],
  ['rejects', 'RangeError', () => agent.find()],
  ['throws when it has begun to yield', 'RangeError', () => drain(agent.walk())],
  ['rejects in its client', 'rate_limit_exceeded', async () => agent.answer('refused')],
  ['gives a stream that fails', 'overloaded', async () => drain(await agent.answer('error event'))],
])('a method that throws or rejects always ends its span: one that %s', async (_, errorType, call) => {
  await expect((async () => call())()).rejects.toThrow();
  const span = only();
  expect(span.status.code).toBe(SpanStatusCode.ERROR);
  expect(span.attributes['error.type']).toBe(errorType);
});

it("a streamed chat yields the provider's own counts", async () => {
  await drain(await agent.answer('whole'));
  expect(only().attributes).toMatchObject({
    ...USAGE_ATTRIBUTES,
    'gen_ai.response.id': 'chatcmpl-1',
    'gen_ai.response.finish_reasons': ['stop'],
  });
});

it('leaving a stream early still ends the span with what was seen', async () => {
  for await (const _ of await agent.answer('whole')) break;
  const { attributes, status } = only();
  expect(status.code).toBe(SpanStatusCode.UNSET);
  expect(attributes).toMatchObject({
    'botanu.operation.status': 'canceled',
    'gen_ai.response.id': 'chatcmpl-1',
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
  });
  // The provider had told no usage by then: it is not known, which is not the same as none.
  expect(attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
});
