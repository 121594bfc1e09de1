import { context, type Context, propagation, trace } from '@opentelemetry/api';
import { warnOnce } from '../shared/diagnostics';
import { activeRun, withRunBaggage } from './run-of-context';
import { withScope } from './scope-context';

/** Headers of a message or a request: anything that the registered propagator can read from and write to. */
export type Carrier = Record<string, unknown>;

/**
 * Writes the current run and trace into a message's headers, for a consumer to go on with. The carrier is
 * allowed by being named here.
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

export function injectInto(active: Context, carrier: object): void {
  try {
    propagation.inject(withRunBaggage(active), carrier);
  } catch (error) {
    warnOnce('inject', () => `The run could not be written into a carrier: ${String(error)}`);
  }
}

/**
 * Gives back what `fn` gives, run in the run and trace that the headers carry; in the current one where they
 * carry none.
 */
export function withRunContext<R>(carrier: Carrier, fn: () => R): R {
  return context.with(contextOf(carrier, context.active()), fn);
}

/** The context that a carrier's headers describe, on top of the current one. */
export function contextOf(carrier: unknown, current: Context): Context {
  if (typeof carrier !== 'object' || carrier === null) return current;
  try {
    const outside = propagation.deleteBaggage(trace.deleteSpan(withScope(current, undefined)));
    const extracted = propagation.extract(outside, carrier);
    if (trace.getSpan(extracted) === undefined && propagation.getBaggage(extracted) === undefined)
      return current;
    const run = activeRun(extracted);
    // A run of this process goes on as such, so that outcomes reach its own span.
    return run?.scope === undefined ? extracted : withScope(extracted, run.scope);
  } catch (error) {
    warnOnce('extract', () => `The run could not be read from a carrier: ${String(error)}`);
    return current;
  }
}
