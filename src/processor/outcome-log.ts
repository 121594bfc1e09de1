import {
  type AttributeValue,
  type Attributes,
  type Context,
  type HrTime,
  ROOT_CONTEXT,
} from '@opentelemetry/api';
import type { ReadableSpan } from '../export/readable-span';
import { findOpenRun } from '../run/open-runs';
import { BotanuAttribute } from '../semconv/attributes';
import { BotanuEvent, BotanuEventField, BotanuSpanName } from '../semconv/events';
import { warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';
import { registered, trace } from '../shared/opentelemetry-api';
import { redacted } from '../shared/redaction';
import { sharedState } from '../shared/shared-state';
import { VERSION } from '../shared/version';

interface LogRecord {
  readonly timestamp: HrTime;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Attributes;
  readonly context: Context;
}

interface LoggerProvider {
  getLogger(name: string, version?: string): { emit(record: LogRecord): void };
}

/** Spans whose outcomes have been logged: a provider may have several of our processors. */
const logged = sharedState('logged-outcomes', () => new WeakSet<ReadableSpan>());

/**
 * Sends a log record for each outcome that was emitted on a span, if the application has registered a logger
 * provider. Runs for every span: one that nothing happened on costs two comparisons.
 */
export function logOutcomes(span: ReadableSpan): void {
  if (span.events.length === 0 && span.name !== BotanuSpanName.OUTCOME) return;
  const outcomes = outcomesOn(span);
  if (outcomes.length === 0) return;
  const provider = loggerProvider();
  if (provider === undefined || logged.has(span)) return;
  logged.add(span);
  try {
    const logger = provider.getLogger('botanu', VERSION);
    const context = trace.setSpanContext(ROOT_CONTEXT, span.spanContext());
    for (const outcome of outcomes) logger.emit(recordOf(outcome, span, context));
  } catch (error) {
    warnOnce('outcome-log', () => `An outcome could not be logged (${errorText(error)}); its span has it.`);
  }
}

interface LoggedOutcome {
  readonly status: AttributeValue;
  readonly time: HrTime;
}

function outcomesOn(span: ReadableSpan): LoggedOutcome[] {
  const outcomes: LoggedOutcome[] = [];
  for (const { name, attributes, time } of span.events) {
    if (name === BotanuEvent.OUTCOME_EMITTED)
      addOutcome(outcomes, attributes?.[BotanuEventField.STATUS], time);
  }
  // One that came after its run: it is a span of its own, without an event.
  if (span.name === BotanuSpanName.OUTCOME)
    addOutcome(outcomes, span.attributes[BotanuAttribute.OUTCOME_STATUS], span.startTime);
  return outcomes;
}

function addOutcome(outcomes: LoggedOutcome[], status: AttributeValue | undefined, time: HrTime): void {
  if (status !== undefined) outcomes.push({ status, time });
}

/** OpenTelemetry's INFO. A failed outcome is a fact about the business, not an error of the program. */
const INFO = 9;

const recordOf = ({ status, time }: LoggedOutcome, span: ReadableSpan, context: Context): LogRecord => ({
  timestamp: time,
  severityNumber: INFO,
  severityText: 'INFO',
  body: `outcome:${String(status)}`,
  attributes: { ...identityOf(span), [BotanuAttribute.OUTCOME_STATUS]: status },
  context,
});

/** Which run and event the outcome is of. In lean mode only the run's own span has the event. */
function identityOf({ attributes }: ReadableSpan): Attributes {
  const runId = attributes[BotanuAttribute.RUN_ID];
  const eventId = attributes[BotanuAttribute.EVENT_ID] ?? eventOfOpenRun(runId);
  return {
    ...(runId !== undefined && { [BotanuAttribute.RUN_ID]: runId }),
    ...(eventId !== undefined && { [BotanuAttribute.EVENT_ID]: eventId }),
  };
}

function eventOfOpenRun(runId: AttributeValue | undefined): AttributeValue | undefined {
  const eventId = typeof runId === 'string' ? findOpenRun(runId)?.context.eventId : undefined;
  return eventId === undefined ? undefined : redacted(BotanuAttribute.EVENT_ID, eventId);
}

/** Where @opentelemetry/api-logs keeps its global, behind a function of the version that is asked for. */
const LOGS_API = Symbol.for('io.opentelemetry.js.api.logs');
const LOGS_API_VERSION = 1;

/** From version 1.10 on logs are part of @opentelemetry/api itself. */
const loggerProvider = (): LoggerProvider | undefined =>
  registered<LoggerProvider>('logs') ??
  (globalThis as unknown as Record<symbol, ((version: number) => LoggerProvider) | undefined>)[LOGS_API]?.(
    LOGS_API_VERSION,
  );
