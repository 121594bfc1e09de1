import { PROVIDERS } from '../semconv/providers';
import { loadPublicPrices } from './genai-prices';

/** Spellings on spans, beside those that botanu's own are known by, and the convention's name for each. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ...[...PROVIDERS].map(([spelling, { provider }]) => [spelling, provider] as const),
  // One seller with one price list, through whichever of its interfaces.
  ['azure', 'azure.ai.openai'],
  ['az.ai.openai', 'azure.ai.openai'],
  ['az.ai.inference', 'azure.ai.openai'],
  ['aws', 'aws.bedrock'],
  ['amazon-bedrock', 'aws.bedrock'],
  ['gcp.gen_ai', 'gcp.gemini'],
  ['mistral-ai', 'mistral_ai'],
  ['x-ai', 'x_ai'],
  ['moonshotai', 'moonshot_ai'],
]);

const VERTEX = 'gcp.vertex_ai';

export const PROVIDER_SPELLINGS: readonly string[] = [...SPELLINGS.keys()];

/** Where the price table's name of a provider is not the convention's. */
const TABLE_NAMES: ReadonlyMap<string, string> = new Map([
  ['azure.ai.openai', 'azure'],
  ['aws.bedrock', 'aws'],
  ['gcp.gemini', 'google'],
  [VERTEX, 'google'],
  ['mistral_ai', 'mistral'],
  ['moonshot_ai', 'moonshotai'],
  ['x_ai', 'x-ai'],
]);

/**
 * The one name of a provider, however spans and rules spell it: the convention's where it has one, else the price
 * table's, else what was given, in lower case.
 */
export function canonicalProvider(given: string): string {
  const name = given.trim().toLowerCase();
  // The table has one name for both of Google's.
  if (name.includes('vertex')) return VERTEX;
  const known = knownName(name);
  if (known !== undefined) return known;
  const listed = loadPublicPrices().findProvider({ providerId: withoutInterface(name) })?.id;
  return listed === undefined ? withoutInterface(name) : (SPELLINGS.get(listed) ?? listed);
}

/** The price table's name of a provider, however it was spelled. */
export function priceProvider(given: string): string {
  const name = canonicalProvider(given);
  return TABLE_NAMES.get(name) ?? name;
}

/**
 * By its longest part that is known: the Vercel AI SDK names what it speaks to as well, and whose model it is, as in
 * `azure.chat` and `bedrock.anthropic.messages`.
 */
function knownName(name: string): string | undefined {
  const parts = name.split('.');
  for (let length = parts.length; length > 0; length--) {
    const known = SPELLINGS.get(parts.slice(0, length).join('.'));
    if (known !== undefined) return known;
  }
  return undefined;
}

const withoutInterface = (name: string): string =>
  name.replace(/\.(chat|completion|responses|messages|embedding|embeddings|image|speech|transcription)$/, '');
