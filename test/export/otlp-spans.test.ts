import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan as SdkSpan } from '@opentelemetry/sdk-trace';
import { otlpJson } from '../../src/export/otlp-json';
import { spansOfOtlpJson } from '../../src/export/otlp-spans';
import type { ReadableSpan } from '../../src/export/readable-span';
import { everyKindOfSpan } from '../support/every-kind-of-span';

const readAgain = (spans: ReadableSpan[]): ReadableSpan[] => spansOfOtlpJson(otlpJson(spans));

const protobuf = (spans: ReadableSpan[]): string =>
  Buffer.from(ProtobufTraceSerializer.serializeRequest(spans as SdkSpan[])!).toString('hex');

it('what was written down goes out byte for byte as it would have without', () => {
  const spans: ReadableSpan[] = everyKindOfSpan();
  expect(protobuf(readAgain(spans))).toBe(protobuf(spans));
  expect(otlpJson(readAgain(spans))).toBe(otlpJson(spans));
});

it.each<[string, unknown]>([
  ['an integer', 42],
  ['the largest integer', Number.MAX_SAFE_INTEGER],
  ['an integer that is no int64 of JSON', 2 ** 60],
  ['a negative integer', -7],
  ['a fraction', 0.1],
  ['the smallest number', Number.MIN_VALUE],
  ['no number', Number.NaN],
  ['infinity', -Infinity],
  ['an empty text', ''],
  ['text of all kinds', 'ünï "quoted"\n\u2028\u0000'],
  ['an empty list', []],
  ['a list with holes', ['a', null, 'b']],
  ['bytes', new Uint8Array([0, 1, 255])],
  ['a map', { inner: [1, { deeper: 'x' }] }],
  ['nothing', null],
])('keeps an attribute that is %s', (_, value) => {
  const [span] = everyKindOfSpan();
  const spans = [
    { ...span!, spanContext: () => span!.spanContext(), attributes: { it: value } },
  ] as unknown as ReadableSpan[];
  const [read] = readAgain(spans);
  expect(read!.attributes).toEqual({ it: value });
  expect(protobuf([read!])).toBe(protobuf(spans));
});

it('keeps nanoseconds', () => {
  const [span] = everyKindOfSpan();
  const times = { startTime: [1_795_312_345, 999_999_999], endTime: [1_795_312_346, 1] } as const;
  const spans = [{ ...span!, ...times, spanContext: () => span!.spanContext() }] as unknown as ReadableSpan[];
  expect(readAgain(spans)[0]).toMatchObject({ ...times, duration: [0, 2] });
});

it('spans of one resource have one resource object, by which exporters group them', () => {
  const [one, other] = readAgain(everyKindOfSpan());
  expect(other!.resource).toBe(one!.resource);
});

it('throws on a line that is torn', () => {
  expect(() => spansOfOtlpJson(otlpJson(everyKindOfSpan()).slice(0, -5))).toThrow(SyntaxError);
});
