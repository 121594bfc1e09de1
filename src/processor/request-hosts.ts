import type { Attributes } from '@opentelemetry/api';
import { CommonAttribute, HttpAttribute } from '../semconv/attributes';

/** The hosts that a request goes to, as its client span and its headers name them; none where they are not known. */
export function requestHosts(attributes: Attributes, headers: unknown): string[] {
  const url = textAt(attributes, HttpAttribute.URL_FULL) ?? textAt(attributes, HttpAttribute.OLD_URL) ?? '';
  const peer =
    textAt(attributes, CommonAttribute.SERVER_ADDRESS) ??
    textAt(attributes, HttpAttribute.OLD_PEER_NAME) ??
    textAt(attributes, HttpAttribute.OLD_HOST) ??
    AUTHORITY.exec(url)?.[1];
  if (peer === undefined) return [];
  const behindProxy = AUTHORITY.exec(PROXIED.exec(url)?.[1] ?? '')?.[1];
  return [peer, behindProxy, hostHeader(headers)].filter((host) => host !== undefined);
}

const AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/(?:[^/\\?#@]*@)?([^/\\?#@]+)/i;

/**
 * A request to an HTTP proxy has a whole URL where others have a path, and an instrumentation writes it behind the
 * proxy's own address: `http://proxy:3128http://api.example.com/`.
 */
const PROXIED = /^[^/?#]+:\/\/[^/?#]*?(https?:\/\/.*)$/is;

const textAt = (attributes: Attributes, key: string): string | undefined => {
  const value = attributes[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Behind a proxy or a gateway it names the one that is meant. */
function hostHeader(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const { host, Host } = headers as { readonly host?: unknown; readonly Host?: unknown };
  return [host, Host].find((value) => typeof value === 'string');
}
