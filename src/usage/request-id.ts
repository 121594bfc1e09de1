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

/** In what comes beside a stream: AWS' metadata, an HTTP response, what holds one, or Anthropic's helper. */
export function idInHead(head: object): string | undefined {
  const response = own(head, 'response') ?? own(head, 'rawResponse') ?? head;
  return (
    idInMetadata(head) ??
    idInHeaders(asRecord(response).headers) ??
    ('request_id' in head ? asText(head.request_id) : undefined)
  );
}

/** In the error that a client throws for a request that failed, under whatever name. Looking never throws. */
export function idInError(error: unknown): string | undefined {
  if (!isRecord(error)) return undefined;
  try {
    return idNamedIn(error) ?? idInMetadata(error) ?? idInHeaders(headersOf(error));
  } catch {
    return undefined;
  }
}

const idNamedIn = (error: Unknown): string | undefined =>
  asText(own(error, 'requestID')) ?? asText(own(error, 'request_id')) ?? asText(own(error, 'requestId'));

const headersOf = (error: Unknown): unknown =>
  own(error, 'headers') ?? own(error, 'responseHeaders') ?? asRecord(own(error, 'rawResponse')).headers;

/** The platform's, or a library's that stands in for it. */
const isHeaders = (headers: object): headers is Headers =>
  (typeof Headers === 'function' && headers instanceof Headers) ||
  typeof (headers as { get?: unknown }).get === 'function';

function ofAnyCase(headers: Unknown, name: string): unknown {
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : headers[found];
}
