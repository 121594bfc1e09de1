import type { AttributeValue, Baggage, Context, Span } from '@opentelemetry/api';
import { propagation } from '../shared/opentelemetry-api';
import { BaggageKey, BOTANU_PREFIX } from '../semconv/baggage-keys';
import { recordingSettings } from '../shared/recording-settings';
import { redacted } from '../shared/redaction';
import { sharedState } from '../shared/shared-state';
import { baggageOf, fieldsFromBaggage, overfull, RUN_BAGGAGE_KEYS } from './baggage-codec';
import type { Outcome } from './outcome';
import { RunContext } from './run-context';
import { type RunScope, scopeOf } from './scope-context';

/** What every span inside a run carries: key, value, key, value … in one array, ready to be written. */
export type Stamp = readonly AttributeValue[];

/** A run as this process knows it: started here, or named by a peer's baggage. */
export class ActiveRun {
  /** The run's own span; undefined for a run of another process. */
  span: Span | undefined = undefined;
  /** The run's tracker, until it ends: what a message that comes back to this process goes on in. */
  scope: RunScope | undefined = undefined;
  /** The instance whose method started it, until it ends. */
  owner: object | undefined = undefined;
  /** The last one emitted; written to the span when the run ends. */
  outcome: Outcome | undefined = undefined;
  ended = false;
  /** What `setBaggage` put on the run. */
  baggage: Map<string, string> | undefined = undefined;

  constructor(
    readonly context: RunContext,
    public stamp: Stamp,
  ) {}

  /** Every later span of the run carries it. */
  addToStamp(key: string, value: AttributeValue): void {
    const recorded = redacted(key, value);
    if (recorded !== undefined) this.stamp = [...without(this.stamp, key), key, recorded];
  }

  setBaggage(key: string, value: string): void {
    (this.baggage ??= new Map()).set(key, value);
    if (key.startsWith(BOTANU_PREFIX)) this.addToStamp(key, value);
  }
}

/** The run that a context is in: one of this process, else the one that its baggage names. */
export const activeRun = (context: Context): ActiveRun | undefined =>
  scopeOf(context)?.activeRun ?? runOfBaggage(context);

/** Runs of this process that have not ended, by id. */
export const openRuns = sharedState('open-runs', () => new Map<string, ActiveRun>());

/** A run that begins here, and the context with its baggage. Its span is still to be started. */
export function beginRun(context: Context, run: RunContext): { run: ActiveRun; context: Context } {
  const members = baggageOf(run, recordingSettings.propagationMode);
  const active = new ActiveRun(run, stampOf(members));
  openRuns.set(run.runId, active);
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

/** Numbers and flags, which baggage holds as text. */
const TYPED: Readonly<Record<string, (text: string) => AttributeValue>> = {
  [BaggageKey.ATTEMPT]: Number,
  [BaggageKey.DEADLINE]: Number,
  [BaggageKey.CANCELLED]: (text) => text === 'true',
};

function stampOf(members: Record<string, string>): Stamp {
  const stamp: AttributeValue[] = [];
  for (const key in members) {
    const text = members[key]!;
    const value = redacted(key, TYPED[key]?.(text) ?? text);
    if (value !== undefined) stamp.push(key, value);
  }
  return stamp;
}

function without(stamp: Stamp, key: string): AttributeValue[] {
  const rest: AttributeValue[] = [];
  for (let i = 0; i < stamp.length; i += 2) if (stamp[i] !== key) rest.push(stamp[i]!, stamp[i + 1]!);
  return rest;
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
