import { createHash, randomBytes } from 'node:crypto';
import { secondInName } from './ledger-directory';

/**
 * Where spans for one endpoint are kept. Two endpoints never share it; credentials and the query are left out of
 * account, so that a new key still sends what an old one could not.
 */
export function endpointDirectoryName(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return createHash('sha256').update(`${protocol}//${host}${pathname}`).digest('hex').slice(0, 16);
}

export const newOwnerId = (): string => randomBytes(4).toString('hex');

export const ownerFileName = (owner: string): string => `${owner}.owner`;

const OWNER_FILE = /^([0-9a-f]{8})\.owner$/;

/** The owner whose file it is. */
export const ownerOfFile = (name: string): string | undefined => OWNER_FILE.exec(name)?.[1];

/** A spool file's name: that of a ledger's file, with its owner in it, so that a rename changes hands. */
export interface SpoolFileName {
  /** When it was made, and what tells it from others: stays when it changes hands. In the order of making. */
  readonly identity: string;
  readonly owner: string;
}

const FILE = /^spans-(\d{8}T\d{6}Z)-\d+-([0-9a-f]{8})([0-9a-f]{16})\.jsonl$/;

/** Undefined for a file that is not the spool's. */
export function parseSpoolFileName(name: string): SpoolFileName | undefined {
  const parts = FILE.exec(name);
  return parts === null ? undefined : { identity: `${parts[1]!}-${parts[3]!}`, owner: parts[2]! };
}

export function spoolFileName({ identity, owner }: SpoolFileName): string {
  const [start, id] = identity.split('-') as [string, string];
  return `spans-${start}-${process.pid}-${owner}${id}.jsonl`;
}

/** How far a file has been sent. */
export const progressFileName = (identity: string): string => `${identity}.sent`;

const PROGRESS_FILE = /^(\d{8}T\d{6}Z-[0-9a-f]{16})\.sent$/;

/** The identity of the file whose progress it holds. */
export const identityOfProgress = (name: string): string | undefined => PROGRESS_FILE.exec(name)?.[1];

const REFUSED_FILE = /^\d{8}T\d{6}Z-[0-9a-f]{16}\.refused$/;

/** Of spans that the endpoint will not take. Not `.jsonl`: a ledger's reader is not to take them for delivered ones. */
export const refusedFileName = (identity: string): string => `${identity}.refused`;

export const isRefusedFile = (name: string): boolean => REFUSED_FILE.test(name);

let made = 0;

/** In the order of making even if the clock is set back: later than `last`, if there is one. */
export function newIdentity(last?: string, clock = new Date()): string {
  const now = new Date(Math.max(clock.getTime(), last === undefined ? 0 : timeOf(last) + 1));
  // Milliseconds in ten bits, then how many were made before it.
  const order = ((now.getUTCMilliseconds() << 22) | (made++ & 0x3fffff)) >>> 0;
  return `${secondInName(now)}-${order.toString(16).padStart(8, '0')}${randomBytes(4).toString('hex')}`;
}

function timeOf(identity: string): number {
  const [start, id] = identity.split('-') as [string, string];
  const iso = start.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
  return Date.parse(iso) + (Number.parseInt(id.slice(0, 8), 16) >>> 22);
}
