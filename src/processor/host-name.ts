/** Of a name, by DNS. */
const MAX_LENGTH = 253;

/** Longer text is no host, whatever follows the name. */
export const MAX_HOST_TEXT = MAX_LENGTH + '.:65535'.length;

/** What no host contains: a URL would take it for the begin of something else, or leave it out. */
const FOREIGN = /[\s/\\@?#%]/;

/**
 * A host as a URL writes it: lower case, without port and final dot, IPv6 in brackets, and every spelling of an IPv4
 * address as four numbers (to the resolver `134744072` is 8.8.8.8 as well). Undefined for what is no host.
 */
export function hostName(text: string): string | undefined {
  if (text.length > MAX_HOST_TEXT) return undefined;
  const isIpv6 = text.split(':').length > 2;
  // The zone names an interface of this machine.
  const bare = isIpv6 ? text.replace(/%[^\]]*/, '') : text;
  if (FOREIGN.test(bare)) return undefined;
  try {
    const { hostname } = new URL(isIpv6 && !bare.startsWith('[') ? `http://[${bare}]` : `http://${bare}`);
    const name = hostname.replace(/\.$/, '');
    return name === '' || name.length > MAX_LENGTH ? undefined : name;
  } catch {
    return undefined;
  }
}
