import { asRecord, asText, isRecord, own, type Unknown } from './fields';
import { mergeResponses } from './merge-responses';
import { openaiResponses } from './openai-responses';
import { transcriptionUsage } from './openai-transcription';
import { responsesUsage } from './openai-usage';
import type { ResponseUsage } from './token-usage';
import type { StreamReader } from './usage-reader';

interface EventsSeen extends ResponseUsage {
  /** What went wrong, which the client hands on as an event like others. */
  readonly error?: unknown;
}

/** Events of OpenAI's responses, images and transcriptions; the last of each has the usage. */
export const openaiEventStream: StreamReader<EventsSeen> = {
  recognises(part) {
    const type = asText(own(part, 'type')) ?? '';
    return type.startsWith('response.') ? isRecord(own(part, 'response')) : OTHERS.test(type);
  },

  fold(seen, event) {
    const error = errorIn(event) ?? seen?.error;
    const read = readEvent(event);
    if (read === undefined)
      return error === seen?.error ? (seen ?? NOTHING) : { ...(seen ?? NOTHING), error };
    return { ...mergeResponses(seen, read), error };
  },

  endOf: ({ error }) => (error === undefined ? undefined : { error }),
};

const NOTHING: ResponseUsage = { usage: {} };

const OTHERS = /^(image_generation|image_edit|transcript\.text)\./;

/** An error event has the code and the message itself. */
function errorIn(event: Unknown): unknown {
  if (event.type === 'error') return event;
  if (event.type !== 'response.failed') return undefined;
  return asRecord(event.response).error ?? event;
}

function readEvent(event: Unknown): ResponseUsage | undefined {
  switch (event.type) {
    case 'response.created':
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
      return openaiResponses.read(asRecord(event.response));
    case 'image_generation.completed':
    case 'image_edit.completed':
      return { usage: imageUsage(asRecord(event.usage)) };
    case 'transcript.text.done':
      return { usage: transcriptionUsage(asRecord(event.usage)) };
    default:
      return undefined;
  }
}

/** Of these events, and of no other answer with images, it is said that all of the output are image tokens. */
function imageUsage(given: Unknown): ResponseUsage['usage'] {
  const usage = responsesUsage(given);
  return { ...usage, outputImageTokens: usage.outputImageTokens ?? usage.outputTokens };
}
