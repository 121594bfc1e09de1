import { hostName, MAX_HOST_TEXT } from './host-name';
import { type AddressRange, isWithin, parseAddress, rangeOf } from './ip-address';

/** Whether a host, as {@link hostName} writes it, is one of those that a pattern stands for. */
type HostRule = (host: string, address: bigint | undefined) => boolean;

/** What a message says of a list that cannot be used. */
export const HOST_PATTERNS = {
  expected: 'a list of host names and address ranges, without ports and paths',
  example: "['internal', '*.example.com', '10.0.0.0/8']",
} as const;

const INTERNAL_RANGES: readonly AddressRange[] = [
  // Loopback, and the addresses that a client takes for it.
  ...[rangeOf('127.0.0.0', 8), rangeOf('[::1]'), rangeOf('0.0.0.0'), rangeOf('[::]')],
  // Private networks (RFC 1918, RFC 4193). Link-local ones are left out: what answers there in a cloud is its
  // metadata service.
  ...[rangeOf('10.0.0.0', 8), rangeOf('172.16.0.0', 12), rangeOf('192.168.0.0', 16), rangeOf('[fc00::]', 7)],
].filter((range) => range !== undefined);

const INTERNAL_SUFFIXES = ['.localhost', '.local', '.internal', '.svc', '.cluster.local'];

const isInternal: HostRule = (host, address) =>
  address === undefined
    ? !host.includes('.') || INTERNAL_SUFFIXES.some((suffix) => host.endsWith(suffix))
    : INTERNAL_RANGES.some((range) => isWithin(address, range));

/** A crawler asks for more hosts than are worth remembering. */
const MAX_VERDICTS = 1_000;

/** The hosts that a list of patterns stands for. Asked at every request: each host is looked at once. */
export class AllowedHosts {
  private readonly rules: readonly HostRule[];
  private readonly verdicts = new Map<string, boolean>();

  /** A malformed pattern stands for no host; {@link malformedPattern} tells of it. */
  constructor(patterns: readonly string[]) {
    this.rules = patterns.map(ruleOf).filter((rule) => rule !== undefined);
  }

  has(host: string): boolean {
    // Not to be remembered either.
    if (host.length > MAX_HOST_TEXT) return false;
    let verdict = this.verdicts.get(host);
    if (verdict === undefined) {
      verdict = this.judge(host);
      if (this.verdicts.size === MAX_VERDICTS) this.verdicts.delete(this.verdicts.keys().next().value!);
      this.verdicts.set(host, verdict);
    }
    return verdict;
  }

  private judge(text: string): boolean {
    const host = hostName(text);
    if (host === undefined) return false;
    const address = parseAddress(host);
    return this.rules.some((rule) => rule(host, address));
  }
}

/** The first of the patterns that can stand for no host. */
export const malformedPattern = (patterns: readonly string[]): string | undefined =>
  patterns.find((pattern) => ruleOf(pattern) === undefined);

function ruleOf(pattern: string): HostRule | undefined {
  const text = pattern.trim().toLowerCase();
  if (text === 'internal') return isInternal;
  const slash = text.indexOf('/');
  if (slash === -1) return rangeRule(text) ?? nameRule(text);
  const bits = text.slice(slash + 1);
  return /^\d{1,3}$/.test(bits) ? rangeRule(text.slice(0, slash), Number(bits)) : undefined;
}

function rangeRule(text: string, prefixBits?: number): HostRule | undefined {
  const range = rangeOf(patternHost(text) ?? '', prefixBits);
  return range && ((_, address) => address !== undefined && isWithin(address, range));
}

function nameRule(text: string): HostRule | undefined {
  const name = patternHost(text);
  if (name === undefined || ADDRESS_WITH_WILDCARD.test(name)) return undefined;
  const [prefix = '', ...parts] = name.split('*');
  const suffix = parts.pop();
  return suffix === undefined ? (host) => host === name : (host) => isLike(host, prefix, parts, suffix);
}

/** As `10.*`: whoever writes it means a range, and a name could begin so as well. */
const ADDRESS_WITH_WILDCARD = /^(?=.*\*)(?=.*\d)[\d.*]+$/;

/** Left to right, without a regular expression: one of several wildcards could take very long over a long name. */
function isLike(host: string, prefix: string, parts: readonly string[], suffix: string): boolean {
  const end = host.length - suffix.length;
  if (!host.startsWith(prefix) || !host.endsWith(suffix)) return false;
  let at = prefix.length;
  for (const part of parts) {
    const found = host.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= end;
}

/** Stricter than {@link hostName}: what would match less, more or something else than it seems to is a mistake. */
function patternHost(text: string): string | undefined {
  const isIpv6 = text.split(':').length > 2;
  if (isIpv6 ? /\]./.test(text) : text.includes(':')) return undefined;
  const host = hostName(text);
  if (host === undefined || host.startsWith('.') || host.includes('..')) return undefined;
  const isIpv4 = !isIpv6 && parseAddress(host) !== undefined;
  return isIpv4 && host !== text ? undefined : host;
}
