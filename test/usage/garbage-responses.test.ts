import { readUsage, type ResponseUsage } from 'botanu';
import { readBareUsage } from '../../src/usage/bare-usage';
import { READERS } from '../../src/usage/read-usage';
import { allSamples, allStreamSamples } from './samples/all';
import { fold } from './samples/reading';

/** A repeatable source of what looks like chance. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const GARBAGE = [
  undefined,
  null,
  '',
  'text',
  '12',
  NaN,
  Infinity,
  -1,
  1.5,
  2 ** 60,
  true,
  [],
  [null],
  {},
  () => 1,
  3n,
];

/** All places of a value, each as the value with something else in that place. */
function* spoiled(value: unknown, put: unknown): Generator {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Headers)
    return;
  for (const key of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[key];
    const withInner = (changed: unknown): unknown => {
      const copy: unknown = Array.isArray(value)
        ? [...(value as unknown[])]
        : Object.create(Object.getPrototypeOf(value) as object, Object.getOwnPropertyDescriptors(value));
      Object.defineProperty(copy, key, {
        value: changed,
        enumerable: true,
        writable: true,
        configurable: true,
      });
      return copy;
    };
    yield withInner(put);
    for (const changed of spoiled(inner, put)) yield withInner(changed);
  }
}

/** The most that the numbers and the lists of a value can add up to. */
function most(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? value : 0;
  if (ArrayBuffer.isView(value)) return most(parsed(value as Uint8Array));
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, one) => sum + most(one), 0);
  return Array.isArray(value) ? inner + value.length : inner;
}

function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
}

/** What of a response that was read cannot be; a call of `expect` for each of so many would take minutes. */
function invented(read: ResponseUsage | undefined, given: unknown): unknown[] {
  if (read === undefined) return [];
  const { model, responseId, requestId, serviceTier, finishReasons = [] } = read;
  const limit = most(given);
  const counts: unknown[] = Object.values(read.usage);
  const texts: unknown[] = [model, responseId, requestId, serviceTier, ...finishReasons];
  return [
    ...counts.filter(
      (count) => count !== undefined && !(typeof count === 'number' && count >= 0 && count <= limit),
    ),
    ...texts.filter((text) => text !== undefined && (typeof text !== 'string' || text === '')),
  ];
}

/** Of readUsage without its net, so that a reader that throws is seen. */
function readUnguarded(response: unknown): ResponseUsage | undefined {
  const fields = response as Readonly<Record<string, unknown>>;
  const read = READERS.find((reader) => reader.recognises(fields))?.read(fields);
  return read ?? readBareUsage(fields, 'openai');
}

describe('responses that are not as documented', () => {
  it.each(allSamples)('never make the reader of %s throw, nor invent a count', (_, { response }) => {
    const wrong = GARBAGE.flatMap((put) => [...spoiled(response, put)]).filter(
      (changed) => invented(readUnguarded(changed), changed).length > 0,
    );
    expect(wrong).toEqual([]);
  });

  it.each(allStreamSamples)('never make a stream of %s throw, nor invent a count', (_, { parts }) => {
    const wrong = GARBAGE.flatMap((put) => [...spoiled(parts, put)]).filter(
      (changed) => invented(fold(changed as unknown[])?.read, changed).length > 0,
    );
    expect(wrong).toEqual([]);
  });

  it('made by chance of all the names that are known are read without invention', () => {
    const names = [...namesIn(allSamples.map(([, { response }]) => response))];
    const below = random(7);
    const value = (depth: number): unknown => {
      const kind = below(depth > 3 ? 2 : 5);
      if (kind === 0) return GARBAGE[below(GARBAGE.length)];
      if (kind === 1) return below(1_000);
      if (kind === 2) return Array.from({ length: below(3) }, () => value(depth + 1));
      return record(depth);
    };
    const record = (depth: number): object =>
      Object.fromEntries(
        Array.from({ length: below(8) }, () => [names[below(names.length)]!, value(depth + 1)]),
      );
    for (let i = 0; i < 5_000; i++) {
      const parts = [record(0), record(0)];
      expect(invented(readUnguarded(parts[0]), parts)).toEqual([]);
      expect(invented(fold(parts)?.read, parts)).toEqual([]);
    }
  });

  it('that throw when they are looked at are not read, and nobody else’s trouble', () => {
    const trap = (): never => {
      throw new Error('detached');
    };
    const proxy = new Proxy({}, { get: trap, getOwnPropertyDescriptor: trap, has: trap, ownKeys: trap });
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = {
      object: 'chat.completion',
      choices: [],
      get usage(): never {
        return trap();
      },
    };
    for (const response of [proxy, revoked, hostile]) expect(readUsage(response)).toBeUndefined();
  });
});

function namesIn(value: unknown, names = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return names;
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) names.add(name);
    namesIn(inner, names);
  }
  return names;
}
