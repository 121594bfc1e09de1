import { readUsage } from 'botanu';

const completion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-2024-08-06',
  service_tier: 'priority',
  _request_id: 'req-1',
  choices: [{ finish_reason: 'stop' }, { finish_reason: 'tool_calls' }],
  usage: {
    prompt_tokens: 1_000,
    completion_tokens: 200,
    prompt_tokens_details: { cached_tokens: 400, cache_write_tokens: 10, audio_tokens: 30 },
    completion_tokens_details: {
      reasoning_tokens: 150,
      audio_tokens: 20,
      accepted_prediction_tokens: 5,
      rejected_prediction_tokens: 6,
    },
  },
};

describe('readUsage', () => {
  it('reads all that a chat completion says', () => {
    expect(readUsage(completion)).toEqual({
      model: 'gpt-4o-2024-08-06',
      responseId: 'chatcmpl-1',
      requestId: 'req-1',
      finishReasons: ['stop', 'tool_calls'],
      serviceTier: 'priority',
      usage: {
        inputTokens: 1_000,
        outputTokens: 200,
        cacheReadTokens: 400,
        cacheWriteTokens: 10,
        inputAudioTokens: 30,
        reasoningTokens: 150,
        outputAudioTokens: 20,
        acceptedPredictionTokens: 5,
        rejectedPredictionTokens: 6,
      },
    });
  });

  it.each([
    ['openai', 'openai'],
    ['azure_openai', 'azure.ai.openai'],
    ['Groq', 'groq'],
  ])('names the provider that it was told of, %s, as the conventions do', (provider, name) => {
    expect(readUsage(completion, { provider })?.provider).toBe(name);
  });

  it('is pure', () => {
    const given = structuredClone(completion);
    expect(readUsage(given)).toEqual(readUsage(given));
    expect(given).toEqual(completion);
    expect(readUsage(Object.freeze(given))).toBeDefined();
  });

  it.each([
    ['no usage', { usage: undefined }],
    ['usage of null', { usage: null }],
    ['usage that is none', { usage: 'soon' }],
    [
      'counts that are none',
      { usage: { prompt_tokens: -1, completion_tokens: 1.5, prompt_tokens_details: 7 } },
    ],
    ['counts as text', { usage: { prompt_tokens: '12', completion_tokens: NaN } }],
  ])('has no count where there is %s: absent is not zero', (_, changes) => {
    const read = readUsage({ ...completion, ...changes })!;
    expect(Object.values(read.usage).filter((count) => count !== undefined)).toEqual([]);
    expect(read.model).toBe('gpt-4o-2024-08-06');
  });

  it.each([
    ['no choices', [], undefined],
    ['a choice that has not ended', [{ finish_reason: null }], undefined],
    ['choices that are none', [null, 7, 'x', {}], undefined],
    ['one that has ended among others', [{ finish_reason: null }, { finish_reason: 'stop' }], ['stop']],
  ])('reads finish reasons of %s', (_, choices, expected) => {
    expect(readUsage({ ...completion, choices })?.finishReasons).toEqual(expected);
  });

  it.each([
    undefined,
    null,
    'text',
    7,
    [],
    {},
    { usage: { prompt_tokens: 1 } },
    { object: 'chat.completion' },
    { object: 'chat.completion.chunk', choices: [] },
    { object: 'list', data: [], usage: { prompt_tokens: 1 } },
  ])('gives undefined for what it does not know for sure: %p', (response) => {
    expect(readUsage(response)).toBeUndefined();
  });
});
