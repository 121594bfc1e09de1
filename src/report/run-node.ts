import type { UnpricedReason } from '../pricing/unpriced-reason';
import type { DescribedRun } from './run-list';
import type { RunSpend } from './run-spend';

/** A run, with what happened in it and the runs that retried it. */
export interface RunNode extends DescribedRun, RunSpend {
  readonly type: 'run';
  readonly service: string | null;
  /** Spans directly in it that are not shown: of other libraries, or such as tell of a model call again. */
  readonly otherSpans: number;
  readonly steps: readonly StepNode[];
  /** Later attempts, in order. Their cost is their own. */
  readonly retries: readonly RunNode[];
}

/** One operation, or (if all are asked for) a span that is none. */
export interface OperationNode {
  readonly type: 'operation' | 'span';
  readonly kind: string | null;
  readonly name: string;
  readonly service: string | null;
  readonly traceId: string;
  readonly spanId: string;
  /** ISO 8601. Null where its span has no times. */
  readonly startedAt: string | null;
  readonly durationMs: number | null;
  /** From 1 up; null where nobody has said. */
  readonly attempt: number | null;
  readonly status: 'ok' | 'failed' | 'abandoned' | 'canceled';
  readonly errorType: string | null;
  /** Null where it has no price. A span that is no operation costs nothing by itself: null too. */
  readonly cost: number | null;
  readonly source: string | null;
  readonly unpricedReason: UnpricedReason | null;
  readonly provider: string | null;
  /** That was asked for; null where no model was called, or none is named. */
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly otherSpans: number;
  readonly steps: readonly StepNode[];
}

export type StepNode = RunNode | OperationNode;

/** A span of the runs, or of their traces. */
export interface TreeSpanRow {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string | null;
  readonly service: string | null;
  readonly kind: string | null;
  readonly run_id: string | null;
  readonly error_type: string | null;
  readonly operation_status: string | null;
  readonly attempt: number | null;
  readonly provider: string | null;
  readonly request_model: string | null;
  readonly response_model: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly started_unix_ms: number | null;
  readonly duration_ms: number | null;
}

/** What an operation cost. */
export interface TreeCostRow {
  readonly trace_id: string;
  readonly span_id: string;
  readonly cost: number | null;
  readonly source: string | null;
  readonly unpriced_reason: UnpricedReason | null;
}
