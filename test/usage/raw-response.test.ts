import { readUsage } from 'botanu';

const data = { object: 'chat.completion', id: 'c1', choices: [], usage: { prompt_tokens: 3 } };
const response = new Response('{}', { headers: { 'x-request-id': 'req_1' } });

describe('an answer beside the HTTP response that brought it', () => {
  it.each([
    ["what `withResponse` of OpenAI's client gives", { data, response, request_id: 'req_1' }],
    ["what `withRawResponse` of Cohere's client gives", { data, rawResponse: response }],
    ['the same, of a library that stands in for the platform', { data, response: likeResponse() }],
  ])('is read: %s', (_, result) => {
    expect(readUsage(result, { provider: 'openai' })).toEqual({
      provider: 'openai',
      responseId: 'c1',
      requestId: 'req_1',
      usage: { inputTokens: 3 },
    });
  });

  it.each([
    ['no HTTP response', { data, response: { ok: true } }],
    ['no response at all', { data }],
    ['no answer', { data: { rows: [] }, response }],
  ])('is none where there is %s', (_, result) => {
    expect(readUsage(result, { provider: 'openai' })).toBeUndefined();
  });
});

function likeResponse(): object {
  return { status: 200, headers: { get: (name: string) => (name === 'x-request-id' ? 'req_1' : null) } };
}
