import { METADATA_KEYS } from '../metadata/botanu-metadata';
import { type MessagingOptions, messagingOperation } from '../tracking/messaging-tracker';
import { Operation } from '../tracking/operation';
import type { AnyFunction, PerCall } from '../tracking/per-call';
import { checkedOptions, type ClassOptions, refuseBareUse } from './decorator-options';
import type { BotanuDecorator } from './method-decorator';
import { trackingDecorator } from './tracked-method';

/** Options of {@link TrackMessaging}; each may be a function of the method's own `this` and arguments. */
export type TrackMessagingOptions<T, M extends AnyFunction> = PerCall<T, M, MessagingOptions> & ClassOptions;

/**
 * Each call of the method is one messaging operation: a PRODUCER span for publish and send, a CONSUMER span for
 * consume and process, else a CLIENT one, named `{operation} {destination}`. Through `carrier` the run goes from
 * the producer to the consumer.
 *
 * The method keeps its `this`, arguments, result and errors; message bodies are never recorded. On a class:
 * every own method. Conventions: OpenTelemetry messaging.
 *
 * @throws `BotanuError` at definition, for an option it does not know or a place it cannot decorate
 * @example
 * ```ts
 * class Replies {
 *   \@TrackMessaging({ system: 'sqs', operation: 'process', destination: 'replies', carrier: (message) => message.headers })
 *   async deliver(message: { headers: Record<string, string>; body: string }) {
 *     await mail.send(message.body);
 *   }
 * }
 * ```
 */
export function TrackMessaging<T, M extends AnyFunction>(
  options?: TrackMessagingOptions<T, M>,
): BotanuDecorator<T, M> {
  refuseBareUse(
    'TrackMessaging',
    "@TrackMessaging({ system: 'sqs', operation: 'publish', destination: 'replies' })",
    arguments,
  );
  return trackingDecorator({
    name: 'TrackMessaging',
    kind: 'messaging',
    options: checkedOptions('TrackMessaging', options, OPTIONS),
    trackerKind: 'messaging',
    makeRunner: (resolved, site) => new Operation(messagingOperation, resolved, site),
  });
}

TrackMessaging.KEY = METADATA_KEYS.messaging;

const OPTIONS = ['system', 'operation', 'destination', 'carrier', 'attributes', 'methods'];
