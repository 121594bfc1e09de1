import { isMessage, readMessage } from './langchain';
import { hasCounts, mergeResponses } from './merge-responses';
import { sumUsage } from './sum-usage';
import type { StreamReader } from './usage-reader';

/** Chunks of a LangChain model's message; the usage of one is what came with it, and they add up. */
export const langchainStream: StreamReader = {
  recognises: isMessage,

  fold(seen, chunk) {
    const read = readMessage(chunk);
    const isNew = seen === undefined || read.finishReasons !== undefined || hasCounts(read);
    if (!isNew) return seen;
    return { ...mergeResponses(seen, read), usage: sumUsage([seen?.usage ?? {}, read.usage]) };
  },
};
