import { providerNames } from '../semconv/providers';

/** Where the price table's name of a provider is neither the convention's nor one that it recognises. */
const PRICE_PROVIDER: ReadonlyMap<string, string> = new Map([
  ['azure.ai.openai', 'azure'],
  ['azure.ai.inference', 'azure'],
  ['az.ai.openai', 'azure'],
  ['az.ai.inference', 'azure'],
  ['aws.bedrock', 'aws'],
  ['gcp.gemini', 'google'],
  ['gcp.vertex_ai', 'google'],
  ['gcp.gen_ai', 'google'],
  ['mistral_ai', 'mistral'],
  ['moonshot_ai', 'moonshotai'],
  ['x_ai', 'x-ai'],
]);

/** The Vercel AI SDK names the interface as well: `groq.chat`. */
const INTERFACE = /\.(chat|completion|responses|messages|embedding)$/;

/** The price table's name of a provider, however the span spelled it. */
export function priceProvider(given: string): string {
  const { provider } = providerNames(given.replace(INTERFACE, ''));
  return PRICE_PROVIDER.get(provider) ?? provider;
}
