import { asArray, asCount, asRecord, asText, isRecord, own, sum, textsOf, type Unknown } from './fields';
import { idInHeaders } from './request-id';
import type { ResponseUsage, TokenUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** Gemini, from its own API and from Vertex AI. */
export const gemini: UsageReader = {
  marks: ['usageMetadata', 'candidates', 'promptFeedback', 'response', 'embeddings'],

  recognises: (response) => isAnswer(unwrapped(response)) || isEmbedding(response),

  read(given): ResponseUsage {
    const response = unwrapped(given);
    const read = readAnswer(response);
    if (isEmbedding(response)) return { ...read, usage: embeddingUsage(response) };
    return { ...read, usage: { ...read.usage, webSearches: countOf(webSearches(response)) } };
  },
};

/** All but its searches, which do not stand where the counts do. */
export function readAnswer(response: Unknown): ResponseUsage {
  const usage = asRecord(own(response, 'usageMetadata'));
  return {
    model: asText(response.modelVersion),
    responseId: asText(response.responseId),
    requestId: idInHeaders(asRecord(response.sdkHttpResponse).headers),
    finishReasons: textsOf(response.candidates, ({ finishReason }) => asText(finishReason)),
    serviceTier: asText(usage.serviceTier),
    usage: geminiUsage(usage),
  };
}

/** What it asked a search engine. */
export const webSearches = (response: Unknown): readonly unknown[] =>
  asArray(response.candidates).flatMap((candidate) =>
    asArray(asRecord(asRecord(candidate).groundingMetadata).webSearchQueries),
  );

/** No search goes without saying. */
export const countOf = (searches: readonly unknown[]): number | undefined =>
  searches.length > 0 ? searches.length : undefined;

/** The older clients hand out the answer inside a result. */
function unwrapped(result: Unknown): Unknown {
  const response = own(result, 'response');
  return isRecord(response) && isRecord(own(response, 'usageMetadata')) ? response : result;
}

const isAnswer = (response: Unknown): boolean =>
  isRecord(own(response, 'usageMetadata')) ||
  (Array.isArray(own(response, 'candidates')) && asText(own(response, 'modelVersion')) !== undefined);

/** Only Vertex AI counts what was embedded. */
const isEmbedding = (response: Unknown): boolean =>
  isRecord(asRecord(asArray(own(response, 'embeddings'))[0]).statistics);

const embeddingUsage = (response: Unknown): TokenUsage => ({
  inputTokens: sum(
    ...asArray(response.embeddings).map((one) => asCount(asRecord(asRecord(one).statistics).tokenCount)),
  ),
  characters: asCount(asRecord(response.metadata).billableCharacterCount),
});

/** Cached tokens are in the prompt's count; what tools gave back and what was thought have counts of their own. */
const geminiUsage = (usage: Unknown): TokenUsage => ({
  inputTokens: sum(asCount(usage.promptTokenCount), asCount(usage.toolUsePromptTokenCount)),
  outputTokens: sum(
    asCount(usage.candidatesTokenCount) ?? asCount(usage.responseTokenCount),
    asCount(usage.thoughtsTokenCount),
  ),
  cacheReadTokens: asCount(usage.cachedContentTokenCount),
  reasoningTokens: asCount(usage.thoughtsTokenCount),
  inputAudioTokens: sum(
    tokensOf('AUDIO', usage.promptTokensDetails),
    tokensOf('AUDIO', usage.toolUsePromptTokensDetails),
  ),
  inputImageTokens: sum(
    tokensOrNone('IMAGE', usage.promptTokensDetails),
    tokensOrNone('IMAGE', usage.toolUsePromptTokensDetails),
  ),
  cacheReadAudioTokens: tokensOrNone('AUDIO', usage.cacheTokensDetails),
  cacheReadImageTokens: tokensOrNone('IMAGE', usage.cacheTokensDetails),
  outputAudioTokens: tokensOf('AUDIO', usage.candidatesTokensDetails ?? usage.responseTokensDetails),
  outputImageTokens: tokensOf('IMAGE', usage.candidatesTokensDetails ?? usage.responseTokensDetails),
});

const tokensOf = (modality: string, details: unknown): number | undefined =>
  sum(
    ...asArray(details)
      .map(asRecord)
      .filter((detail) => detail.modality === modality)
      .map(({ tokenCount }) => asCount(tokenCount)),
  );

/** What a list does not name there was none of. */
const tokensOrNone = (modality: string, details: unknown): number | undefined =>
  tokensOf(modality, details) ?? (asArray(details).length > 0 ? 0 : undefined);
