import { CohereClientV2 } from 'cohere-ai';
import { TrackLlm } from 'botanu';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { ProviderServer } from './provider-server';
import { cohereV2 } from './providers/cohere';

let telemetry: Telemetry;
let server: ProviderServer;
let url: string;
beforeEach(async () => {
  telemetry = startTelemetry();
  server = new ProviderServer(cohereV2.answers);
  url = await server.start();
});
afterEach(async () => {
  server.stop();
  await telemetry.stop();
});

class Agent {
  private readonly client = new CohereClientV2({ token: 'none', environment: url });
  private readonly request = {
    model: 'command-a-03-2025',
    messages: [{ role: 'user' as const, content: 'Hi' }],
  };

  @TrackLlm({ provider: 'cohere', model: 'command-a-03-2025' })
  answer() {
    return this.client.chat(this.request);
  }

  @TrackLlm({ provider: 'cohere', model: 'command-a-03-2025' })
  stream() {
    return this.client.chatStream(this.request);
  }
}

const COUNTS = { 'gen_ai.usage.input_tokens': 120, 'gen_ai.usage.output_tokens': 30 };

it('reads an answer that Cohere’s client gives with its raw response', async () => {
  const { data, rawResponse } = await new Agent().answer().withRawResponse();
  expect(data.finishReason).toBe('COMPLETE');
  expect(rawResponse.status).toBe(200);
  expect(telemetry.spans().map(({ attributes }) => attributes)).toEqual([expect.objectContaining(COUNTS)]);
});

it('ends with the stream that comes with its raw response', async () => {
  const { data } = await new Agent().stream().withRawResponse();
  expect(telemetry.spans()).toEqual([]);
  for await (const event of data) expect(event).toBeDefined();
  expect(telemetry.spans().map(({ attributes }) => attributes)).toEqual([expect.objectContaining(COUNTS)]);
});
