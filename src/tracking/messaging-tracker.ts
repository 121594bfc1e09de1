import { type Attributes, type Link, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import type { ActiveRun } from '../run/active-run';
import { activeRun } from '../run/run-of-context';
import { type Arrival, arrivalOf, type Carrier, injectInto, openRun } from '../run/carrier';
import { BotanuAttribute, CommonAttribute, MessagingAttribute } from '../semconv/attributes';
import { MessagingOperation } from '../semconv/operations';
import { messagingNames } from '../semconv/systems';
import { log } from '../shared/diagnostics';
import { isCount, isText, orNothing } from '../shared/checked-values';
import { errorClass, errorType } from './error-attributes';
import { reportMissing } from './missing-option';
import type { SpanDescription, SpanStart } from './opening';
import type { OperationKind } from './operation';
import type { OpenSpan, OperationStatus } from './open-span';
import { SpanTracker } from './span-tracker';
import { startAttributes } from './start-attributes';

/** What a messaging operation is, as far as it is known before it. */
export interface MessagingOptions {
  /** E.g. `sqs`, `kafka`, `pubsub`, `rabbitmq`; common spellings are understood. */
  readonly system?: string | undefined;
  /** Decides the span's kind: publish and send produce, consume and process consume. @default the method's name */
  readonly operation?: MessagingOperation | (string & {}) | undefined;
  /** Queue or topic. */
  readonly destination?: string | undefined;
  /**
   * Headers of the message: a producer's run is written into them, a consumer goes on with the run that they
   * carry. An array of them for a batch: a consumer's span links to each, and stays in the current run.
   */
  readonly carrier?: Carrier | readonly (Carrier | undefined)[] | undefined;
  /** More attributes for the span. */
  readonly attributes?: Attributes | undefined;
}

/** What was sent or taken in. Whole numbers from 0 up. */
export interface MessagingResult {
  readonly messageCount?: number | undefined;
  readonly bytesTransferred?: number | undefined;
}

interface MessagingDescription extends SpanDescription {
  readonly carrier: MessagingOptions['carrier'];
  readonly metricAttributes: Attributes;
}

/** Records messages sent or taken in. */
export class MessagingTracker extends SpanTracker {
  /** @internal */
  protected override get metadataPrefix(): string {
    return 'botanu.messaging.';
  }

  /** @internal */
  readonly metricAttributes: Attributes;
  /** @internal */
  private messageCount: number | undefined = undefined;
  /** @internal */
  private bytesTransferred: number | undefined = undefined;

  /** @internal */
  constructor(open: OpenSpan, metricAttributes: Attributes) {
    super(open);
    this.metricAttributes = metricAttributes;
  }

  /** Records the broker's id of the message. */
  override setRequestId(id: string): this {
    this.writeText('requestId', MessagingAttribute.MESSAGE_ID, id);
    return this;
  }

  /** One message's size is `messaging.message.body.size` as well; more than one message is a batch. */
  setResult(result: MessagingResult): this {
    const { messageCount, bytesTransferred } = orNothing(result);
    const { writer } = this;
    if (isCount('messageCount', messageCount)) {
      this.messageCount = messageCount;
      writer.setAttribute(BotanuAttribute.MESSAGING_MESSAGE_COUNT, messageCount);
    }
    if (isCount('bytesTransferred', bytesTransferred)) {
      this.bytesTransferred = bytesTransferred;
      writer.setAttribute(BotanuAttribute.MESSAGING_BYTES_TRANSFERRED, bytesTransferred);
    }
    return this;
  }

  /** Writes the run and this span into a message's headers, for its consumer to go on with. */
  inject<C extends Carrier>(headers: C): C {
    if (this.open.context !== undefined) injectInto(this.open.context, headers);
    return headers;
  }

  /** Links this span to the one in which the message with these headers was created. */
  link(headers: Carrier | undefined): this {
    if (this.open.ended) log.debug('A link came after the end of its span and was left out.');
    else for (const link of linksTo([headers])) this.span.addLink?.(link);
    return this;
  }

  /** @internal */
  protected override writeOwnError(error: unknown): void {
    this.writer.setAttribute(BotanuAttribute.MESSAGING_ERROR, errorClass(error));
  }

  /** @internal */
  override writeEnd(_status: OperationStatus): void {
    const { durationMs } = this.open;
    const { messageCount, bytesTransferred } = this;
    this.writer.setAttribute(BotanuAttribute.MESSAGING_DURATION_MS, durationMs);
    // Only now is it known whether it was one message or a batch.
    if (messageCount !== undefined && messageCount > 1)
      this.writer.setAttribute(MessagingAttribute.BATCH_MESSAGE_COUNT, messageCount);
    if (messageCount === 1 && bytesTransferred !== undefined)
      this.writer.setAttribute(MessagingAttribute.MESSAGE_BODY_SIZE, bytesTransferred);
    const { meters } = this.open;
    if (meters === undefined) return;
    const attributes = { ...this.metricAttributes };
    if (this.open.recordedError !== undefined)
      attributes[CommonAttribute.ERROR_TYPE] = errorType(this.open.recordedError.error);
    meters.messagingDuration.record(durationMs / 1000, attributes);
  }
}

const SPAN_KINDS: Readonly<Record<string, SpanKind>> = {
  [MessagingOperation.PUBLISH]: SpanKind.PRODUCER,
  [MessagingOperation.SEND]: SpanKind.PRODUCER,
  [MessagingOperation.CONSUME]: SpanKind.CONSUMER,
  [MessagingOperation.PROCESS]: SpanKind.CONSUMER,
};

/** `messaging.operation.type` where it is not the operation itself. */
const OPERATION_TYPES: Readonly<Record<string, string>> = {
  [MessagingOperation.PUBLISH]: MessagingOperation.SEND,
  [MessagingOperation.CONSUME]: MessagingOperation.PROCESS,
};

const linkTo = ({ creation }: Arrival): Link[] => (creation === undefined ? [] : [{ context: creation }]);

/** One a span, whatever that sent: a span has room for 128 links by default, and a batch may be larger. */
function linksTo(carriers: readonly unknown[]): Link[] {
  const links = new Map<string, Link>();
  for (const carrier of carriers) {
    for (const link of linkTo(arrivalOf(carrier, ROOT_CONTEXT)))
      links.set(link.context.traceId + link.context.spanId, link);
  }
  return [...links.values()];
}

/** Messages sent or taken in. */
export const messagingOperation: OperationKind<MessagingOptions, MessagingDescription, MessagingTracker> = {
  kind: 'messaging',
  timed: true,

  describe({ system, operation, destination, carrier, attributes }, site) {
    if (!isText('system', system)) reportMissing(site, 'system');
    const names = typeof system === 'string' ? messagingNames(system) : undefined;
    const name = isText('operation', operation) ? operation : site.name;
    const type = OPERATION_TYPES[name] ?? name;
    const start: Attributes = {
      [MessagingAttribute.OPERATION_NAME]: name,
      [MessagingAttribute.OPERATION_TYPE]: type,
    };
    if (names !== undefined) start[MessagingAttribute.SYSTEM] = names.system;
    if (isText('destination', destination)) start[MessagingAttribute.DESTINATION_NAME] = destination;
    return {
      spanName: typeof destination === 'string' ? `${name} ${destination}` : name,
      spanOptions: { kind: SPAN_KINDS[name] ?? SpanKind.CLIENT },
      attributes: startAttributes(
        { ...start, [MessagingAttribute.OLD_OPERATION]: name, [BotanuAttribute.VENDOR]: names?.vendor },
        attributes,
      ),
      carrier,
      metricAttributes: start,
    };
  },

  startAt(current, { carrier, spanOptions }): SpanStart | undefined {
    if (carrier === undefined || carrier === null || spanOptions.kind === SpanKind.PRODUCER) return undefined;
    // A span has one run, and a batch may be of many: it is its consumer's.
    if (Array.isArray(carrier))
      return { context: current, spanOptions: { ...spanOptions, links: linksTo(carrier) } };
    const arrival = arrivalOf(carrier, current);
    return {
      context: isOfRun(openRun(current), arrival) ? current : arrival.context,
      spanOptions: { ...spanOptions, links: linkTo(arrival) },
    };
  },

  track(open, { metricAttributes }) {
    return new MessagingTracker(open, metricAttributes);
  },

  opened(inside, { carrier, spanOptions }) {
    if (spanOptions.kind !== SpanKind.PRODUCER || carrier === undefined || carrier === null) return;
    for (const headers of Array.isArray(carrier) ? (carrier as unknown[]) : [carrier])
      injectInto(inside, headers);
  },
};

/** Whether the message is of the run that is going on already, of which its consumer is a part where it stands. */
const isOfRun = (here: ActiveRun | undefined, { context }: Arrival): boolean =>
  here !== undefined && activeRun(context)?.context.runId === here.context.runId;
