import { type Attributes, SpanKind } from '@opentelemetry/api';
import { BotanuAttribute, GenAiAttribute } from '../semconv/attributes';
import { ModelOperation } from '../semconv/operations';
import { providerNames } from '../semconv/providers';
import { readUsage } from '../usage/read-usage';
import type { ResponseUsage, TokenUsage } from '../usage/token-usage';
import type { StreamEnd } from '../usage/usage-reader';
import { attemptOf } from './attempt';
import { isCount, isText, orNothing } from '../shared/checked-values';
import {
  type RequestParams,
  writeAttempt,
  writeCacheHit,
  writeFinishReason,
  writeRequestParams,
  writeResponse,
  writeStreaming,
} from './llm-attributes';
import { recordLlmMetrics } from './llm-metrics';
import { mergeTokens } from './merge-tokens';
import { reportMissing } from './missing-option';
import type { LlmOptions, RequestIds, UsageFunction, UsageSource } from './llm-options';
import type { SpanDescription } from './opening';
import type { OperationKind } from './operation';
import type { OpenSpan, OperationStatus } from './open-span';
import { ownUsage } from './own-usage';
import { claim, isObject, recordedResponses } from './recorded-responses';
import { SpanTracker } from './span-tracker';
import { startAttributes } from './start-attributes';
import { StreamedAnswer } from './streamed-answer';
import type { TokenCounts } from './token-attributes';

interface LlmDescription extends SpanDescription {
  readonly provider: string | undefined;
  readonly usage: UsageSource;
  /** Operation, provider and requested model, for metrics. */
  readonly metricAttributes: Attributes;
}

/** Records one model call. */
export class LLMTracker extends SpanTracker {
  /** @internal */
  protected override get metadataPrefix(): string {
    return 'botanu.';
  }

  /** @internal Counts that were set by hand: they win over what is read from the response. */
  private given: TokenUsage | undefined = undefined;
  /** @internal */
  private inputTokens: number | undefined = undefined;
  /** @internal */
  private outputTokens: number | undefined = undefined;
  /** @internal */
  private responseModel: string | undefined = undefined;
  /** @internal */
  private finishReasonGiven = false;
  /** @internal */
  private requestIdGiven = false;
  /** @internal */
  private streaming: boolean | undefined = undefined;
  /** @internal Undefined while none is written. */
  private attempt: number | undefined = undefined;
  /** @internal */
  private answer: StreamedAnswer | undefined = undefined;

  /** @internal */
  private readonly description: LlmDescription;
  /** @internal */
  private args: readonly unknown[];

  /** @internal */
  constructor(open: OpenSpan, description: LlmDescription, args: readonly unknown[]) {
    super(open);
    this.description = description;
    this.args = args;
  }

  /** Records the provider's id of this request, your own, or both. */
  override setRequestId(id: string | RequestIds): this {
    if (typeof id !== 'object' || id === null) return this.setProviderRequestId(id);
    this.writeText('clientRequestId', BotanuAttribute.VENDOR_CLIENT_REQUEST_ID, id.clientRequestId);
    return this.setProviderRequestId(id.providerRequestId);
  }

  /** @internal */
  private setProviderRequestId(id: string | undefined): this {
    if (isText('providerRequestId', id)) {
      this.requestIdGiven = true;
      this.writer.setAttribute(BotanuAttribute.VENDOR_REQUEST_ID, id);
    }
    return this;
  }

  override setTokens(tokens: TokenCounts): this {
    const counts = orNothing(tokens);
    this.given = this.given === undefined ? counts : mergeTokens(this.given, counts);
    if (this.open.meters !== undefined) this.countTokens(counts);
    return super.setTokens(counts);
  }

  /** The model that answered, where it is another than the one asked for. */
  setResponseModel(model: string): this {
    if (isText('model', model)) {
      this.responseModel = model;
      this.writer.setAttribute(GenAiAttribute.RESPONSE_MODEL, model);
    }
    return this;
  }

  /** Why the model stopped, as the provider says it; one per choice. */
  setFinishReason(reason: string | readonly string[]): this {
    this.finishReasonGiven = true;
    writeFinishReason(this.writer, reason);
    return this;
  }

  /** Whether the answer comes in chunks; that it does not goes unwritten. Known without it of a client's stream. */
  setStreaming(on = true): this {
    writeStreaming(this.writer, on, this.streaming === true);
    this.streaming = on;
    return this;
  }

  /** Whether the answer came from a cache of your own. */
  setCacheHit(hit = true): this {
    writeCacheHit(this.writer, hit);
    return this;
  }

  /** Which attempt this is, from 1; the first is not written. Wins over what `withAttempt` says. */
  setAttempt(attempt: number): this {
    writeAttempt(this.writer, attempt, this.attempt);
    if (attempt > 1) this.attempt = attempt;
    return this;
  }

  /** Records the sampling parameters of the request; zeros are written, too. */
  setRequestParams(params: RequestParams): this {
    writeRequestParams(this.writer, params);
    return this;
  }

  /**
   * Reads model, ids, finish reasons and usage from a provider's response, as is done with what a tracked method
   * returns. A response is read once, however often it is handed on.
   */
  recordResponse(response: unknown): this {
    if (this.open.ended || !isObject(response)) return this;
    const read = readUsage(response, { provider: this.description.provider });
    // The only chunk of a stream may be the whole answer.
    if (read !== undefined && (this.answer?.owns(response) || claim(response))) this.recordRead(read);
    return this;
  }

