import { anthropicSamples, anthropicStreamSamples } from './anthropic';
import { bedrockSamples, bedrockStreamSamples, parsedBodySamples } from './bedrock';
import { cohereSamples, cohereStreamSamples } from './cohere';
import { aiSdkSamples, aiSdkStreamSamples, langchainSamples, langchainStreamSamples } from './frameworks';
import { geminiSamples, geminiStreamSamples } from './gemini';
import { compatibleSamples } from './compatible';
import { openaiSamples } from './openai';
import { openaiStreamSamples } from './openai-streams';
import { mistralSamples, mistralStreamSamples, ollamaSamples, ollamaStreamSamples } from './others';
import type { Sample, StreamSample } from './sample';

const named = <T>(groups: Readonly<Record<string, Readonly<Record<string, T>>>>): [string, T][] =>
  Object.entries(groups).flatMap(([group, samples]) =>
    Object.entries(samples).map(([name, sample]): [string, T] => [`${group}: ${name}`, sample]),
  );

export const allSamples: [string, Sample][] = named({
  openai: openaiSamples,
  compatible: compatibleSamples,
  anthropic: anthropicSamples,
  gemini: geminiSamples,
  bedrock: bedrockSamples,
  parsed: parsedBodySamples,
  cohere: cohereSamples,
  mistral: mistralSamples,
  ollama: ollamaSamples,
  aiSdk: aiSdkSamples,
  langchain: langchainSamples,
});

export const allStreamSamples: [string, StreamSample][] = named({
  openai: openaiStreamSamples,
  anthropic: anthropicStreamSamples,
  gemini: geminiStreamSamples,
  bedrock: bedrockStreamSamples,
  cohere: cohereStreamSamples,
  mistral: mistralStreamSamples,
  ollama: ollamaStreamSamples,
  aiSdk: aiSdkStreamSamples,
  langchain: langchainStreamSamples,
});
