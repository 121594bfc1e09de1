/** A provider by both its names: the GenAI convention's, and the one that botanu's cost engine knows. */
export interface ProviderNames {
  readonly provider: string;
  readonly vendor: string;
}

const names = (provider: string, vendor: string = provider): ProviderNames => ({ provider, vendor });

const OPENAI = names('openai');
const AZURE_OPENAI = names('azure.ai.openai', 'azure.openai');
const ANTHROPIC = names('anthropic');
const BEDROCK = names('aws.bedrock');
const VERTEX = names('gcp.vertex_ai');
const GEMINI = names('gcp.gemini', 'gcp.vertex_ai');
const MISTRAL = names('mistral_ai', 'mistral');
const XAI = names('x_ai', 'xai');
const TOGETHER = names('together');
const HUGGINGFACE = names('huggingface');

/** By every spelling that is understood. */
export const PROVIDERS: ReadonlyMap<string, ProviderNames> = new Map(
  Object.entries({
    openai: OPENAI,
    azure_openai: AZURE_OPENAI,
    'azure-openai': AZURE_OPENAI,
    azureopenai: AZURE_OPENAI,
    'azure.ai.openai': AZURE_OPENAI,
    anthropic: ANTHROPIC,
    claude: ANTHROPIC,
    bedrock: BEDROCK,
    aws_bedrock: BEDROCK,
    amazon_bedrock: BEDROCK,
    'aws.bedrock': BEDROCK,
    vertex: VERTEX,
    vertexai: VERTEX,
    vertex_ai: VERTEX,
    gcp_vertex: VERTEX,
    'gcp.vertex_ai': VERTEX,
    gemini: GEMINI,
    google: GEMINI,
    'gcp.gemini': GEMINI,
    mistral: MISTRAL,
    mistralai: MISTRAL,
    mistral_ai: MISTRAL,
    xai: XAI,
    x_ai: XAI,
    grok: XAI,
    together: TOGETHER,
    togetherai: TOGETHER,
    huggingface: HUGGINGFACE,
    hf: HUGGINGFACE,
  }),
);

/** Both names of a provider, however it was spelled; an unknown one is itself in lower case, twice. */
export function providerNames(given: string): ProviderNames {
  const key = given.trim().toLowerCase();
  return PROVIDERS.get(key) ?? names(key);
}
