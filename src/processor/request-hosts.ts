import type { Attributes } from '@opentelemetry/api';
import { CommonAttribute, HttpAttribute } from '../semconv/attributes';

/** The hosts that a request goes to, as its client span and its headers name them; none where they are not known. */
export function requestHosts(attributes: Attributes, headers: unknown): string[] {
  const url = textAt(attributes, HttpAttribute.URL_FULL) ?? textAt(attributes, HttpAttribute.OLD_URL) ?? '';
  const [, toProxy = url, behindProxy = ''] = PROXIED.exec(url) ?? [];
  const named =
    textAt(attributes, CommonAttribute.SERVER_ADDRESS) ??
    textAt(attributes, HttpAttribute.OLD_PEER_NAME) ??
    textAt(attributes, HttpAttribute.OLD_HOST);
  const asked = authority(toProxy);
  const peer = named !== undefined && asked !== undefined && isCutOff(named, asked) ? undefined : named;
  const hosts = [peer, asked].filter((host) => host !== undefined);
  if (hosts.length === 0) return [];
  return [...new Set([...hosts, ...[authority(behindProxy) ?? []].flat(), ...hostHeaders(headers)])];
}

/** What stands before the last `@` is a name and a password. */
const AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/(?:[^/\\?#]*@)?([^/\\?#@]+)(?:[/\\?#]|$)/i;

const authority = (url: string): string | undefined => AUTHORITY.exec(url)?.[1];

/**
 * A request to an HTTP proxy has a whole URL where others have a path, and an instrumentation writes it behind the
 * proxy's own address: `http://proxy:3128http://api.example.com/`.
 */
const PROXIED = /^([^/?#]+:\/\/[^/?#]*?)(https?:\/\/.*)$/is;

/**
 * The HTTP instrumentation takes what is before the first colon for the host, and `localhost` where there is nothing:
 * of an IPv6 address without brackets that is no host at all.
 */
function isCutOff(named: string, asked: string): boolean {
  if (asked.startsWith('[') || asked.split(':').length <= 2) return false;
  return asked.startsWith(`${named}:`) || (named === 'localhost' && asked.startsWith(':'));
}

const textAt = (attributes: Attributes, key: string): string | undefined => {
  const value = attributes[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Stands for a header that is not understood: it is no host, so that nobody allows it. */
const UNREADABLE = '(a Host header that is no text)';

/** Behind a proxy or a gateway they name the one that is meant. */
function hostHeaders(headers: unknown): string[] {
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.keys(headers)
    .filter((name) => name.toLowerCase() === 'host')
    .flatMap((name): unknown => (headers as Record<string, unknown>)[name] ?? [])
    .map((value) => (typeof value === 'string' ? value : UNREADABLE));
}
