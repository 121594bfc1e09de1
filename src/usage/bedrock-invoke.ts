import { anthropic } from './anthropic';
import { BEDROCK, bedrockConverse } from './bedrock-converse';
import { jurassic, llama, titan } from './bedrock-models';
import { cohere } from './cohere';
import { asText, isRecord, own } from './fields';
import { isBytes, parseBytes } from './json-bytes';
import { openaiChat } from './openai-chat';
import { idInMetadata } from './request-id';
import type { ResponseUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** What the models that Bedrock serves answer in their own words. */
const MODELS: readonly UsageReader[] = [
  anthropic,
  bedrockConverse,
  openaiChat,
  cohere,
  titan,
  llama,
  jurassic,
];

/** Bedrock's InvokeModel: the model's own answer, as bytes. A model that is not known leaves the request's id. */
export const bedrockInvoke: UsageReader = {
  marks: ['body'],

  recognises: (response) => isBytes(own(response, 'body')) && isRecord(own(response, '$metadata')),

  read(response): ResponseUsage {
    const answer = isBytes(response.body) ? parseBytes(response.body) : {};
    const read = MODELS.find((model) => model.recognises(answer))?.read(answer) ?? { usage: {} };
    return {
      ...read,
      provider: BEDROCK,
      requestId: idInMetadata(response) ?? read.requestId,
      serviceTier: asText(response.serviceTier) ?? read.serviceTier,
    };
  },
};
