import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { leaveOutOtherRuns } from '../run/carried-run';
import { isForNamedCarrier } from '../run/named-carrier';
import { withRunBaggage } from '../run/run-of-context';
import { BotanuError } from '../shared/botanu-error';
import { warnOnce } from '../shared/diagnostics';
import { errorText, show } from '../shared/texts';
import { HOST_PATTERNS, malformedPattern } from './allowed-hosts';
import { PropagationBoundary, type TrustIncoming } from './propagation-boundary';

export type { TrustIncoming };

/** What `propagateTo` is where nobody says it. */
export const INTERNAL_HOSTS: readonly string[] = ['internal'];

export interface BotanuPropagatorOptions {
  /**
   * Hosts that requests may tell of the run, as the option of `initBotanu`; `[]` for none.
   * @default `['internal']`
   */
  readonly propagateTo?: readonly string[] | undefined;
  /**
   * Whether a run that a request names is gone on with, as the option of `initBotanu`. A function that throws, or
   * answers anything else than true, does not trust.
   * @default true
   */
  readonly trustIncoming?: TrustIncoming | undefined;
}

/**
 * Sends the run along with a request, what `setBaggage` put on it included, but only to hosts that `propagateTo`
 * allows: other hosts, and those that the request's span does not tell, get the baggage without its `botanu.*`
 * members, which is said once a host. Under a stock propagator every host is told, and what `setBaggage` put on the
 * run does not travel.
 *
 * For an application with an OpenTelemetry SDK of its own; `initBotanu` installs it otherwise. Wraps the
 * propagator that is there, and leaves the format to it: one that does not carry baggage carries none now.
 *
 * @throws `BotanuError` for an option that is not valid; never afterwards
 * @example
 * const w3c = new CompositePropagator({
 *   propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
 * });
 * new NodeSDK({ textMapPropagator: new BotanuPropagator(w3c, { propagateTo: ['internal', '*.example.com'] }) });
 */
export class BotanuPropagator implements TextMapPropagator {
  /** @internal */
  readonly theirs: TextMapPropagator;
  /** @internal */
  readonly boundary: PropagationBoundary;

  constructor(theirs: TextMapPropagator, options: BotanuPropagatorOptions = {}) {
    const { propagateTo = INTERNAL_HOSTS, trustIncoming = true } = options;
    requireHostPatterns(propagateTo);
    requireTrust(trustIncoming);
    this.theirs = theirs;
    this.boundary = new PropagationBoundary(propagateTo, trustIncoming);
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    try {
      const outgoing = this.boundary.outgoing(withRunBaggage(context), carrier);
      this.theirs.inject(outgoing, carrier, setter);
      // Headers that the application passes on from elsewhere go through here as well.
      if (!isForNamedCarrier(outgoing)) leaveOutOtherRuns(outgoing, carrier, setter);
    } catch (error) {
      warnOnce(
        'propagator.inject',
        () => `Nothing could be written into a request's headers: ${errorText(error)}`,
      );
    }
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    try {
      return this.boundary.incoming(context, this.theirs.extract(context, carrier, getter), carrier);
    } catch (error) {
      warnOnce('propagator.extract', () => `A request's headers could not be read: ${errorText(error)}`);
      return context;
    }
  }

  fields(): string[] {
    return this.theirs.fields();
  }
}

function requireHostPatterns(given: unknown): asserts given is readonly string[] {
  const isTexts = Array.isArray(given) && given.every((each) => typeof each === 'string');
  const culprit: unknown = isTexts ? malformedPattern(given) : given;
  if (isTexts && culprit === undefined) return;
  throw invalid(
    `propagateTo must be ${HOST_PATTERNS.expected}, got ${show(culprit)}. Write for example ${HOST_PATTERNS.example}.`,
  );
}

function requireTrust(given: unknown): void {
  if (typeof given === 'boolean' || typeof given === 'function') return;
  throw invalid(
    `trustIncoming must be true, false, or a function of the headers, got ${show(given)}. Write for example false.`,
  );
}

const invalid = (problem: string): BotanuError =>
  new BotanuError('CONFIGURATION_INVALID', `BotanuPropagator: ${problem}`);
