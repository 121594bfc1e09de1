import { mistralSamples, mistralStreamSamples } from './samples/others';
import { itFolds, itReads } from './samples/reading';

describe('the usage of Mistral’s client', () => {
  itReads(mistralSamples);
  itFolds(mistralStreamSamples);
});
