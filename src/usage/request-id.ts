import { asRecord, asText, isRecord, own, type Unknown } from './fields';

/** Headers that hold the id which a provider's support asks for. */
const HEADERS = [
  'x-request-id',
  'request-id',
  'apim-request-id',
  'x-amzn-requestid',
  'mistral-correlation-id',
];

/** The id of the HTTP request among its headers, in whatever form a client hands these out. */
export function idInHeaders(headers: unknown): string | undefined {
  if (!isRecord(headers)) return undefined;
  const valueOf = isHeaders(headers)
    ? (name: string): unknown => headers.get(name)
    : (name: string): unknown => headers[name] ?? ofAnyCase(headers, name);
  for (const name of HEADERS) {
    const id = asText(valueOf(name));
    if (id !== undefined) return id;
  }
  return undefined;
}

/** As the AWS clients hand it out. */
export const idInMetadata = (response: object): string | undefined =>
  asText(asRecord(own(response, '$metadata')).requestId);

const isHeaders = (headers: object): headers is Headers =>
  typeof Headers === 'function' && headers instanceof Headers;

function ofAnyCase(headers: Unknown, name: string): unknown {
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : headers[found];
}