  /** @internal */
  override readResult(value: unknown): void {
    const { usage } = this.description;
    if (usage === 'auto') this.recordResponse(value);
    else if (usage !== false) this.recordOwnUsage(usage, value);
  }

  /** @internal */
  override readStream(result: object, last: unknown): void {
    const { usage } = this.description;
    if (usage === 'auto') this.recordResponse(last);
    else if (usage !== false && this.answer?.isOurs) this.setOwnUsage(usage, result);
  }

  /** @internal */
  override wantsChunks(): boolean {
    return true;
  }

  /** @internal */
  override expectChunks(source: object, streamed: boolean): void {
    const { provider, usage } = this.description;
    // A stream that several tracked methods hand on is the innermost's.
    const isOurs = usage !== false && claim(source);
    this.answer = new StreamedAnswer(this.open, isOurs, usage === 'auto' ? provider : false, streamed);
    if (streamed && this.streaming === undefined) this.setStreaming();
  }

  /** @internal */
  override readHead(result: object): void {
    this.answer?.readHead(result);
  }

  /** @internal */
  override chunk(value: unknown): void {
    this.answer?.chunk(value);
  }

  /** @internal */
  override streamEnd(): StreamEnd | undefined {
    return this.answer?.end();
  }

  /** @internal */
  override writeEnd(status: OperationStatus): void {
    if (this.answer !== undefined) this.recordAnswer(this.answer, status);
    // What the call leaves behind, such as a timer, may keep the tracker, but not a prompt.
    this.args = NO_ARGUMENTS;
    if (this.open.meters === undefined) return;
    recordLlmMetrics(this.open, status, {
      metricAttributes: this.description.metricAttributes,
      responseModel: this.responseModel,
      inputTokens: this.inputTokens,
      outputTokens: this.outputTokens,
      timeToFirstChunkSeconds: this.streaming ? this.answer?.timeToFirstChunkSeconds : undefined,
    });
  }

  /** @internal What the chunks said, however the stream ended. */
  private recordAnswer(answer: StreamedAnswer, status: OperationStatus): void {
    const seen = answer.seen();
    if (seen !== undefined) {
      if (this.streaming === undefined) this.setStreaming();
      this.recordRead(seen);
      if (status === 'success' && this.given === undefined) answer.warnOfMissing(seen);
    }
    if (answer.timeToFirstChunkSeconds !== undefined && this.streaming === true)
      this.writer.setAttribute(GenAiAttribute.RESPONSE_TIME_TO_FIRST_CHUNK, answer.timeToFirstChunkSeconds);
  }

  /** @internal */
  private recordRead(read: ResponseUsage): void {
    writeResponse(this.writer, read, {
      requestId: !this.requestIdGiven,
      finishReasons: !this.finishReasonGiven,
    });
    if (read.model !== undefined && this.responseModel === undefined) this.setResponseModel(read.model);
    const usage = this.given === undefined ? read.usage : mergeTokens(read.usage, this.given);
    if (this.open.meters !== undefined) this.countTokens(usage);
    super.setTokens(usage);
  }

  /** @internal */
  private recordOwnUsage(usage: UsageFunction, value: unknown): void {
    if (isObject(value) && recordedResponses.has(value)) return;
    if (this.setOwnUsage(usage, value) && isObject(value)) recordedResponses.add(value);
  }

  /** @internal Whether there was any. */
  private setOwnUsage(usage: UsageFunction, result: unknown): boolean {
    const tokens = ownUsage(usage, this.open.owner, result, this.args);
    if (tokens !== undefined) this.setTokens(tokens);
    return tokens !== undefined;
  }

  /** @internal */
  private countTokens({ inputTokens, outputTokens }: TokenCounts): void {
    if (isCount('inputTokens', inputTokens)) this.inputTokens = inputTokens;
    if (isCount('outputTokens', outputTokens)) this.outputTokens = outputTokens;
  }
}

const NO_ARGUMENTS: readonly unknown[] = [];

/** Model calls. */
export const llmOperation: OperationKind<
  LlmOptions & { readonly usage?: UsageSource },
  LlmDescription,
  LLMTracker
> = {
  kind: 'llm',
  timed: false,

  describe({ provider, model, operation: given, clientRequestId, usage = 'auto', attributes }, site) {
    if (!isText('provider', provider)) reportMissing(site, 'provider');
    if (!isText('model', model)) reportMissing(site, 'model');
    const names = typeof provider === 'string' ? providerNames(provider) : undefined;
    const operation = isText('operation', given) ? given : ModelOperation.CHAT;
    const start: Attributes = { [GenAiAttribute.OPERATION_NAME]: operation };
    if (names !== undefined) start[GenAiAttribute.PROVIDER_NAME] = names.provider;
    if (typeof model === 'string') start[GenAiAttribute.REQUEST_MODEL] = model;
    return {
      spanName: typeof model === 'string' ? `${operation} ${model}` : operation,
      spanOptions: { kind: SpanKind.CLIENT },
      attributes: startAttributes(
        {
          ...start,
          [BotanuAttribute.VENDOR]: names?.vendor,
          [BotanuAttribute.VENDOR_CLIENT_REQUEST_ID]: clientRequestId,
        },
        attributes,
      ),
      provider: names?.provider,
      usage,
      metricAttributes: start,
    };
  },

  track(open, description, args, parent) {
    const tracker = new LLMTracker(open, description, args);
    const attempt = attemptOf(parent);
    if (attempt !== undefined) tracker.setAttempt(attempt);
    return tracker;
  },
};
