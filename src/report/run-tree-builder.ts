import { isRunSpan } from '../ledger/run-span';
import { COSTED_KINDS } from '../pricing/costed-kind';
import { BotanuSpanName } from '../semconv/events';
import { compareTexts } from '../shared/texts';
import { isoInstantOrNull } from './instants';
import type { DescribedRun } from './run-list';
import type { RunSpend } from './run-spend';
import type { OperationNode, RunNode, StepNode, TreeCostRow, TreeSpanRow } from './run-node';

type Run = DescribedRun & RunSpend;

const idOf = ({ trace_id, span_id }: { trace_id: string; span_id: string }): string =>
  `${trace_id}/${span_id}`;

const isOperation = ({ kind }: TreeSpanRow): boolean => COSTED_KINDS.some((costed) => costed === kind);

/**
 * Puts the spans of related runs in order. What is shown stands below the next span above it that is shown, across
 * services; a run whose own span is elsewhere stands below the run that set it off.
 */
export class TreeBuilder {
  private readonly runs: ReadonlyMap<string, Run>;
  private readonly spans: ReadonlyMap<string, TreeSpanRow>;
  private readonly costs: ReadonlyMap<string, TreeCostRow>;
  private readonly places: ReadonlyMap<TreeSpanRow, number>;
  private readonly runSpans = new Map<string, TreeSpanRow>();
  /** Operations and spans by the span or run that they stand below. */
  private readonly below = new Map<string, TreeSpanRow[]>();
  private readonly children = new Map<string, Run[]>();
  private readonly retries = new Map<string, Run[]>();
  /** Those that stand below another parent: told of where the attempt itself is asked for. */
  private readonly retriesElsewhere = new Map<string, Run[]>();
  private readonly folded = new Map<string, number>();
  private readonly told = new Set<string>();

  constructor(
    runs: readonly Run[],
    spans: readonly TreeSpanRow[],
    costs: readonly TreeCostRow[],
    private readonly all: boolean,
  ) {
    this.runs = new Map(runs.map((run) => [run.runId, run]));
    this.spans = new Map(spans.map((span) => [idOf(span), span]));
    this.places = new Map(spans.map((span, place) => [span, place]));
    this.costs = new Map(costs.map((cost) => [idOf(cost), cost]));
    for (const span of spans)
      if (isRunSpan(span) && span.run_id !== null) this.runSpans.set(span.run_id, span);
    for (const span of spans) this.placeSpan(span);
    for (const run of runs) this.placeRun(run);
  }

  /** The run with all below it. A run whose ids go in a circle is told once. */
  treeOf(runId: string): RunNode {
    this.told.clear();
    const tree = this.runNode(this.runs.get(runId)!);
    return { ...tree, retries: [...tree.retries, ...this.retriesOf(runId, this.retriesElsewhere)] };
  }

  private placeSpan(span: TreeSpanRow): void {
    if (span.run_id === null || !this.runs.has(span.run_id) || span.name === BotanuSpanName.OUTCOME) return;
    if (isRunSpan(span)) {
      // Somebody has told of a model call on the run's own span.
      if (isOperation(span)) add(this.below, span.run_id, span);
      return;
    }
    const place = this.placeAbove(span, span.run_id);
    if (isOperation(span) || this.all) add(this.below, place, span);
    else this.folded.set(place, (this.folded.get(place) ?? 0) + 1);
  }

  /** A retry stands below the first attempt; below its parent where no attempt that is known stands there. */
  private placeRun(run: Run): void {
    const attempts = this.attemptsBefore(run);
    const beside = attempts.filter(({ parentRunId }) => parentRunId === run.parentRunId);
    const hasParent = run.parentRunId !== null && this.runs.has(run.parentRunId);
    const first = beside.at(-1) ?? attempts.at(-1);
    const retries = beside.length > 0 || !hasParent ? this.retries : this.retriesElsewhere;
    if (first !== undefined) add(retries, first.runId, run);
    if (retries === this.retries && first !== undefined) return;
    if (run.parentRunId === null || !hasParent) return;
    const span = this.runSpans.get(run.runId);
    const place = span === undefined ? run.parentRunId : this.placeAbove(span, run.parentRunId);
    add(this.children, place, run);
  }

