import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type DBTracker, TrackDb, trackDbOperation } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const duration = expect.any(Number) as number;
const START = {
  'db.system.name': 'postgresql',
  'db.system': 'postgresql',
  'db.operation.name': 'SELECT',
  'db.operation': 'SELECT',
  'botanu.vendor': 'postgresql',
};

const attributesOf = (use: (tracker: DBTracker) => unknown) => {
  trackDbOperation({ system: 'postgres', operation: 'SELECT' }, (tracker) => void use(tracker));
  return telemetry.span('SELECT').attributes;
};

describe('the span of a database operation', () => {
  it('has everything that was given, under the old names and the new', () => {
    trackDbOperation(
      {
        system: 'postgres',
        operation: 'select',
        database: 'support',
        table: 'tickets',
        schema: 'public',
        attributes: { 'app.shard': 3 },
      },
      () => 1,
    );
    const span = telemetry.span('SELECT tickets');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(span.attributes).toEqual({
      ...START,
      'db.namespace': 'support',
      'db.name': 'support',
      'db.collection.name': 'tickets',
      'botanu.data.schema': 'public',
      'app.shard': 3,
      'botanu.data.duration_ms': duration,
    });
  });

  it.each([
    [{ operation: 'insert', table: 't', database: 'd' }, 'INSERT t'],
    [{ operation: 'insert', database: 'd' }, 'INSERT d'],
    [{ operation: 'insert' }, 'INSERT'],
    [{ operation: 'Batch', table: 't' }, 'BATCH t'],
  ])('of %p is named %p', (options, name) => {
    trackDbOperation({ system: 'pg', ...options }, () => 1);
    expect(telemetry.spans().map((span) => span.name)).toEqual([name]);
  });

  it('is named for the method where no operation was given', () => {
    class Tickets {
      @TrackDb({ system: 'pg', table: 'tickets' })
      upsert() {}
    }
    new Tickets().upsert();
    expect(telemetry.span('UPSERT tickets').attributes['db.operation.name']).toBe('UPSERT');
  });

  it('goes by what there is, where the system is missing, and says so once', async () => {
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 2; i++) trackDbOperation({ operation: 'select' }, () => 1);
    });
    expect(telemetry.spans()[0]!.attributes).toEqual({
      'db.operation.name': 'SELECT',
      'db.operation': 'SELECT',
      'botanu.data.duration_ms': duration,
    });
    expect(warnings).toEqual([expect.stringContaining('trackDbOperation has no system')]);
  });
});

it.each([
  ['postgres', 'postgresql', 'postgresql'],
  ['pg', 'postgresql', 'postgresql'],
  ['PostgreSQL', 'postgresql', 'postgresql'],
  ['mongo', 'mongodb', 'mongodb'],
  ['sqlserver', 'microsoft.sql_server', 'mssql'],
  ['mssql', 'microsoft.sql_server', 'mssql'],
  ['microsoft.sql_server', 'microsoft.sql_server', 'mssql'],
  ['dynamodb', 'aws.dynamodb', 'dynamodb'],
  ['redshift', 'aws.redshift', 'redshift'],
  ['cosmosdb', 'azure.cosmosdb', 'cosmosdb'],
  ['oracle', 'oracle.db', 'oracle'],
  ['snowflake', 'snowflake', 'snowflake'],
  ['bigquery', 'bigquery', 'bigquery'],
  ['databricks', 'databricks', 'databricks'],
  ['athena', 'athena', 'athena'],
  ['CockroachDB', 'cockroachdb', 'cockroachdb'],
])('the system %s is %s to the conventions and %s to the cost engine', (given, system, vendor) => {
  trackDbOperation({ system: given, operation: 'select' }, () => 1);
  expect(telemetry.span('SELECT').attributes).toMatchObject({
    'db.system.name': system,
    'db.system': vendor,
    'botanu.vendor': vendor,
  });
});

it.each<[string, (tracker: DBTracker) => unknown, object]>([
  [
    'setResult',
    (t) => t.setResult({ rowsReturned: 10, rowsAffected: 0, bytesRead: 2_048, bytesWritten: 1 }),
    {
      'db.response.returned_rows': 10,
      'botanu.data.rows_returned': 10,
      'botanu.data.rows_affected': 0,
      'botanu.data.bytes_read': 2_048,
      'botanu.data.bytes_written': 1,
    },
  ],
  [
    'setResult, twice',
    (t) => t.setResult({ rowsAffected: 1, bytesRead: 5 }).setResult({ rowsAffected: 2 }),
    { 'botanu.data.rows_affected': 2, 'botanu.data.bytes_read': 5 },
  ],
  ['setTable(name)', (t) => t.setTable('tickets'), { 'db.collection.name': 'tickets' }],
  [
    'setTable(name, schema)',
    (t) => t.setTable('tickets', 'public'),
    { 'db.collection.name': 'tickets', 'botanu.data.schema': 'public' },
  ],
  ['setQueryId', (t) => t.setQueryId('q-1'), { 'botanu.warehouse.query_id': 'q-1' }],
  ['setBytesScanned', (t) => t.setBytesScanned(10_000_000), { 'botanu.warehouse.bytes_scanned': 10_000_000 }],
  ['setRequestId', (t) => t.setRequestId('req-1'), { 'botanu.vendor.request_id': 'req-1' }],
  ['setTokens', (t) => t.setTokens({ outputTokens: 5 }), { 'gen_ai.usage.output_tokens': 5 }],
  [
    'addMetadata',
    (t) => t.addMetadata({ replica: true, 'db.response.status_code': '00000' }),
    { 'botanu.data.replica': true, 'db.response.status_code': '00000' },
  ],
])('%s', (_, use, expected) => {
  expect(attributesOf(use)).toEqual({ ...START, 'botanu.data.duration_ms': duration, ...expected });
});

it('says under two names what went wrong', () => {
  const broken = () => {
    throw Object.assign(new RangeError('duplicate key'), { code: '23505' });
  };
  expect(() => trackDbOperation({ system: 'pg', operation: 'insert' }, broken)).toThrow('duplicate key');
  const span = telemetry.span('INSERT');
  expect(span.attributes).toMatchObject({ 'error.type': '23505', 'botanu.data.error': 'RangeError' });
  expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'duplicate key' });
});

it('leaves out what is not what it should be, with one warning each, and keeps the rest', async () => {
  const warnings = await warningsOf(() =>
    attributesOf((tracker) =>
      tracker
        .setResult({ rowsReturned: -1, rowsAffected: 1.5, bytesRead: NaN, bytesWritten: 3 })
        .setResult({ rowsReturned: Infinity })
        .setTable(1 as never, 'public')
        .setQueryId({} as never)
        .setBytesScanned('7' as never),
    ),
  );
  expect(telemetry.span('SELECT').attributes).toEqual({
    ...START,
    'botanu.data.bytes_written': 3,
    'botanu.data.schema': 'public',
    'botanu.data.duration_ms': duration,
  });
  expect(warnings.map((warning) => /(\w+) must be/.exec(warning)![1])).toEqual([
    'rowsReturned',
    'rowsAffected',
    'bytesRead',
    'table',
    'queryId',
    'bytesScanned',
  ]);
});
