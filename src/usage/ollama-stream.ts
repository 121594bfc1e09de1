import { mergeResponses } from './merge-responses';
import { ollama } from './ollama';
import type { StreamReader } from './usage-reader';

/** Chunks of Ollama; the last, which is done, has the counts. */
export const ollamaStream: StreamReader = {
  recognises: (part) => ollama.recognises(part),
  fold: (seen, chunk) =>
    seen === undefined || chunk.done === true ? mergeResponses(seen, ollama.read(chunk)) : seen,
};
