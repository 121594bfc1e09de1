import { asAmount, asCount, asRecord, asText, own, type Unknown } from './fields';
import { groqRequestId } from './openai-usage';
import type { ResponseUsage, TokenUsage } from './token-usage';
import type { UsageReader } from './usage-reader';

const TASKS: readonly unknown[] = ['transcribe', 'translate'];

/** OpenAI transcriptions, counted in tokens or in seconds of audio. */
export const openaiTranscription: UsageReader = {
  marks: ['usage', 'task'],

  recognises(response) {
    if (typeof own(response, 'text') !== 'string' || own(response, 'type') !== undefined) return false;
    const { type } = asRecord(own(response, 'usage'));
    return type === 'tokens' || type === 'duration' || TASKS.includes(own(response, 'task'));
  },

  read(response): ResponseUsage {
    const { audioSeconds, ...tokens } = transcriptionUsage(asRecord(response.usage));
    return {
      requestId: asText(response._request_id) ?? groqRequestId(response),
      usage: { ...tokens, audioSeconds: audioSeconds ?? asAmount(response.duration) },
    };
  },
};

export const transcriptionUsage = (usage: Unknown): TokenUsage => ({
  inputTokens: asCount(usage.input_tokens),
  outputTokens: asCount(usage.output_tokens),
  inputAudioTokens: asCount(asRecord(usage.input_token_details).audio_tokens),
  audioSeconds: asAmount(usage.seconds),
});
