import { anthropicSamples, anthropicStreamSamples } from './samples/anthropic';
import { itFolds, itReads } from './samples/reading';

describe('the usage of Anthropic', () => {
  itReads(anthropicSamples);
  itFolds(anthropicStreamSamples);
});
