import type { SpanExporter } from './span-exporter';

/** An exporter that can write down what it cannot deliver. */
export interface DurableExporter extends SpanExporter {
  /**
   * Writes down, at once, all that it was handed and has not answered for; the answers follow. False if it cannot:
   * then an answer comes when the endpoint gives one. A disk that took nothing just now is not asked anew, unless it
   * is the last time.
   */
  writeDown(isLastTime?: boolean): boolean;
  /** Resolves when nothing is kept any more, delivery fails, or the time is up. */
  drain(limitMs: number): Promise<void>;
  /** The process ends: writes down what is left, answers for it, and lets another process have it. */
  leave(): void;
}

/** Undefined for an exporter of any other kind. */
export const asDurable = (exporter: SpanExporter): DurableExporter | undefined =>
  'writeDown' in exporter ? (exporter as DurableExporter) : undefined;
