import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { otlpJson } from '../../src/export/otlp-json';
import { everyKindOfSpan } from '../support/every-kind-of-span';

/** An int64 may stand in JSON as a number or as text; OpenTelemetry's serializer writes the former. */
const withIntsAsText = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && 'intValue' in value
    ? { intValue: String(value.intValue) }
    : value;

it("is what OpenTelemetry's own serializer writes", () => {
  const spans = everyKindOfSpan();
  const theirs = new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans));
  expect(JSON.parse(otlpJson(spans))).toEqual(JSON.parse(theirs, withIntsAsText));
});

it('keeps counts as text, and numbers that are no int64 as doubles', () => {
  const [span] = everyKindOfSpan();
  const attributes = { big: Number.MAX_SAFE_INTEGER, bigger: 2 ** 60, nan: Number.NaN, infinite: -Infinity };
  const json = JSON.parse(otlpJson([{ ...span!, spanContext: () => span!.spanContext(), attributes }]));
  expect(json.resourceSpans[0].scopeSpans[0].spans[0].attributes).toEqual([
    { key: 'big', value: { intValue: '9007199254740991' } },
    { key: 'bigger', value: { doubleValue: 2 ** 60 } },
    { key: 'nan', value: { doubleValue: 'NaN' } },
    { key: 'infinite', value: { doubleValue: '-Infinity' } },
  ]);
});

it('is one line', () => {
  expect(otlpJson(everyKindOfSpan())).not.toContain('\n');
});

it('an invalid time is the other one of the span, or unknown', () => {
  const never: [number, number] = [Number.NaN, Number.NaN];
  const [span] = everyKindOfSpan();
  const base = { ...span!, spanContext: () => span!.spanContext(), endTime: [7, 8] as [number, number] };
  const events = [{ name: 'x', time: never }];
  const json = JSON.parse(otlpJson([{ ...base, startTime: never, events }]));
  const read = json.resourceSpans[0].scopeSpans[0].spans[0];
  expect([read.startTimeUnixNano, read.endTimeUnixNano]).toEqual(['7000000008', '7000000008']);
  expect(read.events[0].timeUnixNano).toBe('0');
});
