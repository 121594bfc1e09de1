import type { AttributeValue } from '@opentelemetry/api';
import { BotanuAttribute, GenAiAttribute } from '../semconv/attributes';
import { GenAiOperation } from '../semconv/events';
import type { RunFields } from './run-fields';

type Run = RunFields & { readonly startTime: Date };

/** Where attributes go: a span, or what collects them. */
interface Sink {
  setAttribute(key: string, value: AttributeValue): unknown;
}

/** All attributes of a run's own span. */
export function writeRun(sink: Sink, run: Run): void {
  sink.setAttribute(BotanuAttribute.RUN_ID, run.runId);
  sink.setAttribute(BotanuAttribute.USE_CASE, run.useCase);
  if (run.workflow !== undefined) sink.setAttribute(BotanuAttribute.WORKFLOW, run.workflow);
  writeRunDetails(sink, run);
}

/** Those that only the run's own span has. */
export function writeRunDetails(sink: Sink, run: Run): void {
  sink.setAttribute(GenAiAttribute.OPERATION_NAME, GenAiOperation.INVOKE_WORKFLOW);
  sink.setAttribute(GenAiAttribute.WORKFLOW_NAME, run.useCase);
  sink.setAttribute(BotanuAttribute.ROOT_RUN_ID, run.rootRunId);
  sink.setAttribute(BotanuAttribute.ATTEMPT, run.attempt);
  sink.setAttribute(BotanuAttribute.RUN_START_TIME, run.startTime.toISOString());
  if (run.environment !== undefined) sink.setAttribute(BotanuAttribute.ENVIRONMENT, run.environment);
  if (run.parentRunId !== undefined) sink.setAttribute(BotanuAttribute.PARENT_RUN_ID, run.parentRunId);
  if (run.retryOfRunId !== undefined) sink.setAttribute(BotanuAttribute.RETRY_OF_RUN_ID, run.retryOfRunId);
  if (run.workflowVersion !== undefined) {
    sink.setAttribute(BotanuAttribute.WORKFLOW_VERSION, run.workflowVersion);
  }
  if (run.tenantId !== undefined) sink.setAttribute(BotanuAttribute.TENANT_ID, run.tenantId);
  if (run.customerId !== undefined) sink.setAttribute(BotanuAttribute.CUSTOMER_ID, run.customerId);
  if (run.eventId !== undefined) sink.setAttribute(BotanuAttribute.EVENT_ID, run.eventId);
  if (run.deadline !== undefined) {
    sink.setAttribute(BotanuAttribute.RUN_DEADLINE_TS, run.deadline.getTime() / 1000);
  }
}
