import { readStep } from './ai-sdk';
import { isRecord, own } from './fields';
import { sumUsage } from './sum-usage';
import type { ResponseUsage } from './token-usage';
import type { StreamReader } from './usage-reader';

/** Parts of the Vercel AI SDK's `fullStream`; each step of the call ends with its own usage. */
export const aiSdkStream: StreamReader = {
  recognises(part) {
    const type = own(part, 'type');
    return type === 'start-step' || (type === 'finish-step' && isRecord(own(part, 'usage')));
  },

  fold(seen, part) {
    if (part.type !== 'finish-step') return seen ?? NOTHING;
    const read = readStep(part);
    return { ...read, usage: sumUsage([seen?.usage ?? {}, read.usage]) };
  },
};

const NOTHING: ResponseUsage = { usage: {} };
