import { SpanStatusCode } from '@opentelemetry/api';
import { TrackLlm } from 'botanu';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { ProviderServer, type TypedEvent, typedEvent } from './provider-server';
import { openaiFailedResponses } from './providers/openai';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

class Agent {
  @TrackLlm({ provider: 'openai', model: 'gpt-5-mini' })
  async ask(url: string): Promise<AsyncIterable<TypedEvent>> {
    return (await openaiFailedResponses.connect(url).stream(new AbortController().signal)) as never;
  }
}

const { stream } = openaiFailedResponses.answers;
const ERROR_EVENT = typedEvent({
  type: 'error',
  code: 'server_error',
  message: 'The server had an error',
  param: null,
  sequence_number: 9,
});

it.each([
  ['error', ERROR_EVENT],
  ['response.failed', stream.failure!],
])(
  'fails the span of a stream in which OpenAI gives up by the event %s, though its client does not throw',
  async (type, failure) => {
    const server = new ProviderServer({ ...openaiFailedResponses.answers, stream: { ...stream, failure } });
    server.behaviour = 'given up';
    const types: string[] = [];
    for await (const event of await new Agent().ask(await server.start())) types.push(event.type);
    server.stop();

    expect(types.at(-1)).toBe(type);
    const [span, ...others] = telemetry.spans();
    expect(others).toEqual([]);
    expect(span!.status).toEqual({ code: SpanStatusCode.ERROR, message: 'The server had an error' });
    expect(span!.attributes).toMatchObject({ 'error.type': 'server_error', 'gen_ai.response.id': 'resp_1' });
  },
);
