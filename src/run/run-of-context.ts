import type { Baggage, Context } from '@opentelemetry/api';
import { recordingSettings } from '../shared/recording-settings';
import { propagation } from '../shared/opentelemetry-api';
import { sharedState } from '../shared/shared-state';
import { BaggageKey } from '../semconv/baggage-keys';
import { ActiveRun } from './active-run';
import { baggageOf, fieldsFromBaggage, overfull, RUN_BAGGAGE_KEYS } from './baggage-codec';
import { addOpenRun, openRuns } from './open-runs';
import { RunContext } from './run-context';
import { scopeOf } from './scope-context';
import { stampOf } from './stamp';

/** The run that a context is in: one of this process, else the one that its baggage names. */
export const activeRun = (context: Context): ActiveRun | undefined =>
  scopeOf(context)?.activeRun ?? runOfBaggage(context);

/**
 * A run that begins here, and the context with its baggage. Its span is still to be started.
 *
 * @param isContinued whether it is a run of another process that goes on here
 */
export function beginRun(
  context: Context,
  run: RunContext,
  isContinued = false,
): { run: ActiveRun; context: Context } {
  const members = baggageOf(run, recordingSettings.propagationMode);
  const active = new ActiveRun(run, stampOf(members));
  addOpenRun(active, isContinued);
  // What was set on an outer run is an ordinary member from here on.
  return { run: active, context: withMembers(withRunBaggage(context), members, RUN_BAGGAGE_KEYS) };
}

/** The context with what `setBaggage` put on its run added to the baggage: what goes out to a peer. */
export function withRunBaggage(context: Context): Context {
  const own = activeRun(context)?.baggage;
  return own === undefined ? context : withMembers(context, Object.fromEntries(own), new Set(own.keys()));
}

function withMembers(
  context: Context,
  members: Record<string, string>,
  replaced: ReadonlySet<string>,
): Context {
  const outer = propagation.getBaggage(context);
  const entries: Parameters<typeof propagation.createBaggage>[0] = {};
  const others: Record<string, string> = {};
  const kept = (outer?.getAllEntries() ?? []).filter(([key]) => !replaced.has(key));
  for (const [key, entry] of kept) others[key] = entry.value;
  const leftOut = overfull(members, others);
  for (const [key, entry] of kept) if (!leftOut.has(key)) entries[key] = entry;
  for (const key in members) if (!leftOut.has(key)) entries[key] = { value: members[key]! };
  return propagation.setBaggage(context, propagation.createBaggage(entries));
}

/** A baggage object is read once: many spans may start under it. Null where it names no run. */
const runsOfBaggage = sharedState('runs-of-baggage', () => new WeakMap<Baggage, ActiveRun | null>());

/** The run that a context's baggage names. */
export function runOfBaggage(context: Context): ActiveRun | undefined {
  const baggage = propagation.getBaggage(context);
  if (baggage === undefined) return undefined;
  let run = runsOfBaggage.get(baggage);
  if (run === undefined) {
    run = readRun(baggage) ?? null;
    runsOfBaggage.set(baggage, run);
  }
  return run ?? undefined;
}

function readRun(baggage: Baggage): ActiveRun | undefined {
  const id = baggage.getEntry(BaggageKey.RUN_ID)?.value;
  if (id === undefined) return undefined;
  const here = openRuns.get(id);
  if (here !== undefined) return here;
  const members = baggage.getAllEntries().map(([key, entry]) => [key, entry.value] as const);
  const run = RunContext.fromBaggage(members);
  return run && new ActiveRun(run, stampOf(baggageOf(fieldsFromBaggage(members)!, 'full')));
}
