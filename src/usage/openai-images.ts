import { asArray, asCount, asRecord, asText, isRecord, own } from './fields';
import { responsesUsage } from './openai-usage';
import type { ResponseUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** OpenAI images. Older models report no tokens: with nothing else to tell, they are as any list of links. */
export const openaiImages: UsageReader = {
  marks: ['created'],

  recognises(response) {
    if (asCount(own(response, 'created')) === undefined || own(response, 'object') !== undefined)
      return false;
    const data = own(response, 'data');
    const { url, b64_json } = asRecord(asArray(data)[0]);
    const hasImages = Array.isArray(data) && (typeof url === 'string' || typeof b64_json === 'string');
    return (
      hasImages && (isRecord(own(response, 'usage')) || asText(own(response, '_request_id')) !== undefined)
    );
  },

  read: (response): ResponseUsage => ({
    requestId: asText(response._request_id),
    usage: responsesUsage(asRecord(response.usage)),
  }),
};
