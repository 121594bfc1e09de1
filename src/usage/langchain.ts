import { providerNames } from '../semconv/providers';
import { cacheLifetimes } from './anthropic';
import { asArray, asCount, asRecord, asText, isRecord, listOf, own, textsOf, type Unknown } from './fields';
import { sumUsage } from './sum-usage';
import type { ResponseUsage, TokenUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

/** LangChain: a model's message, or the result of `generate`, with a list of generations for each prompt. */
export const langchain: UsageReader = {
  marks: ['response_metadata', 'generations'],

  recognises: (response) => isMessage(response) || isResult(response),
  read: (response) => (isMessage(response) ? readMessage(response) : readResult(response)),
};

/** Only what a model says has tool calls or usage; other messages have metadata, too. */
export const isMessage = (response: Unknown): boolean =>
  isRecord(own(response, 'response_metadata')) &&
  (isRecord(own(response, 'usage_metadata')) || Array.isArray(own(response, 'tool_calls')));

function isResult(response: Unknown): boolean {
  const first = asArray(own(response, 'generations'))[0];
  return Array.isArray(first) || isRecord(asRecord(first).message);
}

export function readMessage(message: Unknown): ResponseUsage {
  const metadata = asRecord(message.response_metadata);
  // Where a stream of Anthropic's has what its whole answer has in the metadata.
  const { model, stop_reason } = asRecord(message.additional_kwargs);
  const raw = asRecord(metadata.usage);
  const provider = asText(metadata.model_provider);
  const id = asText(metadata.id) ?? asText(message.id);
  return {
    provider: provider === undefined ? undefined : providerNames(provider).provider,
    model: asText(metadata.model_name) ?? asText(metadata.model) ?? asText(model),
    // Where the provider gave none, LangChain puts an id of its own.
    responseId: id?.startsWith('run-') === true ? undefined : id,
    finishReasons: listOf(
      metadata.finish_reason ??
        metadata.finishReason ??
        metadata.stop_reason ??
        metadata.stopReason ??
        stop_reason,
    ),
    serviceTier: asText(metadata.service_tier) ?? asText(raw.service_tier),
    usage: isRecord(message.usage_metadata)
      ? { ...messageUsage(message.usage_metadata), ...cacheLifetimes(raw) }
      : outputUsage(metadata.tokenUsage),
  };
}

/** Cached tokens are in the input count, whatever the provider does. */
function messageUsage(usage: Unknown): TokenUsage {
  const input = asRecord(usage.input_token_details);
  const output = asRecord(usage.output_token_details);
  return {
    inputTokens: asCount(usage.input_tokens),
    outputTokens: asCount(usage.output_tokens),
    cacheReadTokens: asCount(input.cache_read),
    cacheWriteTokens: asCount(input.cache_creation),
    inputAudioTokens: asCount(input.audio),
    inputImageTokens: asCount(input.image),
    reasoningTokens: asCount(output.reasoning),
    outputAudioTokens: asCount(output.audio),
    outputImageTokens: asCount(output.image),
  };
}

const outputUsage = (given: unknown): TokenUsage => {
  const usage = asRecord(given);
  return { inputTokens: asCount(usage.promptTokens), outputTokens: asCount(usage.completionTokens) };
};

/** The generations of one prompt all carry the usage of the call that gave them: it counts once for each prompt. */
function readResult(result: Unknown): ResponseUsage {
  const prompts = asArray(result.generations).map((one) => asArray(Array.isArray(one) ? one : [one]));
  const firsts = Array.isArray(asArray(result.generations)[0])
    ? prompts.map(([first]) => messageOf(first))
    : [messageOf(prompts[0]?.[0])];
  const reads = firsts.map(readMessage);
  const total = outputUsage(asRecord(result.llmOutput).tokenUsage);
  const usage = sumUsage(reads.map((read) => read.usage));
  return {
    ...reads[0],
    finishReasons: textsOf(prompts.flat(), reasonOf),
    usage: {
      ...usage,
      inputTokens: total.inputTokens ?? usage.inputTokens,
      outputTokens: total.outputTokens ?? usage.outputTokens,
    },
  };
}

const messageOf = (generation: unknown): Unknown => asRecord(asRecord(generation).message);

const reasonOf = (generation: Unknown): string | undefined =>
  asText(asRecord(generation.generationInfo).finish_reason) ??
  readMessage(asRecord(generation.message)).finishReasons?.[0];
