import { BotanuUseCase, getRunId, TrackLlm } from 'botanu';
import { startTelemetry, type Telemetry } from '../../support/telemetry';

/** As zone.js does it: async functions go on giving the engine's own promises. */
const NativePromise = Promise;
class ReplacedPromise<T> extends NativePromise<T> {}

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = startTelemetry();
  globalThis.Promise = ReplacedPromise;
});
afterEach(async () => {
  globalThis.Promise = NativePromise;
  await telemetry.stop();
});

const answer = () => ({
  object: 'chat.completion',
  id: 'c',
  model: 'm',
  choices: [],
  usage: { prompt_tokens: 7, completion_tokens: 3 },
});
const USAGE = { 'gen_ai.usage.input_tokens': 7, 'gen_ai.usage.output_tokens': 3 };
const OPTIONS = { provider: 'openai', model: 'gpt-4o-mini' };

class Agent {
  @TrackLlm(OPTIONS)
  async answer(): Promise<object> {
    return answer();
  }
  @TrackLlm(OPTIONS)
  replaced(): Promise<object> {
    return Promise.resolve(answer());
  }
  @TrackLlm(OPTIONS)
  async fail(): Promise<never> {
    throw new RangeError('boom');
  }
  @TrackLlm(OPTIONS)
  async *stream(): AsyncGenerator<object> {
    yield { ...answer(), object: 'chat.completion.chunk' };
  }
  @BotanuUseCase('Customer Support')
  async handle(): Promise<unknown> {
    await this.answer();
    return getRunId();
  }
}
const span = () => telemetry.span('chat gpt-4o-mini');

it('an async method ends when it has its value', async () => {
  expect(await new Agent().answer()).toEqual(answer());
  expect(span().attributes).toMatchObject(USAGE);
});

it('a promise of the class that took its place is one like any other', async () => {
  const promise = new Agent().replaced();
  expect(promise).toBeInstanceOf(ReplacedPromise);
  expect(await promise).toEqual(answer());
  expect(span().attributes).toMatchObject(USAGE);
});

it('an async method that throws has failed', async () => {
  await expect(new Agent().fail()).rejects.toThrow('boom');
  expect(span().attributes['error.type']).toBe('RangeError');
});

it('an async generator is followed step by step', async () => {
  for await (const _ of new Agent().stream());
  expect(span().attributes).toMatchObject(USAGE);
});

it('a run ends with its method', async () => {
  const runId = await new Agent().handle();
  expect(telemetry.span('botanu.run/Customer Support').attributes['botanu.run_id']).toBe(runId);
});
