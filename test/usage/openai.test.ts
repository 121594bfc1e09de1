import { readUsage } from 'botanu';
import { compatibleSamples } from './samples/compatible';
import { openaiSamples } from './samples/openai';
import { openaiStreamSamples } from './samples/openai-streams';
import { fold, itFolds, itReads } from './samples/reading';

describe('the usage of OpenAI', () => {
  itReads(openaiSamples);
  itFolds(openaiStreamSamples);

  it('of a chat is the provider’s own where the reasoning is in the completion already', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 50,
      total_tokens: 60,
      completion_tokens_details: { reasoning_tokens: 40 },
    };
    const response = { object: 'chat.completion', choices: [], usage };
    expect(readUsage(response)?.usage.outputTokens).toBe(50);
    expect(readUsage({ ...response, usage: { ...usage, total_tokens: undefined } })?.usage.outputTokens).toBe(
      50,
    );
  });

  it.each<[string, object, number]>([
    ['a key of your own', { is_byok: true, cost_details: { upstream_inference_cost: 0.5 } }, 0.75],
    ['its own key', { is_byok: false, cost_details: { upstream_inference_cost: 0.5 } }, 0.25],
    ['nobody says whose key', { cost_details: { upstream_inference_cost: 0.5 } }, 0.75],
    [
      'nobody says whose key, of the same amount twice',
      { cost_details: { upstream_inference_cost: 0.25 } },
      0.25,
    ],
    ['no details', { cost_details: {} }, 0.25],
  ])('of OpenRouter includes what the model’s provider charged you: %s', (_, said, costUsd) => {
    const usage = { cost: 0.25, ...said };
    expect(readUsage({ object: 'chat.completion', choices: [], usage })?.costUsd).toBe(costUsd);
  });

  it('of a number of other services is no cost in dollars', () => {
    const usage = { prompt_tokens: 1, cost: 5 };
    expect(readUsage({ object: 'chat.completion', choices: [], usage })?.costUsd).toBeUndefined();
  });

  it('of a stream with a chunk that says nothing new is the very same object', () => {
    const chunk = {
      object: 'chat.completion.chunk',
      id: '1',
      model: 'm',
      choices: [{ delta: { content: 'a' } }],
    };
    const seen = fold([chunk]);
    expect(seen).toBeDefined();
    expect(fold([chunk, ...Array.from({ length: 100 }, () => ({ ...chunk }))])).toEqual(seen);
  });

  it('of a stream has no room for a choice of an absurd index', () => {
    const chunk = (index: unknown) => ({
      object: 'chat.completion.chunk',
      choices: [{ index, finish_reason: 'stop' }],
    });
    for (const index of [1e9, -1, 1.5, 'x']) expect(fold([chunk(index)])?.read.finishReasons).toBeUndefined();
  });
});

describe('the usage of services that answer like OpenAI', () => itReads(compatibleSamples));
