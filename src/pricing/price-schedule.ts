import { DAY_MS } from '../shared/iso-time';
import type { LlmKind, UnitKind } from './price-kind';
import type { UnpricedReason } from './unpriced-reason';

/** Amounts for a million of each kind, in the ledger's currency. A kind that is not there has no price of its own. */
export type Rates = Readonly<Partial<Record<LlmKind | UnitKind, number>>>;

/** Prices of a call that has more input tokens than this. The first tier's is below zero: it is for every call. */
export interface PriceTier {
  readonly aboveInputTokens: number;
  readonly rates: Rates;
}

export const FIRST_TIER = -1;

/** What one call costs. The highest tier that its input reaches prices all of it. */
export interface Price {
  /** Lowest first, each with every kind that has a price. */
  readonly tiers: readonly PriceTier[];
  /** Charged by what was counted; else by the call alone, and a call whose counts nobody reported has its price. */
  readonly needsUsage: boolean;
  /** Whether a call that failed, and was charged by no count, costs the same, nothing, or what nobody knows. */
  readonly whenFailed: 'charged' | 'free' | 'unknown';
}

/** When a price holds: a time, and within it a time of each day. */
export interface Validity {
  /** Unix time in milliseconds, included; null for ever before. */
  readonly fromMs: number | null;
  /** Excluded; null for ever after. */
  readonly untilMs: number | null;
  /** Milliseconds from midnight UTC, included. */
  readonly dayFromMs: number;
  /** Excluded. */
  readonly dayUntilMs: number;
}

export interface PricedPeriod extends Validity {
  readonly price: Price;
  /** Where the price is from, with its version. */
  readonly source: string;
  /** Of the rate card's rule. Absent for a public price. */
  readonly line?: number;
}

export interface UnpricedPeriod extends Validity {
  readonly unpricedReason: UnpricedReason;
}

export type Period = PricedPeriod | UnpricedPeriod;

/** The price of one thing at any time: its periods leave out nothing, and none overlaps another. */
export type Schedule = readonly Period[];

export const ALWAYS: Validity = { fromMs: null, untilMs: null, dayFromMs: 0, dayUntilMs: DAY_MS };

/** What of a time span lies between two instants; undefined if nothing does. */
export function within<T extends Validity>(
  period: T,
  fromMs: number | null,
  untilMs: number | null,
): T | undefined {
  const from = latest(period.fromMs, fromMs);
  const until = earliest(period.untilMs, untilMs);
  return from !== null && until !== null && from >= until
    ? undefined
    : { ...period, fromMs: from, untilMs: until };
}

/** Whether the price is for calls made at that time. */
export function holdsAt({ fromMs, untilMs, dayFromMs, dayUntilMs }: Validity, unixMs: number): boolean {
  const dayMs = ((unixMs % DAY_MS) + DAY_MS) % DAY_MS;
  return (
    (fromMs === null || unixMs >= fromMs) &&
    (untilMs === null || unixMs < untilMs) &&
    dayMs >= dayFromMs &&
    dayMs < dayUntilMs
  );
}

/** The stretches of time that instants divide all time into. */
export function stretches(
  instants: readonly number[],
): (readonly [fromMs: number | null, untilMs: number | null])[] {
  const sorted = [...new Set(instants)].sort((a, b) => a - b);
  return [null, ...sorted].map((from, index) => [from, sorted[index] ?? null] as const);
}

const latest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

const earliest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
