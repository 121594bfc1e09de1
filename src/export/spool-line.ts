import { errorText } from '../shared/diagnostics';
import { UnusableBatchError } from './export-failure';
import { otlpJson } from './otlp-json';
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
export function spoolLine(spans: readonly ReadableSpan[]): SpoolLine {
  try {
    return { bytes: bytesOf(spans), spans: spans.length };
  } catch (error) {
    const its = spans.filter(canBeWritten);
    const reason = `they cannot be written down (${errorText(error)})`;
    if (its.length === 0) throw new UnusableBatchError(reason, { cause: error });
    return { bytes: bytesOf(its), spans: its.length, lost: { spans: spans.length - its.length, reason } };
  }
}

const bytesOf = (spans: readonly ReadableSpan[]): Buffer => Buffer.from(`${otlpJson(spans)}\n`);

function canBeWritten(span: ReadableSpan): boolean {
  try {
    otlpJson([span]);
    return true;
  } catch {
    return false;
  }
}
