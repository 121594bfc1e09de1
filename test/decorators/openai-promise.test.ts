import { TrackLlm } from 'botanu';
import OpenAI from 'openai';
import { type Anywhere, undecorated } from '../support/every-decorator';
import { startTelemetry, type Telemetry } from '../support/telemetry';
import { seen } from '../support/unchanged-behaviour';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const COMPLETION = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};

const agentOf = (decorate: Anywhere, status: number) => {
  class Agent {
    requests = 0;
    private readonly client = new OpenAI({
      apiKey: 'none',
      baseURL: 'http://localhost',
      maxRetries: 0,
      fetch: async () => {
        this.requests++;
        const body =
          status === 200 ? COMPLETION : { error: { message: 'slow down', code: 'rate_limit_exceeded' } };
        return Response.json(body, { status, headers: { 'x-request-id': 'req_1' } });
      },
    });

    @decorate
    complete() {
      return this.client.chat.completions.create({ model: 'gpt-4o-mini', messages: [] });
    }
  }
  return new Agent();
};

type Completing = ReturnType<ReturnType<typeof agentOf>['complete']>;

const CALLS: [string, (given: Completing) => unknown][] = [
  ['await', async (given) => await given],
  ['await twice', async (given) => [await given, await given]],
  ['then', (given) => given.then(({ model }) => model)],
  ['catch', (given) => given.catch((error: unknown) => (error as Error).message)],
  ['finally', (given) => given.finally(() => undefined)],
  ['Promise.all', (given) => Promise.all([given])],
  ['asResponse', async (given) => (await given.asResponse()).json()],
  [
    'withResponse',
    async (given) => {
      const { data, response, request_id } = await given.withResponse();
      return [data, response.status, request_id];
    },
  ],
  ['withResponse, then await', async (given) => [(await given.withResponse()).data, await given]],
];

const decorate = TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' });

describe.each([200, 429])("the openai client's promise, answered with %i", (status) => {
  it.each(CALLS)('%s is as it was, with one request and one span', async (_, use) => {
    const twin = agentOf(undecorated, status);
    const expected = await seen(() => use(twin.complete()));
    const agent = agentOf(decorate, status);
    const actual = await seen(() => use(agent.complete()));
    expect(actual).toEqual(expected);
    expect(agent.requests).toBe(twin.requests);
    expect(telemetry.spans().map((span) => span.status.code)).toEqual([status === 200 ? 0 : 2]);
  });
});

it.each(CALLS.filter(([does]) => does !== 'asResponse'))('usage is read after %s', async (_, use) => {
  await use(agentOf(decorate, 200).complete());
  expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject({
    'gen_ai.usage.input_tokens': 10,
    'gen_ai.usage.output_tokens': 5,
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    'gen_ai.response.id': 'chatcmpl-1',
  });
});

it('an error has the code of the provider', async () => {
  await agentOf(decorate, 429)
    .complete()
    .catch(() => undefined);
  expect(telemetry.span('chat gpt-4o-mini').attributes['error.type']).toBe('rate_limit_exceeded');
});
