import { cohere, cohereUsage, finishReason } from './cohere';
import { asRecord, asText, listOf, own, type Unknown } from './fields';
import { mergeResponses } from './merge-responses';
import type { ResponseUsage } from './token-usage';
import type { StreamReader } from './usage-reader';

const V1_TYPES: readonly unknown[] = [
  'stream-start',
  'search-queries-generation',
  'search-results',
  'text-generation',
  'citation-generation',
  'tool-calls-generation',
  'tool-calls-chunk',
  'stream-end',
];
const V2_TYPES: readonly unknown[] = ['message-start', 'message-end'];

/** Events of Cohere's chat, v1 and v2; the last has the usage, in v1 inside the whole answer. */
export const cohereStream: StreamReader = {
  recognises: (part) => V1_TYPES.includes(v1Type(part)) || V2_TYPES.includes(own(part, 'type')),

  fold(seen, event) {
    const read = readV1(event) ?? readV2(event);
    return read === undefined ? (seen ?? NOTHING) : mergeResponses(seen, read);
  },
};

const NOTHING: ResponseUsage = { usage: {} };

const v1Type = (event: Unknown): unknown => own(event, 'event_type') ?? own(event, 'eventType');

function readV1(event: Unknown): ResponseUsage | undefined {
  switch (v1Type(event)) {
    case 'stream-start':
      return { responseId: asText(event.generation_id ?? event.generationId), usage: {} };
    case 'stream-end': {
      const read = cohere.read(asRecord(event.response));
      return { ...read, finishReasons: listOf(finishReason(event)) ?? read.finishReasons };
    }
    default:
      return undefined;
  }
}

function readV2(event: Unknown): ResponseUsage | undefined {
  switch (event.type) {
    case 'message-start':
      return { responseId: asText(event.id), usage: {} };
    case 'message-end': {
      const delta = asRecord(event.delta);
      return { finishReasons: listOf(finishReason(delta)), usage: cohereUsage(asRecord(delta.usage)) };
    }
    default:
      return undefined;
  }
}
