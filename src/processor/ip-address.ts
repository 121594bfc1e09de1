/** Addresses that begin with the same bits. Both families are 128 bits long, IPv4 mapped into IPv6. */
export interface AddressRange {
  readonly address: bigint;
  /** The bits that follow the common ones. */
  readonly freeBits: bigint;
}

const MAPPED_IPV4 = 0xffff_0000_0000n;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** An address as a URL writes it, IPv6 in brackets; undefined for a name. */
export function parseAddress(host: string): bigint | undefined {
  if (host.startsWith('[')) return parseIpv6(host.slice(1, -1));
  if (!IPV4.test(host)) return undefined;
  return MAPPED_IPV4 + joined(host.split('.').map(BigInt), 8n);
}

function parseIpv6(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0n);
  return joined([...before, ...zeros, ...after], 16n);
}

const groups = (text: string): bigint[] =>
  text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));

const joined = (parts: readonly bigint[], bits: bigint): bigint =>
  parts.reduce((address, part) => (address << bits) | part, 0n);

/** All addresses that share this one's first bits, all of them where no number is given; undefined where it has fewer. */
export function rangeOf(host: string, prefixBits?: number): AddressRange | undefined {
  const address = parseAddress(host);
  if (address === undefined) return undefined;
  const length = host.startsWith('[') ? 128 : 32;
  const common = prefixBits ?? length;
  return common > length ? undefined : { address, freeBits: BigInt(length - common) };
}

export const isWithin = (address: bigint, range: AddressRange): boolean =>
  address >> range.freeBits === range.address >> range.freeBits;
