import { withLedger } from '../../src/ledger/with-ledger';
import { costBy } from '../../src/report/cost-by-outcome';
import { botanu } from '../support/botanu-command';
import { cachedLedger } from '../support/cached-ledger';
import { ledgerDirectory, llmSpan, NOON_MS, otlpLine, otlpSpan, runSpan } from '../support/otlp-lines';
import { rowOf, spanRows } from '../support/span-row';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

describe('the time of a span', () => {
  it.each([
    ['both', '1748865600000000000', '1748865601000000000', '1748865600000000000'],
    ['no start', undefined, '1748865601000000000', '1748865601000000000'],
    ['a start of 0', '0', '1748865601000000000', '1748865601000000000'],
    ['a start of 0 as a number', 0, '1748865601000000000', '1748865601000000000'],
    ['neither', '0', '00', null],
  ])('is where it started, else where it ended: %s', (_, start, end, expected) => {
    const row = rowOf({ startTimeUnixNano: start as string, endTimeUnixNano: end });
    expect(row?.start_unix_nano).toBe(expected);
  });

  const timeless = (span: object) => ({ ...span, startTimeUnixNano: '0', endTimeUnixNano: undefined });

  it('leaves a call without one unpriced, of no day, and nothing of 1970', async () => {
    const directory = ledgerDirectory({
      'a.jsonl': otlpLine(
        timeless(runSpan({ run: 'r', outcome: 'success' })),
        timeless(llmSpan({ run: 'r', model: 'o3', input: 1000, output: 10 })),
        timeless(llmSpan({ model: 'o3', input: 1000, output: 10 })),
        timeless(llmSpan({ costUsd: 0.5 })),
      ),
    });
    await withLedger(directory, async ({ engine }) => {
      const rows = await engine.query(
        'SELECT cost, unpriced_reason AS reason FROM costs ORDER BY cost NULLS FIRST',
      );
      expect(rows).toEqual([
        { cost: null, reason: 'no_time' },
        { cost: null, reason: 'no_time' },
        { cost: 0.5, reason: null },
      ]);
    });
    const { groups } = await withLedger(directory, (ledger) => costBy(ledger, ['day']));
    expect(groups.map(({ group }) => group)).toEqual([{ day: null }, { day: null }]);
    for (const command of [
      ['report'],
      ['report', '--by', 'day'],
      ['runs'],
      ['show', 'r'],
      ['prices', '--unpriced'],
    ]) {
      const { status, stdout, stderr } = botanu(...command, '--dir', directory);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toContain('1970');
    }
    expect(botanu('report', '--by', 'day', '--dir', directory).stdout).toContain('(unknown)');
  });
});

describe('the ids of a span', () => {
  it('are the same in base64', () => {
    const ids = { traceId: TRACE, spanId: SPAN, parentSpanId: '1'.repeat(16) };
    const other = rowOf({
      traceId: base64(TRACE),
      spanId: base64(SPAN),
      parentSpanId: base64('1'.repeat(16)),
    });
    expect(other).toEqual(rowOf(ids));
    expect(other).toMatchObject({ trace_id: TRACE, span_id: SPAN, parent_span_id: '1'.repeat(16) });
  });

  it('are none if they are all zero', () => {
    expect(rowOf({ spanId: '0'.repeat(16) })).toBeUndefined();
    expect(rowOf({ parentSpanId: '0'.repeat(16) })).toMatchObject({ parent_span_id: null });
  });
});

describe('a count', () => {
  it.each<unknown>([
    null,
    ' ',
    '',
    false,
    [],
    {},
    { toString: 1, valueOf: 1 },
    '0x10',
    '0X10',
    '0b1',
    'ten',
    -1,
    '1.5',
  ])('is none if it is %j', (intValue) => {
    const attributes = [{ key: 'gen_ai.usage.input_tokens', value: { intValue: intValue as string } }];
    expect(rowOf({ attributes })?.input_tokens).toBeNull();
  });

  it.each([0, '0', 16, '16', '1e1', '16.0'])('is a number, also as text: %j', (intValue) => {
    const attributes = [{ key: 'gen_ai.usage.input_tokens', value: { intValue } }];
    expect(rowOf({ attributes })?.input_tokens).toBe(Number(intValue));
  });
});

it('takes scopes as OTLP called them before 0.15', () => {
  const spans = [{ traceId: TRACE, spanId: SPAN }];
  const instrumentationLibrarySpans = [{ instrumentationLibrary: { name: 'old' }, spans }];
  expect(spanRows({ resourceSpans: [{ instrumentationLibrarySpans }] })).toMatchObject([{ scope: 'old' }]);
});

it('takes a file that begins with a byte order mark', async () => {
  const directory = ledgerDirectory({ 'a.jsonl': `\ufeff${otlpLine(otlpSpan({ name: 'one' }))}` });
  expect(await cachedLedger(directory)).toMatchObject({ names: ['one'], unreadable: [] });
});

it('names every line that it cannot read, and none of other signals', async () => {
  const nameless = { ...otlpSpan(), spanId: undefined };
  const lines = [
    'null',
    '5',
    '"x"',
    '[]',
    'true',
    '{}',
    '{"resource_spans":[]}',
    otlpLine(nameless, otlpSpan({ name: 'one', startMs: NOON_MS })).trim(),
    otlpLine(nameless, nameless).trim(),
    '{"resourceMetrics":[]}',
    '{"resourceLogs":[]}',
    '',
  ];
  const { names, unreadable } = await cachedLedger(ledgerDirectory({ 'a.jsonl': lines.join('\n') }));
  expect(names).toEqual(['one']);
  expect(unreadable.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
    ...[1, 2, 3, 4, 5].map((line) => `${line}: it is no JSON object`),
    '6: it has no resourceSpans',
    '7: it has no resourceSpans',
    '8: 1 span without ids',
    '9: 2 spans without ids',
  ]);
});
