import type { ReadableSpan } from './readable-span';

/** Where spans go. Structural: every exporter of the OpenTelemetry SDK fits. */
export interface SpanExporter {
  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface ExportResult {
  /** One of `ExportResultCode`. */
  code: number;
  error?: Error;
  /** Of a success: not delivered, but written down, to be delivered later. */
  isSpooled?: boolean;
  /** Of a success: spans of the batch that are lost nevertheless, and why. */
  lost?: { readonly spans: number; readonly reason: string };
}

/** The values are OpenTelemetry's own. */
export const ExportResultCode = { SUCCESS: 0, FAILED: 1 } as const;

export const failure = (error: Error): ExportResult => ({ code: ExportResultCode.FAILED, error });
