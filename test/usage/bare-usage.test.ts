import { readUsage } from 'botanu';

const chat = { prompt_tokens: 9, completion_tokens: 2 };
const newer = { input_tokens: 9, output_tokens: 2 };
const cached = { ...newer, cache_read_input_tokens: 100 };
const camel = { inputTokens: 9, outputTokens: 2, cacheReadInputTokens: 100 };

describe('an object of which only the usage is left', () => {
  it.each([
    ['openai', chat, { inputTokens: 9, outputTokens: 2 }],
    ['anything else', chat, { inputTokens: 9, outputTokens: 2 }],
    ['openai', newer, { inputTokens: 9, outputTokens: 2 }],
    [
      'openai',
      { ...newer, input_tokens_details: { cached_tokens: 8 } },
      { inputTokens: 9, outputTokens: 2, cacheReadTokens: 8 },
    ],
    ['claude', { ...newer, service_tier: 'batch' }, { inputTokens: 9, outputTokens: 2 }],
    ['vertex', cached, { inputTokens: 109, outputTokens: 2, cacheReadTokens: 100 }],
    ['openai', cached, { inputTokens: 109, outputTokens: 2, cacheReadTokens: 100 }],
    ['bedrock', camel, { inputTokens: 109, outputTokens: 2, cacheReadTokens: 100 }],
    ['mistral', { promptTokens: 9, completionTokens: 2 }, { inputTokens: 9, outputTokens: 2 }],
  ])('is read where the provider is known: %s, %j', (provider, usage, expected) => {
    expect(readUsage({ text: 'Yes.', usage }, { provider })?.usage).toEqual(expected);
  });

  it('tells model, id and tier, if they are left, too', () => {
    const response = { id: '1', model: 'm', service_tier: 'flex', usage: chat };
    expect(readUsage(response, { provider: 'azure_openai' })).toEqual({
      provider: 'azure.ai.openai',
      model: 'm',
      responseId: '1',
      serviceTier: 'flex',
      usage: { inputTokens: 9, outputTokens: 2 },
    });
  });

  it.each([
    ['without a provider', chat, undefined],
    ['of two shapes at once', { ...chat, ...newer }, 'openai'],
    ['in names that others have, too', camel, 'openai'],
    ['in names that others have, too', { promptTokens: 9 }, 'openai'],
    ["of the AI SDK's, beside Bedrock's names", { ...camel, cachedInputTokens: 50 }, 'bedrock'],
    ['with details of the AI SDK', { inputTokens: 9, inputTokenDetails: { cacheReadTokens: 5 } }, 'bedrock'],
    ['without counts', { prompt_tokens: '9' }, 'openai'],
    ['that is none', 7, 'openai'],
  ])('is not read %s', (_, usage, provider) => {
    expect(readUsage({ usage }, { provider })).toBeUndefined();
  });
});
