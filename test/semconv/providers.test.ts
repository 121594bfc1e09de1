import { providerNames } from '../../src/semconv/providers';

it.each([
  ['openai', 'openai', 'openai'],
  ['azure_openai', 'azure.ai.openai', 'azure.openai'],
  ['azure-openai', 'azure.ai.openai', 'azure.openai'],
  ['azureopenai', 'azure.ai.openai', 'azure.openai'],
  ['anthropic', 'anthropic', 'anthropic'],
  ['claude', 'anthropic', 'anthropic'],
  ['bedrock', 'aws.bedrock', 'aws.bedrock'],
  ['aws_bedrock', 'aws.bedrock', 'aws.bedrock'],
  ['amazon_bedrock', 'aws.bedrock', 'aws.bedrock'],
  ['vertex', 'gcp.vertex_ai', 'gcp.vertex_ai'],
  ['vertexai', 'gcp.vertex_ai', 'gcp.vertex_ai'],
  ['vertex_ai', 'gcp.vertex_ai', 'gcp.vertex_ai'],
  ['gcp_vertex', 'gcp.vertex_ai', 'gcp.vertex_ai'],
  ['gemini', 'gcp.gemini', 'gcp.vertex_ai'],
  ['google', 'gcp.gemini', 'gcp.vertex_ai'],
  ['cohere', 'cohere', 'cohere'],
  ['mistral', 'mistral_ai', 'mistral'],
  ['mistralai', 'mistral_ai', 'mistral'],
  ['groq', 'groq', 'groq'],
  ['deepseek', 'deepseek', 'deepseek'],
  ['perplexity', 'perplexity', 'perplexity'],
  ['xai', 'x_ai', 'xai'],
  ['x_ai', 'x_ai', 'xai'],
  ['grok', 'x_ai', 'xai'],
  ['together', 'together', 'together'],
  ['togetherai', 'together', 'together'],
  ['replicate', 'replicate', 'replicate'],
  ['ollama', 'ollama', 'ollama'],
  ['fireworks', 'fireworks', 'fireworks'],
  ['huggingface', 'huggingface', 'huggingface'],
  ['hf', 'huggingface', 'huggingface'],
  ['My-Own LLM', 'my-own llm', 'my-own llm'],
])('the provider %s is %s to the conventions and %s to the cost engine', (given, provider, vendor) => {
  expect(providerNames(given)).toEqual({ provider, vendor });
  expect(providerNames(` ${given.toUpperCase()} `)).toEqual({ provider, vendor });
  // What the conventions call it is understood as well.
  expect(providerNames(provider)).toEqual({ provider, vendor });
});
