import { geminiSamples, geminiStreamSamples } from './samples/gemini';
import { itFolds, itReads } from './samples/reading';

describe('the usage of Gemini and Vertex AI', () => {
  itReads(geminiSamples);
  itFolds(geminiStreamSamples);
});
