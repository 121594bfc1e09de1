import { BaggageKey } from '../semconv/baggage-keys';
import { warnOnce } from '../shared/diagnostics';
import { show } from '../shared/texts';
import type { PropagationMode } from '../shared/recording-settings';
import type { RunFields } from './run-fields';
import { isRunId } from './run-id';

/** Limits of the W3C Baggage recommendation. */
const MAX_MEMBERS = 64;
const MAX_BYTES = 8192;
const MAX_VALUE_LENGTH = 256;

/** A run as it is carried: `cancelled` is asked for when it leaves. */
export type CarriedRun = RunFields & { isCancelled(): boolean };

/** The members that carry a run, ids first, so that these are the last to be dropped. */
export function baggageOf(run: CarriedRun, mode: PropagationMode): Record<string, string> {
  const members: Record<string, string> = { [BaggageKey.RUN_ID]: run.runId };
  if (run.rootRunId !== run.runId) members[BaggageKey.ROOT_RUN_ID] = run.rootRunId;
  if (mode === 'full') {
    add(members, BaggageKey.PARENT_RUN_ID, run.parentRunId);
    add(members, BaggageKey.RETRY_OF_RUN_ID, run.retryOfRunId);
    add(members, BaggageKey.EVENT_ID, run.eventId);
  }
  if (run.useCase !== '') members[BaggageKey.USE_CASE] = run.useCase;
  add(members, BaggageKey.WORKFLOW, run.workflow);
  if (mode === 'full') {
    add(members, BaggageKey.CUSTOMER_ID, run.customerId);
    add(members, BaggageKey.TENANT_ID, run.tenantId);
    add(members, BaggageKey.ENVIRONMENT, run.environment);
    if (run.attempt > 1) members[BaggageKey.ATTEMPT] = String(run.attempt);
    if (run.deadline !== undefined) members[BaggageKey.DEADLINE] = String(run.deadline.getTime());
    if (run.isCancelled()) members[BaggageKey.CANCELLED] = 'true';
  }
  return members;
}

function add(members: Record<string, string>, key: string, value: string | undefined): void {
  if (value !== undefined) members[key] = value;
}

/** Every key that {@link baggageOf} may write: what a new run takes out of the baggage it is started in. */
export const RUN_BAGGAGE_KEYS: ReadonlySet<string> = new Set(Object.values(BaggageKey));

/** A run as a peer's baggage tells it, or undefined where there is no valid run id. Values that fail the check are left out. */
export function fieldsFromBaggage(entries: Iterable<readonly [string, string]>): CarriedRun | undefined {
  const members = new Map<string, string>();
  for (const [key, value] of entries) if (RUN_BAGGAGE_KEYS.has(key)) members.set(key, value);
  const id = (key: string) => take(members, key, isRunId, 'a UUID');
  const text = (key: string) => take(members, key, isShortText, `at most ${MAX_VALUE_LENGTH} characters`);

  const runId = id(BaggageKey.RUN_ID);
  if (runId === undefined) return undefined;
  const attempt = take(members, BaggageKey.ATTEMPT, isCount, 'a whole number from 1 up');
  const deadlineMs = take(members, BaggageKey.DEADLINE, isCount, 'milliseconds since the epoch');
  return {
    runId,
    rootRunId: id(BaggageKey.ROOT_RUN_ID) ?? runId,
    parentRunId: id(BaggageKey.PARENT_RUN_ID),
    retryOfRunId: id(BaggageKey.RETRY_OF_RUN_ID),
    attempt: attempt === undefined ? 1 : Number(attempt),
    useCase: text(BaggageKey.USE_CASE) ?? '',
    workflow: text(BaggageKey.WORKFLOW),
    environment: text(BaggageKey.ENVIRONMENT),
    tenantId: text(BaggageKey.TENANT_ID),
    customerId: text(BaggageKey.CUSTOMER_ID),
    eventId: text(BaggageKey.EVENT_ID),
    deadline: deadlineMs === undefined ? undefined : new Date(Number(deadlineMs)),
    isCancelled: () => members.get(BaggageKey.CANCELLED) === 'true',
  };
}

const isShortText = (value: string): boolean => value.length > 0 && value.length <= MAX_VALUE_LENGTH;
const isCount = (value: string): boolean => /^[1-9]\d{0,14}$/.test(value);

function take(
  members: Map<string, string>,
  key: string,
  valid: (value: string) => boolean,
  expected: string,
) {
  const value = members.get(key);
  if (value === undefined || valid(value)) return value;
  warnOnce(
    `baggage.in:${key}`,
    () => `Incoming baggage ${key}=${show(value)} is not ${expected}; it was left out.`,
  );
  return undefined;
}

/** First in: without them the rest says nothing. */
const IDS: ReadonlySet<string> = new Set([
  BaggageKey.RUN_ID,
  BaggageKey.ROOT_RUN_ID,
  BaggageKey.PARENT_RUN_ID,
  BaggageKey.RETRY_OF_RUN_ID,
]);

const NOTHING: ReadonlySet<string> = new Set();

/**
 * The keys that do not fit into W3C's limits, said once. The run's ids go in first, then what others have put
 * there, then the rest of `members`.
 */
export function overfull(
  members: Record<string, string>,
  others: Record<string, string>,
): ReadonlySet<string> {
  if (surelyFits(members, others)) return NOTHING;
  const own = Object.entries(members);
  const inOrder = [
    ...own.filter(([key]) => IDS.has(key)),
    ...Object.entries(others),
    ...own.filter(([key]) => !IDS.has(key)),
  ];
  const leftOut = new Set<string>();
  let count = 0;
  let bytes = 0;
  for (const [key, value] of inOrder) {
    const size = wireBytes(key, value);
    if (count === MAX_MEMBERS || bytes + size > MAX_BYTES) {
      leftOut.add(key);
      sayOverfull(key);
      continue;
    }
    count += 1;
    bytes += size;
  }
  return leftOut;
}

function sayOverfull(key: string): void {
  warnOnce(
    'baggage.full',
    () =>
      `Baggage holds at most ${MAX_MEMBERS} members and ${MAX_BYTES} bytes (W3C Baggage), and '${key}' no longer fits: it was left out. Use propagationMode 'lean', or shorter values.`,
  );
}

/** Percent-encoded, as in the header, with `=` and `,`. */
const wireBytes = (key: string, value: string): number =>
  encodeURIComponent(key).length + encodeURIComponent(value).length + 2;

/** A UTF-16 unit is nine bytes at most when percent-encoded: an upper bound that needs no encoding. */
function surelyFits(members: Record<string, string>, others: Record<string, string>): boolean {
  let count = 0;
  let units = 0;
  for (const key in members) {
    count += 1;
    units += key.length + members[key]!.length;
  }
  for (const key in others) {
    count += 1;
    units += key.length + others[key]!.length;
  }
  return count <= MAX_MEMBERS && units * 9 + count * 2 <= MAX_BYTES;
}
