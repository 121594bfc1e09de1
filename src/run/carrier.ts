import { context, type Context, propagation, type SpanContext, trace } from '@opentelemetry/api';
import { warnOnce } from '../shared/diagnostics';
import { errorText, show } from '../shared/texts';
import type { ActiveRun } from './active-run';
import { leaveOutOtherRuns } from './carried-run';
import { carrierGetter, carrierSetter } from './carrier-headers';
import { afterNamedCarrier, forNamedCarrier, rememberNamed } from './named-carrier';
import { activeRun, withRunBaggage } from './run-of-context';
import { withScope } from './scope-context';

/**
 * Headers of a message or a request, as the client hands them out: an object, or what has `get` and `set` such as
 * `Headers`, a `Map` or NATS' `MsgHdrs`. Values that are read may be text, bytes, arrays of these, or SQS' message
 * attributes, and names may be in any case. Text is what is written.
 */
export type Carrier =
  Record<string, unknown> | { get(name: string): unknown; set(name: string, value: string): unknown };

/**
 * Writes the current run and trace into a message's headers, for a consumer to go on with; another run that they
 * named is taken out. The carrier is allowed by being named here.
 *
 * @example
 * ```ts
 * const headers = injectRunContext({});
 * await queue.add('reply', { text, headers });
 * ```
 */
export function injectRunContext<C extends Carrier>(carrier: C): C {
  injectInto(context.active(), carrier);
  return carrier;
}

export function injectInto(active: Context, carrier: unknown): void {
  if (typeof carrier !== 'object' || carrier === null) {
    warnOnce(
      'inject.none',
      () =>
        `A carrier must be an object of headers, got ${show(carrier)}; the message does not carry the run.`,
    );
    return;
  }
  try {
    const outgoing = forNamedCarrier(withRunBaggage(active));
    propagation.inject(outgoing, carrier, carrierSetter);
    leaveOutOtherRuns(outgoing, carrier, carrierSetter);
    rememberNamed(carrier);
  } catch (error) {
    warnOnce('inject', () => `The run could not be written into a carrier: ${errorText(error)}`);
  }
}

/**
 * Gives back what `fn` gives, run in the run and trace that the headers carry. What they do not carry stays as it
 * is; inside an open run, headers that name no run change nothing.
 */
export function withRunContext<R>(carrier: Carrier | null | undefined, fn: () => R): R {
  return context.with(arrivalOf(carrier, context.active()).context, fn);
}

/** What headers bring along. */
export interface Arrival {
  /** In which to go on. */
  readonly context: Context;
  /** Of the span in which the message was created; undefined where the headers name none. */
  readonly creation: SpanContext | undefined;
  /** The one that the headers name: open here if it began here, else of another process. */
  readonly run: ActiveRun | undefined;
}

/** The context that a carrier's headers describe, on top of the current one. */
export function arrivalOf(carrier: unknown, current: Context): Arrival {
  const nothing: Arrival = { context: current, creation: undefined, run: undefined };
  if (typeof carrier !== 'object' || carrier === null) return nothing;
  try {
    const outside = propagation.deleteBaggage(trace.deleteSpan(withScope(current, undefined)));
    const extracted = afterNamedCarrier(
      propagation.extract(forNamedCarrier(outside), carrier, carrierGetter),
    );
    const run = activeRun(extracted);
    return { context: goingOn(extracted, run, current), creation: trace.getSpanContext(extracted), run };
  } catch (error) {
    warnOnce('extract', () => `The run could not be read from a carrier: ${errorText(error)}`);
    return nothing;
  }
}

/** The context of a message; what its headers leave open is as it is in the current one. */
function goingOn(extracted: Context, run: ActiveRun | undefined, current: Context): Context {
  const isTraced = trace.getSpan(extracted) !== undefined;
  const hasBaggage = propagation.getBaggage(extracted) !== undefined;
  if (!isTraced && !hasBaggage) return current;
  const here = openRun(current);
  // Who sends a trace without a run has nothing to do with runs: what is spent here is still this one's.
  if (run === undefined && here !== undefined) return current;
  let next = extracted;
  if (activeRun(current)?.ended !== true) {
    const span = trace.getSpan(current);
    if (!isTraced && span !== undefined) next = trace.setSpan(next, span);
    const baggage = propagation.getBaggage(current);
    if (!hasBaggage && baggage !== undefined) next = propagation.setBaggage(next, baggage);
  }
  // A run of this process goes on as such, so that outcomes reach its own span. Of the runs that began elsewhere
  // only the one that this code is in: another of the same id is another message's.
  const scope = run !== undefined && run.context.runId === here?.context.runId ? here.scope : run?.scope;
  return scope === undefined ? next : withScope(next, scope);
}

/** The run that a context is in, unless it has ended: what a run left behind is no part of it. */
export function openRun(context: Context): ActiveRun | undefined {
  const run = activeRun(context);
  return run?.ended ? undefined : run;
}
