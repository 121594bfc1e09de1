import { asArray, asCount, asRecord, asText, own } from './fields';
import type { ResponseUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** Embeddings of OpenAI and of those that answer in its shape; of Mistral's client, too. There is no output to count. */
export const openaiEmbeddings: UsageReader = {
  marks: ['data'],

  recognises: (response) =>
    own(response, 'object') === 'list' &&
    asText(own(response, 'model')) !== undefined &&
    asRecord(asArray(own(response, 'data'))[0]).object === 'embedding',

  read(response): ResponseUsage {
    const usage = asRecord(response.usage);
    return {
      model: asText(response.model),
      responseId: asText(response.id),
      requestId: asText(response._request_id),
      usage: { inputTokens: asCount(usage.prompt_tokens) ?? asCount(usage.promptTokens) },
    };
  },
};
