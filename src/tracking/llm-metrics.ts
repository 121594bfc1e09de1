import type { Attributes } from '@opentelemetry/api';
import { CommonAttribute, GenAiAttribute } from '../semconv/attributes';
import { METRIC_STATUS } from '../semconv/metrics';
import { errorType } from './error-attributes';
import type { OpenSpan, OperationStatus } from './open-span';

/** What a model call came to; what is not known is not measured. */
interface LlmMeasures {
  /** Operation, provider and requested model. */
  readonly metricAttributes: Attributes;
  readonly responseModel: string | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly timeToFirstChunkSeconds: number | undefined;
}

/** Nothing where nobody asks for metrics. */
export function recordLlmMetrics(open: OpenSpan, status: OperationStatus, measures: LlmMeasures): void {
  const { meters, recordedError } = open;
  if (meters === undefined) return;
  const { responseModel, inputTokens, outputTokens, timeToFirstChunkSeconds } = measures;
  const attributes = { ...measures.metricAttributes };
  meters.llmAttempts.add(1, { ...attributes, [METRIC_STATUS]: status });
  if (responseModel !== undefined) attributes[GenAiAttribute.RESPONSE_MODEL] = responseModel;
  const count = (type: string, tokens: number | undefined): void => {
    if (tokens !== undefined)
      meters.tokenUsage.record(tokens, { ...attributes, [GenAiAttribute.TOKEN_TYPE]: type });
  };
  count('input', inputTokens);
  count('output', outputTokens);
  if (timeToFirstChunkSeconds !== undefined)
    meters.timeToFirstChunk.record(timeToFirstChunkSeconds, { ...attributes });
  if (recordedError !== undefined) attributes[CommonAttribute.ERROR_TYPE] = errorType(recordedError.error);
  meters.llmDuration.record(open.durationMs / 1000, attributes);
}