  /** The id of the span that is shown next above it in this run, or the run itself. */
  private placeAbove(span: TreeSpanRow, runId: string): string {
    const passed = new Set<string>();
    let above = this.parentOf(span);
    while (above !== undefined && !passed.has(idOf(above))) {
      passed.add(idOf(above));
      if (isRunSpan(above)) return runId;
      if (above.run_id === runId && (isOperation(above) || this.all)) return idOf(above);
      above = this.parentOf(above);
    }
    return runId;
  }

  private parentOf({ trace_id, parent_span_id }: TreeSpanRow): TreeSpanRow | undefined {
    return parent_span_id === null ? undefined : this.spans.get(`${trace_id}/${parent_span_id}`);
  }

  /** Of a run that retried another: those before it that are known, the last one first. */
  private attemptsBefore({ runId, retryOfRunId }: Run): Run[] {
    const attempts = new Map<string, Run>();
    let next = retryOfRunId;
    while (next !== null && next !== runId && this.runs.has(next) && !attempts.has(next)) {
      const attempt = this.runs.get(next)!;
      attempts.set(next, attempt);
      next = attempt.retryOfRunId;
    }
    return [...attempts.values()];
  }

  private runNode(run: Run): RunNode {
    this.told.add(run.runId);
    const span = this.runSpans.get(run.runId);
    return {
      type: 'run',
      ...run,
      service: span?.service ?? null,
      otherSpans: this.folded.get(run.runId) ?? 0,
      steps: this.steps(run.runId),
      retries: this.retriesOf(run.runId, this.retries),
    };
  }

  private readonly retriesOf = (runId: string, retries: ReadonlyMap<string, readonly Run[]>): RunNode[] =>
    (retries.get(runId) ?? [])
      .filter((retry) => !this.told.has(retry.runId))
      .map((retry) => this.runNode(retry));

  private steps(place: string): StepNode[] {
    const runs = (this.children.get(place) ?? []).filter(({ runId }) => !this.told.has(runId));
    const steps = [
      ...(this.below.get(place) ?? []).map((span) => ({ span, node: this.operationNode(span) })),
      ...runs.map((run) => ({ span: this.runSpans.get(run.runId), node: this.runNode(run) })),
    ];
    const inOrder = (a: (typeof steps)[number], b: (typeof steps)[number]): number =>
      compareTexts(startOf(a.node), startOf(b.node)) || this.placeOf(a.span) - this.placeOf(b.span);
    return steps.sort(inOrder).map(({ node }) => node);
  }

  /** Within a millisecond, as the spans were given. */
  private placeOf(span: TreeSpanRow | undefined): number {
    return (span && this.places.get(span)) ?? this.places.size;
  }

  private operationNode(span: TreeSpanRow): OperationNode {
    const id = idOf(span);
    const cost = this.costs.get(id);
    const isTheRunsOwn = isRunSpan(span);
    return {
      type: isOperation(span) ? 'operation' : 'span',
      kind: span.kind,
      name: isTheRunsOwn ? `${span.kind!} (on the run's span)` : (span.name ?? ''),
      service: span.service,
      traceId: span.trace_id,
      spanId: span.span_id,
      startedAt: isoInstantOrNull(span.started_unix_ms),
      durationMs: span.duration_ms,
      attempt: isTheRunsOwn ? null : span.attempt,
      status: statusOf(span),
      errorType: span.error_type,
      cost: cost?.cost ?? null,
      source: cost?.source ?? null,
      unpricedReason: cost?.unpriced_reason ?? null,
      provider: span.provider,
      requestModel: span.request_model,
      responseModel: span.response_model,
      inputTokens: span.input_tokens,
      outputTokens: span.output_tokens,
      otherSpans: this.folded.get(id) ?? 0,
      steps: isTheRunsOwn ? [] : this.steps(id),
    };
  }
}

/** What has no time comes last. */
const startOf = ({ startedAt }: StepNode): string => startedAt ?? '~';

function statusOf({ error_type, operation_status }: TreeSpanRow): OperationNode['status'] {
  if (error_type !== null) return 'failed';
  return operation_status === 'abandoned' || operation_status === 'canceled' ? operation_status : 'ok';
}

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
