import type { TraceRequest } from './otlp-json';
import { readSpanRows } from './span-rows';
import type { SpanValues } from './span-rows';

/** Some editors of Windows begin a file with it. */
const BYTE_ORDER_MARK = 0xfeff;

/** Hands the rows of a line to `take`, as `readSpanRows` does, and says what of it could not be read. */
export function readLine(text: string, segment: number, take: (row: SpanValues) => void): string | undefined {
  try {
    const withoutIds = readSpanRows(parsed(text), segment, take);
    if (withoutIds === 0) return undefined;
    return withoutIds === 1 ? '1 span without ids' : `${withoutIds} spans without ids`;
  } catch (error) {
    // Anything else is no fault of the line's, such as a full disk.
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return error.message;
  }
}

const parsed = (text: string): TraceRequest =>
  JSON.parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text) as TraceRequest;
