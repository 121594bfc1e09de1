import { hasMethod } from './own-method';
import { Reading } from './reading';
import type { Settlement } from './settlement';
import { isWebStream } from './web-stream';

/** What `streamText` and `streamObject` of the AI SDK give (5 to 7): promises and streams over one source. */
interface AiSdkResult {
  baseStream: ReadableStream<unknown>;
}

export function isAiSdkResult(result: object): result is AiSdkResult {
  const { baseStream } = result as { baseStream?: unknown };
  return (
    typeof baseStream === 'object' &&
    baseStream !== null &&
    isWebStream(baseStream) &&
    !baseStream.locked &&
    hasMethod(result, 'pipeTextStreamToResponse')
  );
}

/** Said before the model has answered anything. */
const BEFORE_THE_ANSWER = new Set<unknown>(['start', 'start-step']);

interface Part {
  readonly type?: unknown;
  readonly error?: unknown;
}

/**
 * Puts a stream in the place of the result's source that passes on each part when it is asked for it, and no
 * sooner. All that the result offers is read from there, in as many copies as the caller wants; its promises are
 * never touched, which would start the reading.
 */
export function settleAiSdkResult<R extends AiSdkResult>(result: R, settlement: Settlement): R {
  const reading = new Reading(result, settlement);
  const source = result.baseStream;
  // Locked only where it can be replaced.
  result.baseStream = source;
  const reader = source.getReader();
  let failure: { readonly error: unknown } | undefined;
  let aborted = false;
  const hear = (chunk: unknown): void => {
    const part = partOf(chunk);
    if (part.type === 'error') failure = { error: part.error };
    else if (part.type === 'abort') aborted = true;
    else if (!BEFORE_THE_ANSWER.has(part.type)) reading.chunk(part);
  };
  const end = (): void => {
    if (aborted) reading.leave(true);
    else if (failure !== undefined) reading.fail(failure.error);
    else reading.done();
  };
  result.baseStream = new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            end();
            controller.close();
          } else {
            hear(value);
            controller.enqueue(value);
          }
        } catch (error) {
          reading.fail(error);
          throw error;
        }
      },
      cancel(reason) {
        reading.leave(false);
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return result;
}

/** streamText wraps its parts, streamObject does not. */
function partOf(chunk: unknown): Part {
  if (typeof chunk !== 'object' || chunk === null) return {};
  const { part } = chunk as { part?: unknown };
  return typeof part === 'object' && part !== null ? part : chunk;
}
