import { NoAnswerError, UnusableBatchError } from './export-failure';
import type { ReadableSpan } from './readable-span';
import { type ExportResult, failure, type SpanExporter } from './span-exporter';
import { untraced } from './untraced';

/** Exports a batch, and answers exactly once: by the exporter's first answer, or after `timeoutMillis` without one. */
export function boundedExport(
  exporter: SpanExporter,
  spans: ReadableSpan[],
  timeoutMillis: number,
  answered: (result: ExportResult) => void,
): void {
  let isOpen = true;
  const settle = (result: ExportResult): void => {
    if (!isOpen) return;
    isOpen = false;
    clearTimeout(timer);
    answered(result);
  };
  const timer = setTimeout(() => {
    settle(failure(new NoAnswerError(`no answer in ${timeoutMillis} ms`)));
  }, timeoutMillis).unref();
  try {
    untraced(() => exporter.export(spans, settle));
  } catch (error) {
    settle(failure(new UnusableBatchError('the exporter cannot make a request of it', { cause: error })));
  }
}
