import type { AnyValue } from '../../src/ledger/otlp-json';
import { rowOf, spanRows } from '../support/span-row';

const withAttributes = (attributes: Record<string, AnyValue>, name?: string) =>
  rowOf({
    ...(name !== undefined && { name }),
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
  });

const text = (stringValue: string): AnyValue => ({ stringValue });
const texts = (attributes: Record<string, string>) =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, text(value)]));

describe('a span as a row', () => {
  it('keeps ids, times to the nanosecond, and the service', () => {
    expect(
      rowOf({
        parentSpanId: 'c3',
        name: 'chat gpt-4o-mini',
        startTimeUnixNano: '1748865600123456789',
        endTimeUnixNano: '1748865600987654321',
      }),
    ).toMatchObject({
      trace_id: 'a1',
      span_id: 'b2',
      parent_span_id: 'c3',
      name: 'chat gpt-4o-mini',
      service: 'support-agent',
      start_unix_nano: '1748865600123456789',
      end_unix_nano: '1748865600987654321',
    });
  });

  it('has null for whatever is absent', () => {
    const { trace_id, span_id, service, segment, ...rest } = rowOf({})!;
    expect([trace_id, span_id, service, segment]).toEqual(['a1', 'b2', 'support-agent', 1]);
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it('leaves out a span without ids', () => {
    expect(rowOf({ spanId: '' })).toBeUndefined();
  });

  it('is none in a line of something else', () => {
    expect(spanRows(JSON.parse('{"resourceMetrics":[]}'))).toEqual([]);
  });

  it.each([null, { resourceSpans: 7 }, { resourceSpans: [{ scopeSpans: [{ spans: [null] }] }] }])(
    'throws on %j before it gives any',
    (request) => {
      expect(() => spanRows(request)).toThrow(TypeError);
    },
  );

  it.each<[string, unknown, string | null]>([
    ['digits', '1748865600123456789', '1748865600123456789'],
    ['a number, as far as one can hold it', Number('1748865600123456789'), '1748865600123457000'],
    ['what is beyond 64 bits', '18446744073709551615', null],
    ['what is beyond 63 bits', '9999999999999999999', null],
    ['what is no number', 'soon', null],
    ['a time before 1970', -1, null],
    ['nothing', '', null],
  ])('reads a time from %s', (_, given, nanos) => {
    expect(rowOf({ startTimeUnixNano: given as string })).toMatchObject({ start_unix_nano: nanos });
  });

  it('knows ids in any case', () => {
    const ids = { traceId: 'ABCDEF0123456789ABCDEF0123456789', spanId: 'ABCDEF0123456789' };
    expect(rowOf({ ...ids, parentSpanId: 'FEDCBA9876543210' })).toMatchObject({
      trace_id: 'abcdef0123456789abcdef0123456789',
      span_id: 'abcdef0123456789',
      parent_span_id: 'fedcba9876543210',
    });
  });

  it.each<[string, AnyValue, number | null]>([
    ['a string of digits', { intValue: '42' }, 42],
    ['a number', { intValue: 42 }, 42],
    ['a whole double', { doubleValue: 42 }, 42],
    ['zero', { intValue: 0 }, 0],
    ['a fraction', { doubleValue: 4.2 }, null],
    ['a negative count', { intValue: '-1' }, null],
    ['what is no number', { doubleValue: 'NaN' }, null],
    ['an empty value', {}, null],
    ['a text', { stringValue: '42' }, null],
  ])('reads a token count from %s', (_, value, tokens) => {
    expect(withAttributes({ 'gen_ai.usage.input_tokens': value })?.input_tokens).toBe(tokens);
  });

  const tokens = (count: number): AnyValue => ({ intValue: count });
  it.each<[string, Record<string, AnyValue>, object]>([
    ['cache reads', { 'gen_ai.usage.cache_read.input_tokens': tokens(1) }, { cache_read_tokens: 1 }],
    ["botanu's cache reads", { 'botanu.usage.cache_read_tokens': tokens(2) }, { cache_read_tokens: 2 }],
    ['cached tokens', { 'botanu.usage.cached_tokens': tokens(3) }, { cache_read_tokens: 3 }],
    [
      'the convention before ours',
      { 'gen_ai.usage.cache_read.input_tokens': tokens(1), 'botanu.usage.cached_tokens': tokens(3) },
      { cache_read_tokens: 1 },
    ],
    ['cache writes', { 'gen_ai.usage.cache_creation.input_tokens': tokens(4) }, { cache_write_tokens: 4 }],
    [
      'cache writes by their newer name',
      { 'gen_ai.usage.cache_write.input_tokens': tokens(5) },
      { cache_write_tokens: 5 },
    ],
    ["botanu's cache writes", { 'botanu.usage.cache_write_tokens': tokens(6) }, { cache_write_tokens: 6 }],
    ['reasoning', { 'gen_ai.usage.reasoning.output_tokens': tokens(7) }, { reasoning_tokens: 7 }],
    ['a reported cost', { 'gen_ai.usage.cost': { doubleValue: 0.25 } }, { reported_cost_usd: 0.25 }],
    [
      "a reported cost under botanu's name",
      { 'botanu.cost.total_usd': { intValue: '2' } },
      { reported_cost_usd: 2 },
    ],
    [
      'the old spelling of an outcome',
      { 'botanu.outcome': { stringValue: 'partial' } },
      { outcome_status: 'partial' },
    ],
    [
      "a peer's failure",
      { 'botanu.outcome.status': { stringValue: 'failure' } },
      { outcome_status: 'failed' },
    ],
    ['an error type', { 'error.type': { stringValue: '429' } }, { error_type: '429' }],
  ])('reads %s', (_, attributes, columns) => {
    expect(withAttributes(attributes)).toMatchObject(columns);
  });

  it.each([2, 'STATUS_CODE_ERROR'])('takes a status of %s for an error without a name', (code) => {
    expect(rowOf({ status: { code } })).toMatchObject({ error_type: '_OTHER' });
  });

  it('reads what a run was for', () => {
    const row = withAttributes(
      {
        ...texts({
          'botanu.run_id': 'r',
          'botanu.retry_of_run_id': 'q',
          'botanu.environment': 'staging',
          'botanu.tenant_id': 't',
          'botanu.customer_id': 'c',
          'botanu.team': 'support',
          'botanu.cost_center': '42',
          'botanu.region': 'eu',
          'botanu.outcome.value_type': 'refund',
        }),
        'botanu.outcome.value_amount': { doubleValue: -12.5 },
        'botanu.attempt': { intValue: '2' },
      },
      'botanu.run/Support',
    );
    expect(row).toMatchObject({
      kind: 'run',
      run_id: 'r',
      retry_of_run_id: 'q',
      environment: 'staging',
      tenant_id: 't',
      customer_id: 'c',
      team: 'support',
      cost_center: '42',
      region: 'eu',
      attempt: 2,
      outcome_value_type: 'refund',
      outcome_value: -12.5,
    });
  });

  it('takes the environment of the resource where the run names none', () => {
    const rows = spanRows({
      resourceSpans: [
        {
          resource: {
            attributes: [
              { key: 'deployment.environment', value: text('old') },
              { key: 'deployment.environment.name', value: text('new') },
            ],
          },
          scopeSpans: [
            {
              spans: [
                { traceId: 'a', spanId: '1' },
                {
                  traceId: 'a',
                  spanId: '2',
                  attributes: [{ key: 'botanu.environment', value: text('of the run') }],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(rows.map(({ environment }) => environment)).toEqual(['new', 'of the run']);
  });

  it("takes a request's attempt inside a run, not the run's that is stamped on it", () => {
    const attempts = { 'botanu.attempt': tokens(3), 'botanu.request.attempt': tokens(2) };
    expect(withAttributes(attempts)).toMatchObject({ attempt: 2 });
    expect(withAttributes({ 'botanu.attempt': tokens(3) })).toMatchObject({ attempt: null });
  });

  it('knows an outcome that was told later', () => {
    expect(withAttributes(texts({ 'botanu.outcome.status': 'success' }), 'botanu.outcome')).toMatchObject({
      kind: 'outcome',
      outcome_status: 'success',
    });
  });
});
