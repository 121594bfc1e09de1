import { asRecord, isRecord, own } from './fields';
import { mergeResponses, hasCounts } from './merge-responses';
import { mistral } from './mistral';
import type { StreamReader } from './usage-reader';

/** Events of Mistral's client, each with a chunk as its data; the last has the usage. */
export const mistralStream: StreamReader = {
  recognises(part) {
    const data = own(part, 'data');
    return isRecord(data) && Array.isArray(own(data, 'choices')) && typeof own(data, 'model') === 'string';
  },

  fold(seen, event) {
    const read = mistral.read(asRecord(event.data));
    const isNew = seen === undefined || read.finishReasons !== undefined || hasCounts(read);
    return isNew ? mergeResponses(seen, read) : seen;
  },
};
