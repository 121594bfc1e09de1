import { errorText } from '../shared/texts';
import { UnusableBatchError } from './export-failure';
import { otlpJson } from './otlp-json';
import { spansOfRequest, type TraceRequest } from './otlp-spans';
import type { ReadableSpan } from './readable-span';
import type { ExportResult } from './span-exporter';

/** A batch as it is written down. */
export interface SpoolLine {
  readonly bytes: Buffer;
  readonly spans: number;
  /** Spans that cannot be written in any form, as one with a getter that throws. */
  readonly lost?: ExportResult['lost'];
}

/** One span that cannot be written does not cost the others. Throws an `UnusableBatchError` if there are none. */
export function spoolLine(spans: readonly ReadableSpan[], refusals = 0): SpoolLine {
  try {
    return { bytes: bytesOf(spans, refusals), spans: spans.length };
  } catch (error) {
    const its = spans.filter(canBeWritten);
    const reason = `they cannot be written down (${errorText(error)})`;
    if (its.length === 0) throw new UnusableBatchError(reason, { cause: error });
    return {
      bytes: bytesOf(its, refusals),
      spans: its.length,
      lost: { spans: spans.length - its.length, reason },
    };
  }
}

/** Throws on another line. */
export function readSpoolLine(text: string): { readonly spans: ReadableSpan[]; readonly refusals: number } {
  const request = JSON.parse(text) as TraceRequest & { readonly refusals?: unknown };
  const { refusals } = request;
  return { spans: spansOfRequest(request), refusals: typeof refusals === 'number' ? refusals : 0 };
}

/** Readers of OTLP leave out a field that they do not know. */
const bytesOf = (spans: readonly ReadableSpan[], refusals: number): Buffer =>
  Buffer.from(`${otlpJson(spans, refusals > 0 ? { refusals } : {})}\n`);

function canBeWritten(span: ReadableSpan): boolean {
  try {
    otlpJson([span]);
    return true;
  } catch {
    return false;
  }
}
