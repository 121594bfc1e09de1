import { readUsage } from 'botanu';
import { bedrockSamples, bedrockStreamSamples, parsedBodySamples } from './samples/bedrock';
import { itFolds, itReads } from './samples/reading';
import { bytes } from './samples/sample';

describe('the usage of Bedrock', () => {
  itReads(bedrockSamples);
  itFolds(bedrockStreamSamples);

  const $metadata = { requestId: 'r' };
  const llama = { generation: 'x', prompt_token_count: 1, generation_token_count: 2 };

  it('leaves the bytes as they are', () => {
    const body = bytes(llama);
    expect(readUsage({ $metadata, body })?.usage).toEqual({ inputTokens: 1, outputTokens: 2 });
    expect(body).toEqual(bytes(llama));
  });

  it.each([
    ['no JSON', new TextEncoder().encode('{"generation": ')],
    ['no object', new TextEncoder().encode('7')],
    ['nothing', new Uint8Array()],
    ['more than is worth parsing', bytes({ ...llama, generation: 'x'.repeat(3_000_000) })],
  ])('has no counts where the bytes are %s, but the id of the request', (_, body) => {
    expect(readUsage({ $metadata, body })).toEqual({ provider: 'aws.bedrock', requestId: 'r', usage: {} });
  });

  it('of a body that is a stream is not known yet', () => {
    expect(readUsage({ $metadata, body: (async function* () {})() })).toBeUndefined();
  });
});

describe('the usage in bodies that were parsed by hand', () => itReads(parsedBodySamples));
