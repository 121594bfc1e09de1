import type { SpanFields } from '../support/costs';
import { pricedAtOnce, spanRow } from '../support/costs';

describe('an operation that failed', () => {
  const TIB = 2 ** 40;
  const GB = 1_000_000_000;
  const failed: SpanFields = { error_type: 'Timeout' };
  const priced = pricedAtOnce(`
databases:
  - { system: bigquery, per_tib_scanned: 6.25, when_failed: free }
  - { system: snowflake, per_query: 1, per_1k_rows: 5, when_failed: free }
storage:
  - { system: s3, operation: GET, per_1k_operations: 0.0004, per_gb_read: 0.09, when_failed: charged }
  - { system: s3, operation: HEAD, per_gb_read: 0.09, when_failed: charged }
  - { system: gcs, per_gb_read: 1, per_gb_written: 2, when_failed: charged }
messaging:
  - { system: sqs, per_message: 1, per_gb_transferred: 2, when_failed: free }
tools:
  - { system: maps, per_call: 1, per_item: 3, when_failed: free }
`);

  it.each(
    priced<[string, SpanFields, number | null]>(
      [
        ['free: the bytes that it says', { kind: 'database', system: 'bigquery', bytes_scanned: TIB }, 6.25],
        ['free: nothing, where it says nothing', { kind: 'database', system: 'bigquery' }, 0],
        ['free: rows, not the query', { kind: 'database', system: 'snowflake', rows_returned: 1000 }, 5],
        ['free: bytes, not the message', { kind: 'messaging', system: 'sqs', bytes_transferred: GB }, 2],
        ['free: no message, even counted', { kind: 'messaging', system: 'sqs', messages: 5 }, 0],
        ['free: items, not the call', { kind: 'tool', vendor: 'maps', items: 2 }, 6],
        ['charged: the operation', { kind: 'storage', system: 's3', operation: 'GET' }, 0.0000004],
        [
          'charged: the operation and its bytes',
          { kind: 'storage', system: 's3', operation: 'GET', bytes_read: GB },
          0.0900004,
        ],
        ['charged: what it says of two counts', { kind: 'storage', system: 'gcs', bytes_written: GB }, 2],
        [
          'charged by what it does not say: nobody knows',
          { kind: 'storage', system: 's3', operation: 'HEAD' },
          null,
        ],
      ],
      ([, fields]) => spanRow({ ...fields, ...failed }),
    ),
  )('costs, where it is %s', (_, __, amount, cost) => {
    if (amount !== null) expect(cost().cost).toBeCloseTo(amount, 12);
    else expect(cost()).toMatchObject({ cost: null, unpriced_reason: 'failed_without_usage' });
  });
});
