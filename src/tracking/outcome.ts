import { type Attributes, context, type Link, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import type { ActiveRun } from '../run/active-run';
import { findOpenRun } from '../run/open-runs';
import { activeRun } from '../run/run-of-context';
import { checkedOutcome, type Outcome, type OutcomeOptions, writeOutcome } from '../run/outcome';
import { isRunId } from '../run/run-id';
import { BotanuAttribute } from '../semconv/attributes';
import { BotanuEvent, BotanuEventField, BotanuSpanName } from '../semconv/events';
import type { OutcomeStatus } from '../semconv/outcome-status';
import { warnOnce } from '../shared/diagnostics';
import { show } from '../shared/texts';
import { redactedAttributes, writerOf } from './span-writer';
import { tracer } from './tracer';

/** A status that is a literal must be one of the six; a `string` variable is checked when it comes. */
export type OutcomeStatusInput<S extends string> = OutcomeStatus | (string extends S ? S : never);

/**
 * Records what came of the work: on the current span and on the run's own span. The last one emitted wins.
 * After the run's span has ended, and in another process than the run's, it becomes {@link recordOutcome}
 * for that run.
 *
 * Never throws: a status that is none, or a value of the wrong type, is left out with one warning.
 *
 * @example
 * ```ts
 * emitOutcome('success', { valueType: 'tickets_resolved', valueAmount: 1 });
 * emitOutcome('failed', { errorType: 'TimeoutError', reason: 'no answer in 30 s' });
 * ```
 */
export function emitOutcome<S extends string>(status: OutcomeStatusInput<S>, options?: OutcomeOptions): void {
  const active = context.active();
  emitOutcomeOn(trace.getSpan(active), activeRun(active), status, options);
}

/** @param span where the outcome is emitted, if that is still open */
export function emitOutcomeOn(
  span: Span | undefined,
  run: ActiveRun | undefined,
  status: string,
  options: OutcomeOptions | undefined,
): void {
  const outcome = checkedOutcome(status, options);
  if (outcome === undefined) return;
  if (run === undefined && span === undefined) {
    warnOnce(
      'emitOutcome',
      () => 'emitOutcome was called where there is neither a run nor a span; nothing was recorded.',
    );
    return;
  }
  if (span?.isRecording()) {
    const writer = writerOf(span);
    writer.addEvent(BotanuEvent.OUTCOME_EMITTED, eventFields(outcome));
    // The run's own span gets the last outcome when it ends: an attribute once written cannot be taken back.
    if (span !== run?.span) writeOutcome(writer, outcome);
  }
  if (run === undefined) return;
  if (run.span === undefined || run.ended) writeLateOutcome({ runId: run.context.runId }, outcome, run);
  else run.outcome = outcome;
}

function eventFields(outcome: Outcome): Attributes {
  const fields: Attributes = { [BotanuEventField.STATUS]: outcome.status };
  if (outcome.valueType !== undefined) fields[BotanuEventField.VALUE_TYPE] = outcome.valueType;
  if (outcome.valueAmount !== undefined) fields[BotanuEventField.VALUE_AMOUNT] = outcome.valueAmount;
  if (outcome.errorType !== undefined) fields[BotanuEventField.ERROR_TYPE] = outcome.errorType;
  return fields;
}

/** Which run an outcome belongs to. An event that had several runs means its newest attempt. */
export type OutcomeTarget = { readonly runId: string } | { readonly eventId: string };

/** What else there is to say of an outcome that comes later. */
export interface RecordOutcomeOptions extends OutcomeOptions {
  /** Of several outcomes of a run with the same key, one counts: a webhook may then be delivered twice. */
  readonly key?: string | undefined;
}

/**
 * Records an outcome that was learnt after its run had ended, from a webhook or a refund: a span of its own,
 * of no length, tied to the run. Of several the latest wins. Never throws; see {@link emitOutcome}.
 *
 * @example
 * ```ts
 * const value = { valueType: 'tickets_resolved', valueAmount: -1 };
 * recordOutcome({ eventId: ticket.id }, 'failed', { ...value, reason: 'reopened', key: event.id });
 * ```
 */
export function recordOutcome<S extends string>(
  target: OutcomeTarget,
  status: OutcomeStatusInput<S>,
  options?: RecordOutcomeOptions,
): void {
  const outcome = checkedOutcome(status, options);
  if (outcome === undefined) return;
  if (!isTarget(target)) {
    warnOnce(
      'recordOutcome',
      () => `recordOutcome needs a runId (a UUID) or an eventId; the outcome was not recorded.`,
    );
    return;
  }
  const run = 'runId' in target ? findOpenRun(target.runId) : undefined;
  writeLateOutcome(target, outcome, run, options?.key);
}

function isTarget(target: OutcomeTarget): boolean {
  if (typeof target !== 'object' || target === null) return false;
  return 'runId' in target
    ? isRunId(target.runId)
    : typeof target.eventId === 'string' && target.eventId !== '';
}

function writeLateOutcome(
  target: OutcomeTarget,
  outcome: Outcome,
  run: ActiveRun | undefined,
  key?: string,
): void {
  const attributes: Attributes = {};
  writeOutcome({ setAttribute: (name, value) => (attributes[name] = value) }, outcome);
  if ('runId' in target) attributes[BotanuAttribute.RUN_ID] = target.runId;
  else attributes[BotanuAttribute.EVENT_ID] = target.eventId;
  if (typeof key === 'string') attributes[BotanuAttribute.OUTCOME_KEY] = key;
  else if (key !== undefined && key !== null)
    warnOnce('outcome.key', () => `An outcome's key must be a string, got ${show(key)}.`);

  const links: Link[] = run?.span === undefined ? [] : [{ context: run.span.spanContext() }];
  const startTime = Date.now();
  // A root span: the current run, if there is one, is not the run that the outcome is of.
  tracer()
    .startSpan(
      BotanuSpanName.OUTCOME,
      { startTime, links, attributes: redactedAttributes(attributes) },
      ROOT_CONTEXT,
    )
    .end(startTime);
}
