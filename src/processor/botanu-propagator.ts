import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { withRunBaggage } from '../run/run-of-context';

/** Whether an incoming request's run is gone on with; a function is given its headers. */
export type TrustIncoming = boolean | ((carrier: unknown) => boolean);

/** What `propagateTo` is where nobody says it. */
export const INTERNAL_HOSTS: readonly string[] = ['internal'];

export interface BotanuPropagatorOptions {
  /** As the option of `initBotanu`. @default `['internal']` */
  readonly propagateTo?: readonly string[] | undefined;
  /** As the option of `initBotanu`. @default true */
  readonly trustIncoming?: TrustIncoming | undefined;
}

/**
 * Sends what `setBaggage` put on the run along with a request. Without it only the baggage that was in the
 * context when the run began travels.
 *
 * For an application with an OpenTelemetry SDK of its own; `initBotanu` installs it otherwise. Wraps the
 * propagator that is there, and leaves the format to it: one that does not carry baggage carries none now.
 *
 * @example
 * const w3c = new CompositePropagator({
 *   propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
 * });
 * new NodeSDK({ textMapPropagator: new BotanuPropagator(w3c) });
 */
export class BotanuPropagator implements TextMapPropagator {
  /** @internal */
  readonly theirs: TextMapPropagator;

  constructor(theirs: TextMapPropagator) {
    this.theirs = theirs;
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    this.theirs.inject(withRunBaggage(context), carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return this.theirs.extract(context, carrier, getter);
  }

  fields(): string[] {
    return this.theirs.fields();
  }
}
