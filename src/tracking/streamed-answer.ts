import { warnOnce } from '../shared/diagnostics';
import { idInMetadata } from '../usage/request-id';
import type { ResponseUsage } from '../usage/token-usage';
import type { StreamEnd } from '../usage/usage-reader';
import { type UsageStream, usageStream } from '../usage/usage-stream';
import type { OpenSpan } from './open-span';
import { claim, isObject } from './recorded-responses';

/** What comes of an answer in chunks. Flat: of the chunks themselves only the last is held, until the next. */
export class StreamedAnswer {
  /** From the start of the call to its first chunk. */
  timeToFirstChunkSeconds: number | undefined = undefined;
  private hasChunks = false;
  private isChat = false;
  private first: unknown = undefined;
  private last: unknown = undefined;
  private usage: UsageStream | undefined;
  private requestId: string | undefined = undefined;

  /**
   * @param isOurs whether its usage belongs on this span
   * @param provider false where usage is not read from the chunks
   * @param streamed whether it is a stream for sure: a generator may leave out of one what it likes
   */
  constructor(
    private readonly open: OpenSpan,
    readonly isOurs: boolean,
    provider: string | false | undefined,
    private readonly streamed: boolean,
  ) {
    this.usage = isOurs && provider !== false ? usageStream({ provider }) : undefined;
  }

  /** What stands beside the stream. */
  readHead(result: object): void {
    this.requestId = idInMetadata(result);
  }

  chunk(value: unknown): void {
    if (!this.hasChunks) this.begin(value);
    if (this.usage === undefined) return;
    this.last = value;
    try {
      this.usage.add(value);
    } catch (error) {
      this.usage = undefined;
      warnOnce('readUsage', () => `The usage of a stream could not be read: ${String(error)}`);
    }
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
    if (isObject(last) && last !== this.first && !claim(last)) return undefined;
    this.first = undefined;
    const { seen } = usage;
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
    this.isChat = (value as { object?: unknown }).object === 'chat.completion.chunk';
    if (this.usage !== undefined && !claim(value)) this.usage = undefined;
  }
}

/** By the span's own start where no clock was read for this call; to the millisecond then. */
function secondsSinceStart({ startedMs, durationMs, span }: OpenSpan): number | undefined {
  if (startedMs > 0) return durationMs / 1000;
  const { startTime } = span as { startTime?: readonly [seconds: number, nanoseconds: number] };
  if (startTime === undefined) return undefined;
  const seconds = (Date.now() - (startTime[0] * 1000 + startTime[1] / 1e6)) / 1000;
  return seconds >= 0 ? seconds : undefined;
}
