import { type ExportResult, ExportResultCode } from './span-exporter';

/** The endpoint did not answer in time. */
export class NoAnswerError extends Error {}

/** The exporter could not even make a request of the batch. */
export class UnusableBatchError extends Error {}

/**
 * What an answer says of the spans that were sent:
 * - `taken`: they are delivered;
 * - `unusable`: no request can be made of them;
 * - `refused`: there is something wrong with one of them, or they are too many, and there always will be;
 * - `broken`: the endpoint failed over them: it may be out of order, or one of them may be what breaks it;
 * - `away`: nothing. It may be mended, by time or by an operator: a wrong key, a wrong path, a proxy in between.
 */
export type Verdict = 'taken' | 'unusable' | 'refused' | 'broken' | 'away';

const REFUSALS: ReadonlySet<unknown> = new Set([400, 413, 422]);
/** A gateway says them of what is behind it, and an endpoint of itself as a whole. */
const OUT_OF_SERVICE: ReadonlySet<unknown> = new Set([502, 503, 504]);

export function verdictOf({ code, error }: ExportResult): Verdict {
  if (code === ExportResultCode.SUCCESS) return 'taken';
  if (error instanceof UnusableBatchError) return 'unusable';
  const status = (error as { code?: unknown } | undefined)?.code;
  if (REFUSALS.has(status)) return 'refused';
  return typeof status === 'number' && status >= 500 && !OUT_OF_SERVICE.has(status) ? 'broken' : 'away';
}

/** The words are the OTLP exporter's, which may give up before its caller does. */
export const isTimeOut = (error: Error | undefined): boolean =>
  error instanceof NoAnswerError || error?.message === 'Request timed out';

/** A refused connection is an AggregateError, which has a code and no message; an HTTP status may lack its words. */
export function reasonOf(error: (Error & { code?: string | number }) | undefined): string {
  const { message = '', code } = error ?? {};
  if (message === '') return code === undefined ? 'the exporter gave no reason' : String(code);
  return typeof code === 'number' ? `${code} ${message}` : message;
}
