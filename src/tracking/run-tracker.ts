import type { Attributes } from '@opentelemetry/api';
import type { ActiveRun } from '../run/active-run';
import { removeOpenRun } from '../run/open-runs';
import { type Outcome, writeOutcome } from '../run/outcome';
import type { RunContext } from '../run/run-context';
import { BotanuAttribute } from '../semconv/attributes';
import { BotanuEvent, BotanuEventField } from '../semconv/events';
import { METRIC_STATUS } from '../semconv/metrics';
import { OutcomeStatus } from '../semconv/outcome-status';
import { recordingSettings } from '../shared/recording-settings';
import { errorClass, isAbort, isTimeout } from './error-attributes';
import type { OpenSpan, OperationStatus } from './open-span';
import { SpanTracker } from './span-tracker';

/** Records one run: everything between the start of a use case and its outcome. */
export class RunTracker extends SpanTracker {
  /** @internal */
  protected override get metadataPrefix(): string {
    return 'botanu.';
  }

  /** @internal */
  readonly autoOutcomeOnSuccess: boolean;

  /** @internal */
  constructor(open: OpenSpan, autoOutcomeOnSuccess: boolean) {
    super(open);
    this.autoOutcomeOnSuccess = autoOutcomeOnSuccess;
  }

  /** @internal A run's own tracker always has one. */
  private get activeRun(): ActiveRun {
    return this.open.activeRun!;
  }

  /** The run's identity, lineage and deadline. */
  get run(): RunContext {
    return this.activeRun.context;
  }

  /**
   * Aborts when the run, or one that it is part of, is cancelled (an `AbortError`) or passes its deadline (a
   * `TimeoutError`): to hand to `fetch` or a client.
   */
  get signal(): AbortSignal {
    return this.run.cancellation.signal;
  }

  /** Calls the run off: the signal aborts, and the automatic outcome becomes `canceled`. */
  requestCancellation(reason?: string): this {
    this.run.requestCancellation(reason);
    return this;
  }

  /** @internal */
  override get maxOpenSeconds(): number {
    const { deadline, startTime } = this.run;
    const own = deadline === undefined ? 0 : (deadline.getTime() - startTime.getTime()) / 1000;
    return Math.max(recordingSettings.maxOperationSeconds, own);
  }

  /** @internal */
  override writeEnd(status: OperationStatus, aborted: boolean): void {
    const { run, activeRun, writer } = this;
    const { durationMs } = this.open;
    const outcome = activeRun.outcome ?? this.automaticOutcome(status, aborted);
    if (outcome !== undefined) writeOutcome(writer, outcome);
    writer.setAttribute(BotanuAttribute.RUN_DURATION_MS, durationMs);
    const { cancelledAt } = run.cancellation;
    if (cancelledAt !== undefined) {
      writer.setAttribute(BotanuAttribute.RUN_CANCELLED, true);
      writer.setAttribute(BotanuAttribute.RUN_CANCELLED_AT, cancelledAt.toISOString());
    }
    const completed: Attributes = {
      [BotanuEventField.RUN_ID]: run.runId,
      [BotanuEventField.USE_CASE]: run.useCase,
      [BotanuEventField.DURATION_MS]: durationMs,
    };
    if (run.workflow !== undefined) completed[BotanuEventField.WORKFLOW] = run.workflow;
    if (outcome !== undefined) {
      completed[BotanuEventField.STATUS] = outcome.status;
      if (outcome.valueType !== undefined) completed[BotanuEventField.VALUE_TYPE] = outcome.valueType;
      if (outcome.valueAmount !== undefined) completed[BotanuEventField.VALUE_AMOUNT] = outcome.valueAmount;
    }
    const { recordedError = this.open.abortError } = this.open;
    if (recordedError !== undefined) {
      completed[BotanuEventField.ERROR_CLASS] = errorClass(recordedError.error);
    }
    writer.addEvent(BotanuEvent.RUN_COMPLETED, completed);
    this.release(outcome?.status);
  }

  /** @internal Nothing of the run stays behind but what its spans' contexts hold. */
  private release(status: OutcomeStatus | undefined): void {
    const { activeRun, run } = this;
    activeRun.ended = true;
    activeRun.scope = undefined;
    removeOpenRun(activeRun);
    run.cancellation.release();
    const { meters } = this.open;
    if (meters === undefined) return;
    const attributes: Attributes = {
      [BotanuAttribute.USE_CASE]: run.useCase,
      [BotanuAttribute.ENVIRONMENT]: run.environment,
    };
    if (status !== undefined) attributes[METRIC_STATUS] = status;
    meters.runOutcomes.add(1, attributes);
    meters.runDuration.record(this.open.durationMs / 1000, attributes);
  }

  /** @internal An abort may be the deadline's. */
  private abortedOutcome(): Outcome {
    const status = this.run.isPastDeadline() ? OutcomeStatus.TIMEOUT : OutcomeStatus.CANCELED;
    const { abortError } = this.open;
    return abortError === undefined ? { status } : { status, errorType: errorClass(abortError.error) };
  }

  /** @internal Where none was emitted. */
  private automaticOutcome(status: OperationStatus, aborted: boolean): Outcome | undefined {
    const { run } = this;
    const { recordedError } = this.open;
    if (run.isCancelled()) return { status: OutcomeStatus.CANCELED, reason: run.cancellation.reason };
    if (aborted) return this.abortedOutcome();
    // Nobody waited for the rest.
    if (status === 'abandoned' || status === 'canceled') return { status: OutcomeStatus.ABANDONED };
    if (recordedError === undefined) {
      return this.autoOutcomeOnSuccess ? { status: OutcomeStatus.SUCCESS } : undefined;
    }
    const { error } = recordedError;
    return { status: statusOf(error, run), errorType: errorClass(error) };
  }
}

function statusOf(error: unknown, run: RunContext): OutcomeStatus {
  if (isTimeout(error) || run.isPastDeadline()) return OutcomeStatus.TIMEOUT;
  return isAbort(error) ? OutcomeStatus.CANCELED : OutcomeStatus.FAILED;
}
