import type { Attributes } from '@opentelemetry/api';
import { BotanuAttribute, GenAiAttribute } from '../semconv/attributes';
import { besideResponse } from '../usage/raw-response';
import { readUsage } from '../usage/read-usage';
import { idInError } from '../usage/request-id';
import type { ResponseUsage, TokenUsage } from '../usage/token-usage';
import type { StreamEnd } from '../usage/usage-reader';
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
import { mergeTokens, overrule } from './merge-tokens';
import type { RequestIds, UsageFunction, UsageSource } from './llm-options';
import type { SpanDescription } from './opening';
import type { OpenSpan, OperationStatus } from './open-span';
import { ownUsage } from './own-usage';
import { claim, isObject, recordedResponses } from './recorded-responses';
import { SpanTracker } from './span-tracker';
import { StreamedAnswer } from './streamed-answer';
import type { TokenCounts } from './token-attributes';

/** A model call, before it is made. */
export interface LlmDescription extends SpanDescription {
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
  /** @internal Of the HTTP request, where it does not stand in the answer itself. */
  private requestIdBeside: string | undefined = undefined;
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
    // Not beyond need: a stream that hangs on one of them would never be collected.
    this.args = typeof description.usage === 'function' ? args : NO_ARGUMENTS;
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
    if (writeFinishReason(this.writer, reason)) this.finishReasonGiven = true;
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
    if (writeAttempt(this.writer, attempt, this.attempt)) this.attempt = attempt;
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
    if (read === undefined) return this;
    const answer = besideResponse(response) ?? response;
    // The only chunk of a stream may be the whole answer.
    if (this.answer?.owns(answer) || claim(answer)) this.recordRead(read);
    return this;
  }

  /** @internal A provider's support asks for it where a request failed, more than anywhere. */
  protected override writeOwnError(error: unknown): void {
    this.recordRequestId(idInError(error));
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
    if (usage === 'auto') {
      // A chunk is no answer, though it may look like one.
      if (this.answer?.sawNothing !== false) this.recordResponse(last);
    } else if (usage !== false && this.answer?.isOurs) this.setOwnUsage(usage, result);
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
  override readPart(response: unknown): void {
    this.answer?.part(response);
  }

  /** @internal */
  override needsCall(): boolean {
    return typeof this.description.usage === 'function';
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
      if (answer.hasChunks && this.streaming === undefined) this.setStreaming();
      this.recordRead(seen);
      if (status === 'success' && this.given === undefined) answer.warnOfMissing(seen);
    }
    if (answer.timeToFirstChunkSeconds !== undefined && this.streaming === true)
      this.writer.setAttribute(GenAiAttribute.RESPONSE_TIME_TO_FIRST_CHUNK, answer.timeToFirstChunkSeconds);
  }

  /** @internal */
  private recordRead(read: ResponseUsage): void {
    const { requestIdBeside: requestId } = this;
    const told = read.requestId === undefined && requestId !== undefined ? { ...read, requestId } : read;
    writeResponse(this.writer, told, {
      requestId: !this.requestIdGiven,
      finishReasons: !this.finishReasonGiven,
    });
    if (read.model !== undefined && this.responseModel === undefined) this.setResponseModel(read.model);
    const usage = this.given === undefined ? read.usage : overrule(read.usage, this.given);
    if (this.open.meters !== undefined) this.countTokens(usage);
    super.setTokens(usage);
  }

  /** @internal */
  private recordRequestId(id: string | undefined): void {
    if (id === undefined || this.requestIdGiven) return;
    this.requestIdBeside = id;
    this.writer.setAttribute(BotanuAttribute.VENDOR_REQUEST_ID, id);
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
