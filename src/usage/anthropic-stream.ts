import { anthropicUsage } from './anthropic';
import { asRecord, asText, listOf, own, type Unknown } from './fields';
import type { ResponseUsage } from './token-usage';
import type { StreamReader } from './usage-reader';

const TYPES: readonly unknown[] = ['message_start', 'message_delta', 'message_stop'];

interface AnthropicSeen extends ResponseUsage {
  /** The usage in Anthropic's own words, of which later events replace single ones. */
  readonly raw: Unknown;
}

/**
 * Events of Anthropic messages. The first has the input; the last has the output, and what has grown meanwhile: its
 * counts are running totals, null where they are as they were.
 */
export const anthropicStream: StreamReader<AnthropicSeen> = {
  recognises: (part) => TYPES.includes(own(part, 'type')),

  fold(seen, event) {
    if (event.type === 'message_start') return readStart(asRecord(event.message));
    if (event.type !== 'message_delta') return seen ?? NOTHING;
    const raw = { ...seen?.raw, ...present(asRecord(event.usage)) };
    return {
      ...seen,
      finishReasons: listOf(asRecord(event.delta).stop_reason) ?? seen?.finishReasons,
      usage: anthropicUsage(raw),
      raw,
    };
  },
};

const NOTHING: AnthropicSeen = { usage: {}, raw: {} };

function readStart(message: Unknown): AnthropicSeen {
  const raw = asRecord(message.usage);
  return {
    model: asText(message.model),
    responseId: asText(message.id),
    serviceTier: asText(raw.service_tier),
    usage: anthropicUsage(raw),
    raw,
  };
}

const present = (usage: Unknown): Unknown =>
  Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null && value !== undefined));
