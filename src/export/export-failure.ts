import type { ExportResult } from './span-exporter';

/**
 * Answers by which an endpoint refuses this one batch, and would again. Any other may be mended, by time or by an
 * operator: a wrong key, a wrong path, a proxy in between.
 */
const REFUSALS: ReadonlySet<unknown> = new Set([400, 413, 422]);

/** The exporter could not even make a request of the batch. */
export class UnusableBatchError extends Error {}

export const isRefusal = ({ error }: ExportResult): boolean =>
  error instanceof UnusableBatchError || REFUSALS.has((error as { code?: unknown } | undefined)?.code);

/** A refused connection is an AggregateError, which has a code and no message; an HTTP status may lack its words. */
export function reasonOf(error: (Error & { code?: string | number }) | undefined): string {
  const { message = '', code } = error ?? {};
  if (message === '') return code === undefined ? 'the exporter gave no reason' : String(code);
  return typeof code === 'number' ? `${code} ${message}` : message;
}
