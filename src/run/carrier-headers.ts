import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';

/** What `Headers`, a `Map` and NATS' `MsgHdrs` have in common. */
interface HeaderMap {
  get(name: string): unknown;
  set(name: string, value: string): unknown;
  keys?(): Iterable<string>;
  delete?(name: string): unknown;
}

/**
 * Reads headers as brokers' clients hand them out: objects and maps of them, names in any case, values that are
 * text, bytes, several of these, or SQS' attributes. What is none of it is as if it were not there.
 */
export const carrierGetter: TextMapGetter<object> = {
  get: (headers, name) => read(() => textOf(headerOf(headers, name)), undefined),
  keys: (headers) => read(() => namesOf(headers), []),
};

/** Writes text under the name in which the header is there already, else under the one given. */
export const carrierSetter: TextMapSetter<object> = {
  set(headers, name, value) {
    try {
      const known = nameIn(headers, name) ?? name;
      if (isMap(headers)) headers.set(known, value);
      else (headers as Record<string, unknown>)[known] = value;
    } catch (error) {
      warnOnce(
        'inject',
        () => `The run could not be written into a carrier (${errorText(error)}): it goes on without.`,
      );
    }
  },
};

/** Where there is no way to remove it, it is left empty. */
export function removeHeader(headers: object, name: string): void {
  if (!isMap(headers)) Reflect.deleteProperty(headers, name);
  else if (headers.delete !== undefined) headers.delete(name);
  else headers.set(name, '');
}

function read<R>(from: () => R, otherwise: R): R {
  try {
    return from();
  } catch (error) {
    warnOnce('extract', () => `The run could not be read from a carrier: ${errorText(error)}`);
    return otherwise;
  }
}

function headerOf(headers: object, name: string): unknown {
  const known = nameIn(headers, name) ?? name;
  return isMap(headers) ? headers.get(known) : (headers as Record<string, unknown>)[known];
}

/** As it is spelt there: some clients and brokers capitalise what they are given. */
function nameIn(headers: object, name: string): string | undefined {
  if (!isMap(headers) && name in headers) return name;
  const names = namesOf(headers);
  return names.includes(name) ? name : names.find((each) => each.toLowerCase() === name);
}

function namesOf(headers: object): string[] {
  if (!isMap(headers)) return Object.keys(headers);
  return [...(headers.keys?.() ?? [])].filter((name) => typeof name === 'string');
}

const isMap = (headers: object): headers is HeaderMap =>
  typeof (headers as Partial<HeaderMap>).get === 'function' &&
  typeof (headers as Partial<HeaderMap>).set === 'function';

function textOf(value: unknown): string | string[] | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) {
    return value.map(textOf).filter((each): each is string => typeof each === 'string');
  }
  return textOfAttribute(value);
}

/** SQS has attributes for headers: `StringValue` as the client names it, `stringValue` as Lambda's events do. */
function textOfAttribute(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { StringValue, stringValue } = value as { StringValue?: unknown; stringValue?: unknown };
  const text = StringValue ?? stringValue;
  return typeof text === 'string' ? text : undefined;
}
