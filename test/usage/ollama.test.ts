import { ollamaSamples, ollamaStreamSamples } from './samples/others';
import { itFolds, itReads } from './samples/reading';

describe('the usage of Ollama', () => {
  itReads(ollamaSamples);
  itFolds(ollamaStreamSamples);
});
