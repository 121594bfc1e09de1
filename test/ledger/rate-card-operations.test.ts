import type { SpanFields } from '../support/costs';
import { costOf, pricedAtOnce, spanRow } from '../support/costs';

const GB = 1_000_000_000;

/** Source of an amount by a rate card; the eight digits are of its content. */
const CARD = /^botanu\.prices\.yaml@[0-9a-f]{8}$/;

describe('operations', () => {
  const RULES = `
databases:
  - { system: bigquery, per_tib_scanned: 6.25 }
  - { system: postgresql, per_million_queries: 2 }
  - { system: postgresql, operation: INSERT, per_million_queries: 5, per_1k_rows: 0.01 }
  - { system: dynamodb, name: "orders*", per_1k_rows: 1, per_gb_read: 0.5, per_gb_written: 2 }
  - { system: snowflake, valid_from: 2025-06-02, per_query: 1, when_failed: free }
storage:
  - { system: s3, operation: GET, per_1k_operations: 0.0004, per_gb_read: 0.09 }
  - { system: s3, operation: PUT, per_1k_operations: 0.005, when_failed: charged }
  - { system: s3, operation: head, per_operation: 0.5 }
  - { system: s3, operation: DeleteObject, per_operation: 0.25 }
  - { system: gcs, per_gib_read: 3 }
messaging:
  - { system: sqs, per_million_messages: 0.4 }
  - { system: kafka, name: orders, per_gb_transferred: 0.1 }
tools:
  - { system: serpapi, per_1k_calls: 10 }
  - { system: serpapi, name: maps, per_call: 0.02, per_item: 0.001 }
`;
  const priced = pricedAtOnce(RULES);

  it.each(
    priced<[string, SpanFields, number]>(
      [
        ['a byte scanned', { kind: 'database', system: 'bigquery', bytes_scanned: 2 ** 40 / 2 }, 3.125],
        ['a query', { kind: 'database', system: 'postgresql', operation: 'SELECT' }, 0.000002],
        [
          'a query and a row, by the rule that names the operation',
          { kind: 'database', system: 'postgresql', operation: 'INSERT', rows_affected: 500 },
          0.000005 + 0.005,
        ],
        [
          'rows read and written, bytes read and written, by both of its names',
          {
            kind: 'database',
            system: 'aws.dynamodb',
            target: 'orders_2025',
            rows_returned: 100,
            rows_affected: 50,
            bytes_read: GB,
            bytes_written: GB / 2,
          },
          0.15 + 0.5 + 1,
        ],
        [
          'a failed query that its seller does not charge',
          { kind: 'database', system: 'snowflake', error_type: 'Timeout' },
          0,
        ],
        [
          'an operation on storage and its bytes',
          { kind: 'storage', system: 's3', operation: 'GET', bytes_read: 2 * GB },
          0.0000004 + 0.18,
        ],
        [
          'one that AWS names',
          { kind: 'storage', system: 's3', operation: 'GetObject', bytes_read: 0 },
          0.0000004,
        ],
        [
          'one that AWS names, where the rule has the method in another case',
          { kind: 'storage', system: 's3', operation: 'HeadObject' },
          0.5,
        ],
        [
          'one by its method, where the rule has the name by AWS',
          { kind: 'storage', system: 's3', operation: 'DELETE' },
          0.25,
        ],
        ['gibibytes', { kind: 'storage', system: 'gcs', bytes_read: 2 ** 30 }, 3],
        [
          'a failed one that its seller does charge',
          { kind: 'storage', system: 's3', operation: 'PUT', error_type: '403' },
          0.000005,
        ],
        [
          'a batch of messages',
          { kind: 'messaging', system: 'aws_sqs', vendor: 'sqs', messages: 10 },
          0.000004,
        ],
        ['a message by itself', { kind: 'messaging', system: 'aws_sqs' }, 0.0000004],
        [
          'bytes transferred',
          { kind: 'messaging', system: 'kafka', target: 'orders', bytes_transferred: GB },
          0.1,
        ],
        ['a call of a tool', { kind: 'tool', vendor: 'serpapi', target: 'search' }, 0.01],
        ['a call and its items', { kind: 'tool', vendor: 'serpapi', target: 'maps', items: 20 }, 0.04],
      ],
      ([, fields]) => spanRow(fields),
    ),
  )('are charged by %s', (_, _fields, costUsd, cost) => {
    expect(cost().cost).toBeCloseTo(costUsd, 15);
    expect(cost()).toMatchObject({ source: expect.stringMatching(CARD), unpriced_reason: null });
  });

  it.each(
    priced<[string, SpanFields, string]>(
      [
        ['no rule is for the system', { kind: 'database', system: 'mysql' }, 'no_rate'],
        [
          'the rule is for another name',
          { kind: 'messaging', system: 'kafka', target: 'invoices' },
          'no_rate',
        ],
        [
          'the rule is not valid yet',
          { kind: 'database', system: 'snowflake', startMs: Date.parse('2025-06-01T23:59:59.999Z') },
          'no_rate',
        ],
        ['the rule is for another kind', { kind: 'storage', system: 'bigquery' }, 'no_rate'],
        ['what it charges was not counted', { kind: 'database', system: 'bigquery' }, 'no_usage'],
        ['one of two counts is missing', { kind: 'tool', vendor: 'serpapi', target: 'maps' }, 'no_usage'],
        [
          'it failed, and nobody says whether that is charged',
          { kind: 'tool', vendor: 'serpapi', target: 'search', error_type: '503' },
          'failed_without_usage',
        ],
        [
          'a message failed, and nobody says whether that is charged',
          { kind: 'messaging', system: 'aws_sqs', error_type: 'Timeout' },
          'failed_without_usage',
        ],
        [
          'it failed, and was not counted',
          { kind: 'database', system: 'bigquery', error_type: 'Timeout' },
          'failed_without_usage',
        ],
      ],
      ([, fields]) => spanRow(fields),
    ),
  )('have no price where %s', (_, _fields, reason, cost) => {
    expect(cost()).toEqual({
      cost: null,
      source: null,
      unpriced_reason: reason,
    });
  });

  it('that failed cost what was counted of them', async () => {
    const scanned = { kind: 'database', system: 'bigquery', bytes_scanned: 2 ** 40, error_type: 'Timeout' };
    expect((await costOf(spanRow(scanned), RULES)).cost).toBe(6.25);
  });
});
