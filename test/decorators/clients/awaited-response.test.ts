import { OpenAI } from 'openai';
import { TrackLlm } from 'botanu';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { ProviderServer } from './provider-server';
import { openaiChat } from './providers/openai';

let telemetry: Telemetry;
let server: ProviderServer;
let url: string;
beforeEach(async () => {
  telemetry = startTelemetry();
  server = new ProviderServer(openaiChat.answers);
  url = await server.start();
});
afterEach(async () => {
  server.stop();
  await telemetry.stop();
});

class Agent {
  private readonly client = new OpenAI({ apiKey: 'none', baseURL: url, maxRetries: 0 });
  private readonly request = {
    model: 'gpt-5-mini',
    messages: [{ role: 'user' as const, content: 'Hi' }],
  };

  @TrackLlm({ provider: 'openai', model: 'gpt-5-mini' })
  async answer() {
    return await this.client.chat.completions.create(this.request).withResponse();
  }

  @TrackLlm({ provider: 'openai', model: 'gpt-5-mini' })
  async stream() {
    return await this.client.chat.completions.create({ ...this.request, stream: true }).withResponse();
  }
}

const TOLD = {
  'gen_ai.usage.input_tokens': 120,
  'gen_ai.usage.output_tokens': 30,
  'gen_ai.response.id': 'chatcmpl-1',
  'botanu.vendor.request_id': 'req_1',
};
const told = () => telemetry.spans().map(({ attributes }) => attributes);

it('an answer that the method itself awaited with its response is read', async () => {
  const { data, response } = await new Agent().answer();
  expect([data.id, response.status]).toEqual(['chatcmpl-1', 200]);
  expect(told()).toEqual([expect.objectContaining(TOLD)]);
});

it('a stream that the method itself awaited with its response is followed to its end', async () => {
  const { data } = await new Agent().stream();
  expect(told()).toEqual([]);
  for await (const chunk of data) expect(chunk.id).toBe('chatcmpl-1');
  expect(told()).toEqual([expect.objectContaining({ ...TOLD, 'gen_ai.request.stream': true })]);
});
