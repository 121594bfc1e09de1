import { context, trace } from '@opentelemetry/api';
import { BotanuAttribute, GenAiAttribute } from '../semconv/attributes';
import { providerNames } from '../semconv/providers';
import { warnOnce } from '../shared/diagnostics';
import { isText, orNothing } from '../shared/checked-values';
import {
  type DataMetrics,
  type WarehouseMetrics,
  writeDataMetrics,
  writeWarehouseMetrics,
} from './data-attributes';
import {
  type RequestParams,
  writeAttempt,
  writeCacheHit,
  writeFinishReason,
  writeRequestParams,
  writeStreaming,
} from './llm-attributes';
import { type SpanWriter, writerOf } from './span-writer';
import { type TokenCounts, writeTokens } from './token-attributes';

/** What can be said of a model call on a span that is not botanu's. */
export interface LlmAttributes extends TokenCounts, RequestParams {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly operation?: string | undefined;
  readonly providerRequestId?: string | undefined;
  readonly clientRequestId?: string | undefined;
  readonly responseModel?: string | undefined;
  readonly finishReason?: string | readonly string[] | undefined;
  readonly streaming?: boolean | undefined;
  readonly cacheHit?: boolean | undefined;
  readonly attempt?: number | undefined;
}

/** Makes the current span, whoever made it, a model call's. For code that has its own spans already. */
export function setLlmAttributes(attributes: LlmAttributes): void {
  const values = orNothing(attributes);
  onCurrentSpan('setLlmAttributes', (writer) => {
    const text = (name: string, key: string, value: unknown): void => {
      if (isText(name, value)) writer.setAttribute(key, value);
    };
    if (isText('provider', values.provider)) {
      const { provider, vendor } = providerNames(values.provider);
      writer.setAttribute(GenAiAttribute.PROVIDER_NAME, provider);
      writer.setAttribute(BotanuAttribute.VENDOR, vendor);
    }
    text('operation', GenAiAttribute.OPERATION_NAME, values.operation);
    text('model', GenAiAttribute.REQUEST_MODEL, values.model);
    text('providerRequestId', BotanuAttribute.VENDOR_REQUEST_ID, values.providerRequestId);
    text('clientRequestId', BotanuAttribute.VENDOR_CLIENT_REQUEST_ID, values.clientRequestId);
    text('responseModel', GenAiAttribute.RESPONSE_MODEL, values.responseModel);
    if (values.finishReason !== undefined) writeFinishReason(writer, values.finishReason);
    if (values.streaming !== undefined) writeStreaming(writer, values.streaming);
    if (values.cacheHit !== undefined) writeCacheHit(writer, values.cacheHit);
    if (values.attempt !== undefined) writeAttempt(writer, values.attempt);
    writeRequestParams(writer, values);
    writeTokens(writer, values);
  });
}

/** Records token counts on the current span, whoever made it; see `setTokens`. */
export function setTokenUsage(tokens: TokenCounts): void {
  onCurrentSpan('setTokenUsage', (writer) => writeTokens(writer, orNothing(tokens)));
}

/** Records rows, bytes and objects on the current span, whoever made it. Whole numbers from 0 up. */
export function setDataMetrics(metrics: DataMetrics): void {
  onCurrentSpan('setDataMetrics', (writer) => writeDataMetrics(writer, metrics));
}

/** Records what a warehouse scanned on the current span, whoever made it. Whole numbers from 0 up. */
export function setWarehouseMetrics(metrics: WarehouseMetrics): void {
  onCurrentSpan('setWarehouseMetrics', (writer) => writeWarehouseMetrics(writer, metrics));
}

function onCurrentSpan(name: string, write: (writer: SpanWriter) => void): void {
  const span = trace.getSpan(context.active());
  if (span === undefined) {
    warnOnce(`${name}.span`, () => `${name} was called where there is no active span; nothing was recorded.`);
    return;
  }
  if (span.isRecording()) write(writerOf(span));
}
