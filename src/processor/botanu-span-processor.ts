import { type Attributes, type Context, type Span, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '../export/readable-span';
import type { SpanExporter } from '../export/span-exporter';
import { activeRun } from '../run/run-of-context';
import { BotanuAttribute } from '../semconv/attributes';
import { namesRun } from './botanu-sampler';
import { logOutcomes } from './outcome-log';
import { SpanQueue } from './span-queue';

export interface BotanuSpanProcessorOptions {
  /**
   * Where finished spans go: those that are sampled, and those of runs that are recorded without being sampled (see
   * {@link BotanuSampler}). Left out, the processor stamps spans and leaves their export to others.
   * @default undefined
   */
  readonly exporter?: SpanExporter | undefined;
  /**
   * Spans that may wait for the exporter; more are dropped, counted, and warned about once.
   * @default 65536
   */
  readonly maxQueueSize?: number | undefined;
  /**
   * Spans in one export, at most.
   * @default 512
   */
  readonly maxExportBatchSize?: number | undefined;
  /**
   * Milliseconds that a batch which is not full waits for more.
   * @default 5000
   */
  readonly scheduleDelayMillis?: number | undefined;
  /**
   * Milliseconds after which an export without an answer counts as failed.
   * @default 30000
   */
  readonly exportTimeoutMillis?: number | undefined;
}

/**
 * Writes the run onto every span that starts inside it, whichever library made the span. Without it only
 * botanu's own spans carry the run, and the cost of what other instrumentations record is not attributed.
 *
 * Each outcome that is emitted on a span goes out as a log record as well, `outcome:{status}`, if the application has
 * registered an OpenTelemetry logger provider.
 *
 * For an application with an OpenTelemetry SDK of its own; `withBotanu` adds it to one, and `initBotanu` installs it
 * where there is none. Fits the SDK's 2.x and 3.x lines. It never throws and never delays the span: export happens in
 * batches, in the background.
 *
 * @example
 * new NodeSDK({ spanProcessors: [new BotanuSpanProcessor(), new BatchSpanProcessor(exporter)] });
 */
export class BotanuSpanProcessor {
  /** @internal */
  readonly queue: SpanQueue | undefined;
  /** @internal */
  get isShutDown(): boolean {
    return this.stopping !== undefined;
  }

  /** @internal */
  stopping: Promise<void> | undefined = undefined;

  constructor(options: BotanuSpanProcessorOptions = {}) {
    const { exporter, maxQueueSize = 65_536, maxExportBatchSize = 512 } = options;
    const { scheduleDelayMillis = 5_000, exportTimeoutMillis = 30_000 } = options;
    this.queue =
      exporter &&
      new SpanQueue(exporter, {
        maxQueueSize,
        maxExportBatchSize: Math.min(maxExportBatchSize, maxQueueSize),
        scheduleDelayMillis,
        exportTimeoutMillis,
      });
  }

  onStart(span: Span, parentContext: Context): void {
    const run = activeRun(parentContext);
    if (run === undefined || carriesRun(span)) return;
    const { stamp } = run;
    for (let i = 0; i < stamp.length; i += 2) {
      span.setAttribute(stamp[i] as string, stamp[i + 1]!);
    }
  }

  onEnd(span: ReadableSpan): void {
    if (this.isShutDown) return;
    logOutcomes(span);
    if (this.queue !== undefined && (isSampled(span) || namesRun(span.attributes))) this.queue.add(span);
  }

  /**
   * Resolves when what had ended by now has been exported, or the exporter turned out to be out of reach; what is
   * left then is tried again later. Never rejects.
   */
  async forceFlush(): Promise<void> {
    await this.queue?.flush();
  }

  /** Exports what is left, then shuts the exporter down; called again, waits for the same. Never rejects. */
  shutdown(): Promise<void> {
    return (this.stopping ??= this.queue?.shutdown() ?? Promise.resolve());
  }
}

const isSampled = (span: ReadableSpan): boolean => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;

/** The SDK's spans show their attributes; the API's do not. */
const carriesRun = (span: Span & { readonly attributes?: Attributes }): boolean =>
  span.attributes?.[BotanuAttribute.RUN_ID] !== undefined;
