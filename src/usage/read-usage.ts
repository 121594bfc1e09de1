import { providerNames } from '../semconv/providers';
import { warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';
import { aiSdk } from './ai-sdk';
import { anthropic } from './anthropic';
import { readBareUsage } from './bare-usage';
import { bedrockConverse } from './bedrock-converse';
import { bedrockInvoke } from './bedrock-invoke';
import { jurassic, llama, titan } from './bedrock-models';
import { cohere } from './cohere';
import { isRecord, type Unknown } from './fields';
import { gemini } from './gemini';
import { langchain } from './langchain';
import { mistral } from './mistral';
import { ollama } from './ollama';
import { openaiChat } from './openai-chat';
import { openaiEmbeddings } from './openai-embeddings';
import { openaiImages } from './openai-images';
import { openaiResponses } from './openai-responses';
import { openaiTranscription } from './openai-transcription';
import { besideResponse } from './raw-response';
import { foldPart } from './read-stream';
import { idInHead } from './request-id';
import type { ResponseUsage } from './token-usage';
import type { UsageReader } from './usage-reader';
import { withProvider } from './with-provider';

/** One a response shape, the frequent ones first; a new provider is a file and a line here. */
export const READERS: readonly UsageReader[] = [
  openaiChat,
  openaiResponses,
  anthropic,
  gemini,
  aiSdk,
  langchain,
  openaiEmbeddings,
  bedrockConverse,
  bedrockInvoke,
  mistral,
  cohere,
  ollama,
  openaiImages,
  openaiTranscription,
  titan,
  llama,
  jurassic,
];

const MARKS: ReadonlySet<string> = new Set([...READERS.flatMap(({ marks }) => marks), 'usage']);

/** Most of what methods return is no response: that is to be found out at little cost. */
function hasMark(response: Unknown): boolean {
  for (const name in response) if (MARKS.has(name)) return true;
  return false;
}

/**
 * What a provider's response says of the call: model, ids, finish reasons and inclusive token usage; undefined
 * where its shape is not known for sure. Pure: the response is not changed, no getter of a result that is still
 * streaming runs, and nothing is recorded.
 *
 * Read are whole answers, from the API or from its client, of OpenAI (chat, completions, responses,
 * embeddings, images, transcriptions), Azure OpenAI and what answers in these shapes (Groq, Together, DeepSeek, xAI,
 * OpenRouter, …), Anthropic, Gemini and Vertex AI, Bedrock (Converse; InvokeModel with Anthropic, Nova, Titan, Llama,
 * Cohere, AI21), Cohere, Mistral, Ollama, the Vercel AI SDK and LangChain; also in what a client's `withResponse` gives.
 *
 * With a `provider`, an object of which only the provider's own `usage` is left is read, too.
 *
 * @example
 * ```ts
 * const completion = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
 * readUsage(completion)?.usage.inputTokens;
 * ```
 */
export function readUsage(
  response: unknown,
  { provider }: { readonly provider?: string | undefined } = {},
): ResponseUsage | undefined {
  if (!isRecord(response)) return undefined;
  try {
    const hint = typeof provider === 'string' ? providerNames(provider).provider : undefined;
    const answer = besideResponse(response);
    if (answer === undefined) return readAnswer(response, hint);
    const read = readAnswer(answer, hint);
    return read && { ...read, requestId: read.requestId ?? idInHead(response) };
  } catch (error) {
    warnOnce('readUsage', () => `The usage of a response could not be read: ${errorText(error)}`);
    return undefined;
  }
}

function readAnswer(answer: Unknown, hint: string | undefined): ResponseUsage | undefined {
  if (!hasMark(answer)) return undefined;
  const reader = READERS.find((one) => one.recognises(answer));
  const read = reader === undefined ? readRest(answer, hint) : reader.read(answer);
  return read === undefined || hint === undefined ? read : withProvider(read, hint);
}

/** A part of a stream, of which others follow or came before, is no response. */
const readRest = (response: Unknown, hint: string | undefined): ResponseUsage | undefined =>
  hint === undefined || foldPart(undefined, response) !== undefined
    ? undefined
    : readBareUsage(response, hint);
