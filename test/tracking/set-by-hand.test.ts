import { setLlmAttributes, trackLlmCall, withAttempt } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const call = { provider: 'openai', model: 'gpt-4o' };
const attributes = () => telemetry.span('chat gpt-4o').attributes;

/** Of 1,000 tokens in, 900 from the cache, and 200 out, 150 of reasoning. */
const completion = () => ({
  object: 'chat.completion',
  choices: [{ finish_reason: 'stop' }],
  usage: {
    prompt_tokens: 1_000,
    completion_tokens: 200,
    prompt_tokens_details: { cached_tokens: 900 },
    completion_tokens_details: { reasoning_tokens: 150 },
  },
});

describe('a total that was set by hand', () => {
  it('has no parts of the one that was read, where they are more than the whole', () => {
    trackLlmCall(call, (llm) => {
      llm.setTokens({ inputTokens: 100, outputTokens: 20 });
      return completion();
    });
    expect(attributes()).toMatchObject({
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
    });
    expect(attributes()).not.toHaveProperty(['gen_ai.usage.cache_read.input_tokens']);
    expect(attributes()).not.toHaveProperty(['botanu.usage.cache_read_tokens']);
    expect(attributes()).not.toHaveProperty(['gen_ai.usage.reasoning.output_tokens']);
  });

  it('has none that are more than the whole together', () => {
    trackLlmCall({ ...call, provider: 'anthropic' }, (llm) => {
      llm.setTokens({ inputTokens: 100 });
      const usage = { input_tokens: 10, cache_read_input_tokens: 60, cache_creation_input_tokens: 60 };
      return { type: 'message', role: 'assistant', content: [], usage: { ...usage, output_tokens: 5 } };
    });
    expect(attributes()).toMatchObject({ 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 5 });
    expect(attributes()).not.toHaveProperty(['gen_ai.usage.cache_read.input_tokens']);
    expect(attributes()).not.toHaveProperty(['gen_ai.usage.cache_creation.input_tokens']);
  });

  it('has those that fit, and those that were set with it', () => {
    trackLlmCall(call, (llm) => {
      llm.setTokens({ inputTokens: 950, outputTokens: 100, reasoningTokens: 90 });
      return completion();
    });
    expect(attributes()).toMatchObject({
      'gen_ai.usage.input_tokens': 950,
      'gen_ai.usage.cache_read.input_tokens': 900,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.reasoning.output_tokens': 90,
    });
  });
});

it("a finish reason that is none leaves the provider's", () => {
  trackLlmCall(call, (llm) => {
    llm.setFinishReason(null as unknown as string);
    return completion();
  });
  expect(attributes()['gen_ai.response.finish_reasons']).toEqual(['stop']);
});

describe('an attempt of 0 is refused, with a word', () => {
  it.each<[string, () => unknown]>([
    ['by withAttempt', () => withAttempt(0, () => trackLlmCall(call, () => 1))],
    ['by a tracker', () => trackLlmCall(call, (llm) => void llm.setAttempt(0))],
    ['by setLlmAttributes', () => trackLlmCall(call, () => setLlmAttributes({ attempt: 0 }))],
  ])('%s', async (_, act) => {
    expect(await warningsOf(() => void act())).toEqual([
      expect.stringContaining('An attempt must be a whole number from 1 up, got 0'),
    ]);
    expect(attributes()).not.toHaveProperty(['botanu.request.attempt']);
  });

  it('and leaves the one that was set', async () => {
    await warningsOf(() => {
      trackLlmCall(call, (llm) => void llm.setAttempt(2).setAttempt(0));
    });
    expect(attributes()['botanu.request.attempt']).toBe(2);
  });
});
