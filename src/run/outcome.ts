import type { AttributeValue } from '@opentelemetry/api';
import { BotanuAttribute } from '../semconv/attributes';
import { isOutcomeStatus, OUTCOME_STATUSES, type OutcomeStatus } from '../semconv/outcome-status';
import { warnOnce } from '../shared/diagnostics';
import { show } from '../shared/texts';

/** What else there is to say of an outcome. */
export interface OutcomeOptions {
  /** What was achieved, e.g. `tickets_resolved`. Use few, fixed names: reports group by it. */
  readonly valueType?: string | undefined;
  /** How much of `valueType`; neither counts without the other. May be negative: a refund. */
  readonly valueAmount?: number | undefined;
  /** How sure the emitter is, from 0 to 1. */
  readonly confidence?: number | undefined;
  /** Why, for people. */
  readonly reason?: string | undefined;
  /** Class of the error behind it, e.g. `TimeoutError`. Use few, fixed names. */
  readonly errorType?: string | undefined;
  /** Anything else; each entry becomes `botanu.outcome.metadata.{key}`. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

const NOTHING: OutcomeOptions = {};

/** An outcome whose every part has been checked. */
export interface Outcome extends OutcomeOptions {
  readonly status: OutcomeStatus;
}

/** The outcome, without the parts that are not what they should be: one warning for each. Undefined if the status is none. */
export function checkedOutcome(status: string, options?: OutcomeOptions | null): Outcome | undefined {
  if (!isOutcomeStatus(status)) {
    warnOnce(
      `outcome.status:${show(status)}`,
      () =>
        `The outcome status ${show(status)} is none of ${OUTCOME_STATUSES.join(', ')}; the outcome was not recorded.`,
    );
    return undefined;
  }
  const { valueType, valueAmount, confidence, reason, errorType, metadata } = options ?? NOTHING;
  if (isGiven(valueType) !== isGiven(valueAmount))
    warnOnce(
      'outcome.value',
      () =>
        `An outcome's value is a valueType with a valueAmount, got ${show(valueType)} with ${show(valueAmount)}; ` +
        'no report counts it.',
    );
  return {
    status,
    valueType: checked('valueType', valueType, isText, 'a string'),
    valueAmount: checked('valueAmount', valueAmount, Number.isFinite, 'a finite number'),
    confidence: checked('confidence', confidence, isShare, 'a number from 0 to 1'),
    reason: checked('reason', reason, isText, 'a string'),
    errorType: checked('errorType', errorType, isText, 'a string'),
    metadata: checked('metadata', metadata, isRecord, 'an object of strings'),
  };
}

/** Writes `botanu.outcome.*`. */
export function writeOutcome(
  sink: { setAttribute(key: string, value: AttributeValue): unknown },
  { status, valueType, valueAmount, confidence, reason, errorType, metadata }: Outcome,
): void {
  sink.setAttribute(BotanuAttribute.OUTCOME_STATUS, status);
  sink.setAttribute(BotanuAttribute.OUTCOME, status);
  if (valueType !== undefined) sink.setAttribute(BotanuAttribute.OUTCOME_VALUE_TYPE, valueType);
  if (valueAmount !== undefined) sink.setAttribute(BotanuAttribute.OUTCOME_VALUE_AMOUNT, valueAmount);
  if (confidence !== undefined) sink.setAttribute(BotanuAttribute.OUTCOME_CONFIDENCE, confidence);
  if (reason !== undefined) sink.setAttribute(BotanuAttribute.OUTCOME_REASON, reason);
  if (errorType !== undefined) sink.setAttribute(BotanuAttribute.OUTCOME_ERROR_TYPE, errorType);
  if (metadata === undefined) return;
  for (const [key, value] of Object.entries(metadata)) {
    const text = checked(`metadata.${key}`, value, isText, 'a string');
    if (text !== undefined) sink.setAttribute(BotanuAttribute.OUTCOME_METADATA + key, text);
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
const isText = (value: unknown): boolean => typeof value === 'string';
const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;
const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null;

function checked<T>(
  name: string,
  value: T | undefined,
  valid: (value: unknown) => boolean,
  expected: string,
) {
  if (value === undefined || value === null) return undefined;
  if (valid(value)) return value;
  warnOnce(
    `outcome.${name}`,
    () => `An outcome's ${name} must be ${expected}, got ${show(value)}; it was left out.`,
  );
  return undefined;
}
