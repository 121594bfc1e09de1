const TRACES_PATH = '/v1/traces';
const METRICS_PATH = '/v1/metrics';

/** The URL if OTLP over HTTP can be sent to it. */
export function parseHttpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/** Where spans go, given a collector's base address. */
export function tracesUrl(base: string): string {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(TRACES_PATH) ? path : path + TRACES_PATH;
  return url.href;
}

/** The metrics' address beside that of the spans; undefined where the latter does not tell. */
export function metricsUrl(traces: string): string | undefined {
  const url = new URL(traces);
  if (!url.pathname.endsWith(TRACES_PATH)) return undefined;
  url.pathname = url.pathname.slice(0, -TRACES_PATH.length) + METRICS_PATH;
  return url.href;
}

/** Takes `user:password@` out of an address and makes a header of it: an address may be printed. */
export function splitCredentials(address: string): { url: string; authorization: string | undefined } {
  const url = new URL(address);
  if (url.username === '' && url.password === '') return { url: address, authorization: undefined };
  const credentials = `${percentDecoded(url.username)}:${percentDecoded(url.password)}`;
  url.username = url.password = '';
  return { url: url.href, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** An address as it may stand in a message, be it well-formed or not. */
export const withoutSecrets = (address: string): string =>
  address.replace(/[^/]*@/, '[redacted]@').replace(/\?.*/s, '?[redacted]');

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
