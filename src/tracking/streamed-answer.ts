import { warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';
import { isRecord, own } from '../usage/fields';
import { readUsage } from '../usage/read-usage';
import { idInHead } from '../usage/request-id';
import { sumResponses } from '../usage/sum-responses';
import type { ResponseUsage } from '../usage/token-usage';
import type { StreamEnd } from '../usage/usage-reader';
import { type UsageStream, usageStream } from '../usage/usage-stream';
import type { OpenSpan } from './open-span';
import { claim, isObject } from './recorded-responses';

/** What comes of an answer in chunks, or in several whole answers. Flat: of the chunks themselves only the last is held, until the next. */
export class StreamedAnswer {
  /** From the start of the call to its first chunk. */
  timeToFirstChunkSeconds: number | undefined = undefined;
  hasChunks = false;
  private isChat = false;
  private first: unknown = undefined;
  private last: unknown = undefined;
  private usage: UsageStream | undefined;
  private requestId: string | undefined = undefined;
  private whole: ResponseUsage | undefined = undefined;

  /**
   * @param isOurs whether its usage belongs on this span
   * @param provider false where usage is not read from the chunks
   * @param streamed whether it is a stream for sure: a generator may leave out of one what it likes
   */
  constructor(
    private readonly open: OpenSpan,
    readonly isOurs: boolean,
    private readonly provider: string | false | undefined,
    private readonly streamed: boolean,
  ) {
    this.usage = isOurs && provider !== false ? usageStream({ provider }) : undefined;
  }

  /** What stands beside the stream. */
  readHead(result: object): void {
    try {
      this.requestId ??= idInHead(result);
    } catch {
      // A getter of another's that throws: the response's own id stands in.
    }
  }

  chunk(value: unknown): void {
    try {
      if (!this.hasChunks) this.begin(value);
      if (this.usage === undefined) return;
      this.last = value;
      this.usage.add(value);
    } catch (error) {
      this.usage = undefined;
      warnOnce('readUsage', () => `The usage of a stream could not be read: ${errorText(error)}`);
    }
  }

  /** One of several whole answers that make up this one; they add up. */
  part(response: unknown): void {
    if (this.usage === undefined || !isObject(response)) return;
    const read = readUsage(response, { provider: this.provider || undefined });
    if (read !== undefined && claim(response)) this.whole = sumResponses(this.whole, read);
  }

  /** Whether what came last may be the whole answer. */
  get sawNothing(): boolean {
    return this.usage !== undefined && this.usage.seen === undefined && this.whole === undefined;
  }

  /** Whether it is a chunk that was claimed for this answer. */
  owns(chunk: object): boolean {
    return this.usage !== undefined && this.first === chunk;
  }

  /** What the chunks said, unless it stands on another span. Asked once, at the end. */
  seen(): ResponseUsage | undefined {
    const { usage, last } = this;
    this.usage = undefined;
    this.last = undefined;
    if (usage === undefined) return undefined;
    // Whoever wraps a tracked stream may drop its first chunks, or its last.
    if (isObject(last) && last !== this.first && !claim(last)) return this.whole;
    // The first chunk of Azure's has no name yet.
    this.isChat ||= isChatChunk(last);
    this.first = undefined;
    const seen = usage.seen === undefined ? this.whole : sumResponses(this.whole, usage.seen);
    return seen === undefined || this.requestId === undefined ? seen : { ...seen, requestId: this.requestId };
  }

  /** What its client does not say of its end. */
  end(): StreamEnd | undefined {
    return this.streamed ? this.usage?.end : undefined;
  }

  /** Says so, once, where a chat came to its end without usage, as OpenAI's do unless they are asked for it. */
  warnOfMissing({ usage }: ResponseUsage): void {
    if (!this.isChat || usage.inputTokens !== undefined || usage.outputTokens !== undefined) return;
    warnOnce(
      'stream_options',
      () =>
        'A chat stream ended without usage, so what it cost is not known. OpenAI tells it where the request has ' +
        "'stream_options: { include_usage: true }'.",
    );
  }

  private begin(value: unknown): void {
    this.hasChunks = true;
    this.timeToFirstChunkSeconds = secondsSinceStart(this.open);
    if (!isObject(value)) return;
    this.first = value;
    this.isChat = isChatChunk(value);
    if (this.usage !== undefined && !claim(value)) this.usage = undefined;
  }
}

const isChatChunk = (chunk: unknown): boolean =>
  isRecord(chunk) && own(chunk, 'object') === 'chat.completion.chunk';

/** By the span's own start where no clock was read for this call; to the millisecond then. */
function secondsSinceStart({ startedMs, durationMs, span }: OpenSpan): number | undefined {
  if (startedMs > 0) return durationMs / 1000;
  const { startTime } = span as { startTime?: readonly [seconds: number, nanoseconds: number] };
  if (startTime === undefined) return undefined;
  const seconds = (Date.now() - (startTime[0] * 1000 + startTime[1] / 1e6)) / 1000;
  return seconds >= 0 ? seconds : undefined;
}
