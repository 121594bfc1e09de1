import { context, propagation } from '@opentelemetry/api';
import { orNothing } from '../shared/checked-values';
import { warnOnce } from '../shared/diagnostics';
import { show } from '../shared/texts';
import { RUN_BAGGAGE_KEYS } from './baggage-codec';
import { activeRun } from './run-of-context';

/** What `setBaggage` put on the run under this key; else the baggage member; else the run's own value of a `botanu.*` key. */
export function getBaggage(key: string): string | undefined {
  const active = context.active();
  const run = activeRun(active);
  return (
    run?.baggage?.get(key) ??
    propagation.getBaggage(active)?.getEntry(key)?.value ??
    run?.context.toBaggage('full')[key]
  );
}

/**
 * Puts a value on the active run, for the rest of it: {@link getBaggage} finds it in this process, and it goes
 * onward with the run where `BotanuPropagator` injects. Outside a run it warns and does nothing: use
 * {@link withBaggage} there.
 */
export function setBaggage(key: string, value: string): void {
  if (typeof key !== 'string' || key === '' || typeof value !== 'string') {
    warnOnce(
      'setBaggage.value',
      () => `setBaggage takes a key and a value that are strings, got ${show(key)} and ${show(value)}.`,
    );
    return;
  }
  const run = activeRun(context.active());
  if (run === undefined) {
    warnOnce(
      'setBaggage',
      () =>
        `setBaggage('${key}') was called outside a run; nothing was set. Use withBaggage({ … }, fn) there.`,
    );
    return;
  }
  if (RUN_BAGGAGE_KEYS.has(key)) {
    warnOnce(
      `setBaggage.key:${key}`,
      () => `setBaggage cannot change '${key}', which says what run this is; nothing was set.`,
    );
    return;
  }
  run.setBaggage(key, value);
}

/**
 * Gives back what `fn` gives, run with these members added to an ordinary OpenTelemetry baggage.
 *
 * @example
 * ```ts
 * await withBaggage({ 'app.experiment': 'b' }, () => agent.handleTicket(ticket));
 * ```
 */
export function withBaggage<R>(entries: Readonly<Record<string, string>>, fn: () => R): R {
  const active = context.active();
  let baggage = propagation.getBaggage(active) ?? propagation.createBaggage();
  for (const [key, value] of Object.entries(orNothing(entries))) {
    if (typeof value === 'string') baggage = baggage.setEntry(key, { value });
    else
      warnOnce(
        'withBaggage',
        () => `Baggage values are strings, got ${show(value)} for '${key}'; it was left out.`,
      );
  }
  return context.with(propagation.setBaggage(active, baggage), fn);
}
