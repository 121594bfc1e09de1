import {
  type Attributes,
  type Baggage,
  type Context,
  isSpanContextValid,
  type Span,
  SpanKind,
} from '@opentelemetry/api';
import type { ActiveRun } from '../run/active-run';
import { isRunMember } from '../run/carried-run';
import { isForNamedCarrier, wasNamed } from '../run/named-carrier';
import { activeRun } from '../run/run-of-context';
import { ANTHROPIC_SCOPE } from '../semconv/foreign-attributes';
import { log, warnOnce } from '../shared/diagnostics';
import { errorText, show } from '../shared/texts';
import { propagation, trace } from '../shared/opentelemetry-api';
import { SCOPE_NAME } from '../shared/version';
import { AllowedHosts } from './allowed-hosts';
import { requestHosts } from './request-hosts';

/** Whether an incoming request's run is gone on with; a function is given its headers. */
export type TrustIncoming = boolean | ((carrier: unknown) => boolean);

/** Hosts that a crawler is told of are no more than this, and the memory of them is bounded. */
const MAX_HOSTS_SAID = 100;

/** The SDK's spans show what they are, if they record; the API's do not. */
type ShownSpan = Span & {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly instrumentationScope?: { readonly name: string };
};

/** Decides who is told of a run by a request's baggage, and who may tell of one. Other baggage passes. */
export class PropagationBoundary {
  private readonly allowed: AllowedHosts;
  private readonly trustIncoming: TrustIncoming;
  private readonly hostsSaid = new Set<string>();

  constructor(propagateTo: readonly string[], trustIncoming: TrustIncoming) {
    this.allowed = new AllowedHosts(propagateTo);
    this.trustIncoming = trustIncoming;
  }

  /** The context as the request may tell of it. */
  outgoing(context: Context, carrier: unknown): Context {
    if (isForNamedCarrier(context)) return context;
    const span: ShownSpan | undefined = trace.getSpan(context);
    const hosts = isRequest(span) ? requestHosts(span.attributes ?? {}, carrier) : [];
    const stranger = hosts.find((host) => !this.allowed.has(host));
    // A producer's span tells no host; its headers may have been named before its instrumentation saw them.
    if (stranger === undefined && (hosts.length > 0 || wasNamed(carrier))) return context;
    const withheld = withoutRun(context);
    if (withheld === undefined) return context;
    if (stranger !== undefined) this.sayOnce(stranger);
    else sayUnknown(span, activeRun(context));
    return withheld;
  }

  /** What was extracted, without the run where it is not to be believed. */
  incoming(before: Context, extracted: Context, carrier: unknown): Context {
    if (this.trustIncoming === true || isForNamedCarrier(before)) return extracted;
    if (propagation.getBaggage(extracted) === propagation.getBaggage(before)) return extracted;
    const withoutIt = withoutRun(extracted);
    return withoutIt === undefined || this.trusts(carrier) ? extracted : withoutIt;
  }

  private trusts(carrier: unknown): boolean {
    if (typeof this.trustIncoming !== 'function') return this.trustIncoming;
    try {
      const answer: unknown = this.trustIncoming(carrier);
      if (typeof answer === 'boolean') return answer;
      warnOnce(
        'trustIncoming.answer',
        () => `trustIncoming must answer true or false, got ${show(answer)}: the request's run is left out.`,
      );
    } catch (error) {
      warnOnce(
        'trustIncoming.throws',
        () => `trustIncoming threw, so the request's run is left out: ${errorText(error)}`,
      );
    }
    return false;
  }

  private sayOnce(host: string): void {
    if (this.hostsSaid.has(host) || this.hostsSaid.size === MAX_HOSTS_SAID) return;
    this.hostsSaid.add(host);
    const isLast = this.hostsSaid.size === MAX_HOSTS_SAID;
    log.warn(
      `requests to ${show(host)} do not tell of the run: the botanu.* members of their baggage are left out. ` +
        'If it is one of your own services, add it to propagateTo.' +
        (isLast ? ' Further hosts are not told of.' : ''),
    );
  }
}

const NO_REQUEST = /^(?:db|messaging|gen_ai)\./;

/**
 * Whether it is the span of an HTTP or RPC request. That of a database or a model names a host as well, but what is
 * written while it is the active one may go anywhere. Not so with Anthropic's client: it writes the headers of its
 * request itself, under a span that names where that goes.
 */
function isRequest(span: ShownSpan | undefined): span is ShownSpan {
  if (span?.kind !== SpanKind.CLIENT || span.instrumentationScope?.name === SCOPE_NAME) return false;
  if (span.instrumentationScope?.name === ANTHROPIC_SCOPE) return true;
  for (const key in span.attributes) if (NO_REQUEST.test(key)) return false;
  return true;
}

/** Undefined where there is nothing of a run in its baggage. */
function withoutRun(context: Context): Context | undefined {
  const baggage = propagation.getBaggage(context);
  const keys = baggage === undefined ? [] : runKeys(baggage);
  return keys.length === 0 ? undefined : propagation.setBaggage(context, baggage!.removeEntries(...keys));
}

const runKeys = (baggage: Baggage): string[] => {
  const keys = baggage.getAllEntries().map(([key]) => key);
  return keys.filter(isRunMember);
};

/** A response, whose span is a server's, never is to tell of a run. All else is worth a word on how it could. */
function sayUnknown(span: ShownSpan | undefined, run: ActiveRun | undefined): void {
  // The span of a run is of that kind as well.
  if (span?.kind === SpanKind.SERVER && span !== run?.span) return;
  // An exporter's own request, made inside the run whose span it sends: tracing is suppressed for it.
  if (span !== undefined && !isSpanContextValid(span.spanContext())) return;
  if (span !== undefined && span.kind === undefined) {
    warnOnce(
      'boundary.unrecorded',
      () =>
        'A request does not tell of its run: its span is not recorded, and so its host is not known. With ' +
        'BotanuSampler the spans of runs are recorded whatever your sampler decides.',
    );
    return;
  }
  warnOnce(
    'boundary.unknown',
    () =>
      'Something is sent that does not tell of its run: the active span is no request of a client that names ' +
      'its host. Name the headers yourself if they are yours to write: injectRunContext(headers).',
  );
}
