import { asArray, asCount, asRecord, asText, isRecord, listOf, own, sum, textsOf } from './fields';
import type { UsageReader } from './usage-reader';

/** Amazon Titan: text, and embeddings, which have no results. */
export const titan: UsageReader = {
  marks: ['inputTextTokenCount'],

  recognises: (response) =>
    asCount(own(response, 'inputTextTokenCount')) !== undefined &&
    ['results', 'embedding', 'embeddingsByType'].some((part) => isRecord(own(response, part))),

  read: (response) => ({
    finishReasons: textsOf(response.results, ({ completionReason }) => asText(completionReason)),
    usage: {
      inputTokens: asCount(response.inputTextTokenCount),
      outputTokens: sum(...asArray(response.results).map((result) => asCount(asRecord(result).tokenCount))),
    },
  }),
};

/** Meta Llama. */
export const llama: UsageReader = {
  marks: ['generation_token_count'],

  recognises: (response) =>
    typeof own(response, 'generation') === 'string' &&
    asCount(own(response, 'generation_token_count')) !== undefined,

  read: (response) => ({
    finishReasons: listOf(response.stop_reason),
    usage: {
      inputTokens: asCount(response.prompt_token_count),
      outputTokens: asCount(response.generation_token_count),
    },
  }),
};

/** AI21 Jurassic: it counts nothing, but lists the tokens. */
export const jurassic: UsageReader = {
  marks: ['completions'],

  recognises: (response) =>
    Array.isArray(asRecord(own(response, 'prompt')).tokens) && Array.isArray(own(response, 'completions')),

  read: (response) => ({
    responseId: asText(response.id) ?? asCount(response.id)?.toString(),
    finishReasons: textsOf(response.completions, ({ finishReason }) => asText(asRecord(finishReason).reason)),
    usage: {
      inputTokens: asArray(asRecord(response.prompt).tokens).length,
      outputTokens: sum(
        ...asArray(response.completions).map((one) => {
          const { tokens } = asRecord(asRecord(one).data);
          return Array.isArray(tokens) ? tokens.length : undefined;
        }),
      ),
    },
  }),
};
