import { readUsage } from '../../src/usage/read-usage';

describe('input that is no text', () => {
  it("is told from OpenAI's, of the cache too", () => {
    const response = {
      object: 'response',
      id: 'resp_1',
      model: 'gpt-realtime',
      output: [],
      usage: {
        input_tokens: 1_000,
        output_tokens: 10,
        input_tokens_details: {
          text_tokens: 600,
          audio_tokens: 100,
          image_tokens: 300,
          cached_tokens: 100,
          cached_tokens_details: { text_tokens: 30, audio_tokens: 50, image_tokens: 20 },
        },
      },
    };
    expect(readUsage(response)?.usage).toMatchObject({
      inputTokens: 1_000,
      inputAudioTokens: 100,
      inputImageTokens: 300,
      cacheReadTokens: 100,
      cacheReadAudioTokens: 50,
      cacheReadImageTokens: 20,
    });
  });

  it("is told from Gemini's: what a list does not name there was none of", () => {
    const usage = (usageMetadata: object) =>
      readUsage({ usageMetadata, candidates: [], modelVersion: 'gemini-2.5-flash' })?.usage;
    const counted = { promptTokenCount: 500, cachedContentTokenCount: 100 };
    expect(
      usage({
        ...counted,
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 200 },
          { modality: 'IMAGE', tokenCount: 300 },
        ],
        cacheTokensDetails: [{ modality: 'TEXT', tokenCount: 100 }],
      }),
    ).toMatchObject({ inputImageTokens: 300, cacheReadAudioTokens: 0, cacheReadImageTokens: 0 });
    expect(usage(counted)).toMatchObject({ inputImageTokens: undefined, cacheReadAudioTokens: undefined });
  });
});
