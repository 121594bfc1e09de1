import { readUsage } from 'botanu';
import { fold, itFolds, itReads } from './samples/reading';
import { aiSdkSamples, aiSdkStreamSamples } from './samples/frameworks';

/** As the result of streamText: whatever is read of it, by getters, starts to consume the stream. */
class StreamTextResult {
  consumed: string[] = [];
  readonly _totalUsage = Promise.resolve();

  private consume(name: string): Promise<unknown> {
    this.consumed.push(name);
    return Promise.resolve();
  }
  get steps() {
    return this.consume('steps');
  }
  get usage() {
    return this.consume('usage');
  }
  get totalUsage() {
    return this.consume('totalUsage');
  }
  get response() {
    return this.consume('response');
  }
  get finishReason() {
    return this.consume('finishReason');
  }
  get object() {
    return this.consume('object');
  }
  get choices() {
    return this.consume('choices');
  }
  get type() {
    return this.consume('type');
  }
}

describe('the usage of the Vercel AI SDK', () => {
  itReads(aiSdkSamples);
  itFolds(aiSdkStreamSamples);

  it('of a result that streams is left alone: no getter runs', () => {
    const result = new StreamTextResult();
    expect(readUsage(result)).toBeUndefined();
    expect(readUsage(result, { provider: 'openai' })).toBeUndefined();
    expect(fold([result])).toBeUndefined();
    expect(result.consumed).toEqual([]);
  });

  it('of a result whose getters are its own is left alone, too', () => {
    const consumed: string[] = [];
    const result = Object.defineProperties(
      {},
      Object.fromEntries(
        ['usage', 'response', 'steps', 'text', 'object', 'finishReason'].map((name) => [
          name,
          { enumerable: true, get: () => consumed.push(name) },
        ]),
      ),
    );
    expect(readUsage(result, { provider: 'openai' })).toBeUndefined();
    expect(consumed).toEqual([]);
  });
});
