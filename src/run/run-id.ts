/**
 * A UUIDv7 (RFC 9562): ids made later sort later, to the millisecond, so that a ledger sorted by run_id is
 * sorted by time.
 */
export function generateRunId(): string {
  if (used === POOL_BYTES) refill();
  const at = used;
  used += RANDOM_BYTES;
  const time = Date.now();
  const high = Math.floor(time / 0x10000);
  return (
    hex(high >>> 16) +
    hex(high & 0xffff) +
    '-' +
    hex(time & 0xffff) +
    '-' +
    hex(0x7000 | (word(at) & 0x0fff)) +
    '-' +
    hex(0x8000 | (word(at + 2) & 0x3fff)) +
    '-' +
    hex(word(at + 4)) +
    hex(word(at + 6)) +
    hex(word(at + 8))
  );
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a value from outside has the form of a run id: a UUID of any version. */
export const isRunId = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

// One call for random bytes costs about as much as four hundred ids made from a pool.
const RANDOM_BYTES = 10;
const POOL_BYTES = RANDOM_BYTES * 400;
let pool: Uint8Array | undefined;
let used = POOL_BYTES;

function refill(): void {
  pool ??= new Uint8Array(POOL_BYTES);
  globalThis.crypto.getRandomValues(pool);
  used = 0;
}

const word = (at: number): number => ((pool?.[at] ?? 0) << 8) | (pool?.[at + 1] ?? 0);

const HEX = Array.from({ length: 0x100 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex = (value: number): string => HEX[value >>> 8]! + HEX[value & 0xff]!;
