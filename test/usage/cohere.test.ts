import { cohereSamples, cohereStreamSamples } from './samples/cohere';
import { itFolds, itReads } from './samples/reading';

describe('the usage of Cohere', () => {
  itReads(cohereSamples);
  itFolds(cohereStreamSamples);
});
