import { langchainSamples, langchainStreamSamples } from './samples/frameworks';
import { itFolds, itReads } from './samples/reading';

describe('the usage of LangChain', () => {
  itReads(langchainSamples);
  itFolds(langchainStreamSamples);
});
