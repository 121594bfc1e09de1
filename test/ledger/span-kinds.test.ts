import type { AnyValue } from '../../src/ledger/otlp-json';
import { rowOf } from '../support/span-row';

const texts = (attributes: Record<string, string>): Record<string, AnyValue> =>
  Object.fromEntries(Object.entries(attributes).map(([key, stringValue]) => [key, { stringValue }]));
const tokens = (count: number): AnyValue => ({ intValue: count });

describe('a span as a row', () => {
  it.each<[string, Record<string, AnyValue>, object]>([
    [
      'an LLM call',
      {
        ...texts({
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'azure.ai.openai',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.id': 'resp_1',
          'openai.response.service_tier': 'flex',
        }),
      },
      {
        kind: 'llm',
        system: 'azure.ai.openai',
        vendor: 'azure.openai',
        operation: 'chat',
        target: null,
        response_id: 'resp_1',
        service_tier: 'flex',
      },
    ],
    [
      'an LLM call that was bought from somebody else',
      texts({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'botanu.vendor': 'reseller',
      }),
      { kind: 'llm', system: 'openai', vendor: 'reseller' },
    ],
    [
      'an LLM call whose seller was told in another spelling',
      texts({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'azure',
        'botanu.vendor': 'azure',
      }),
      { kind: 'llm', system: 'azure', vendor: 'azure.openai' },
    ],
    [
      'a tool',
      {
        ...texts({
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'search',
          'botanu.vendor': 'serpapi',
        }),
        'botanu.tool.items_returned': tokens(7),
      },
      {
        kind: 'tool',
        system: 'serpapi',
        vendor: 'serpapi',
        operation: 'execute_tool',
        target: 'search',
        items: 7,
      },
    ],
    [
      'a query',
      {
        ...texts({
          'db.system.name': 'microsoft.sql_server',
          'db.system': 'mssql',
          'db.operation.name': 'SELECT',
          'db.collection.name': 'orders',
          'botanu.vendor': 'mssql',
        }),
        'db.response.returned_rows': tokens(5),
        'botanu.data.rows_affected': tokens(1),
        'botanu.data.bytes_read': tokens(2),
        'botanu.data.bytes_written': tokens(3),
        'botanu.warehouse.bytes_scanned': tokens(4),
      },
      {
        kind: 'database',
        system: 'microsoft.sql_server',
        vendor: 'mssql',
        operation: 'SELECT',
        target: 'orders',
        rows_returned: 5,
        rows_affected: 1,
        bytes_read: 2,
        bytes_written: 3,
        bytes_scanned: 4,
      },
    ],
    [
      "a query by another library's older names",
      texts({ 'db.system': 'dynamodb', 'db.operation': 'GetItem' }),
      { kind: 'database', system: 'aws.dynamodb', vendor: 'dynamodb', operation: 'GetItem' },
    ],
    [
      'a request for an object',
      {
        ...texts({
          'botanu.storage.system': 's3',
          'botanu.storage.operation': 'GET',
          'botanu.storage.bucket': 'b',
          'rpc.method': 'GetObject',
          'aws.s3.bucket': 'b',
        }),
        'botanu.data.objects_count': tokens(2),
      },
      { kind: 'storage', system: 's3', vendor: 's3', operation: 'GetObject', target: 'b' },
    ],
    [
      "a request for an object by Amazon's instrumentation",
      texts({ 'rpc.system': 'aws-api', 'rpc.method': 'GetObject', 'aws.s3.bucket': 'b' }),
      { kind: 'storage', system: 's3', operation: 'GetObject', target: 'b' },
    ],
    [
      'a request for an object by its bucket, which only botanu tells of',
      texts({
        'botanu.storage.system': 'gcs',
        'botanu.storage.operation': 'GET',
        'botanu.storage.bucket': 'b',
      }),
      { kind: 'storage', operation: 'GET', target: 'b' },
    ],
    [
      'a request for an object elsewhere',
      texts({ 'botanu.storage.system': 'gcs', 'botanu.storage.operation': 'LIST' }),
      { kind: 'storage', system: 'gcs', operation: 'LIST', target: null },
    ],
    [
      'a message',
      {
        ...texts({
          'messaging.system': 'aws_sqs',
          'messaging.operation.name': 'publish',
          'messaging.operation.type': 'send',
          'messaging.destination.name': 'q',
          'botanu.vendor': 'sqs',
        }),
        'messaging.batch.message_count': tokens(10),
        'messaging.message.body.size': tokens(99),
      },
      {
        kind: 'messaging',
        system: 'aws_sqs',
        vendor: 'sqs',
        operation: 'publish',
        target: 'q',
        messages: 10,
        bytes_transferred: 99,
      },
    ],
    [
      'a request of HTTP',
      texts({ 'http.request.method': 'POST', 'rpc.method': 'Get' }),
      { kind: null, system: null, operation: null, target: null },
    ],
    [
      "another library's step around calls",
      texts({ 'gen_ai.operation.name': 'create_agent', 'gen_ai.provider.name': 'openai' }),
      { kind: null, operation: 'create_agent' },
    ],
    [
      "a tool of another library's, which is a border between calls and nothing that costs",
      texts({ 'mcp.method.name': 'tools/call' }),
      { kind: null, operation: 'execute_tool' },
    ],
    [
      'an operation that the user of botanu has named',
      texts({
        'gen_ai.operation.name': 'translate',
        'gen_ai.provider.name': 'openai',
        'botanu.vendor': 'openai',
      }),
      { kind: 'llm', operation: 'translate', is_own: 1 },
    ],
    [
      "another library's model call, of which nobody but the ledger knows the vendor",
      texts({ 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'openai' }),
      { kind: 'llm', vendor: 'openai', is_own: null },
    ],
    [
      "botanu's step around calls",
      texts({
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.provider.name': 'openai',
        'botanu.vendor': 'openai',
      }),
      { kind: null, operation: 'invoke_agent', is_own: 1 },
    ],
    ['a model that nobody called', texts({ 'gen_ai.request.model': 'm' }), { kind: null }],
    [
      'a tool that tells what it used',
      {
        ...texts({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.provider.name': 'openai' }),
        'gen_ai.usage.input_tokens': tokens(1),
      },
      { kind: 'llm' },
    ],
    [
      'an operation that was left',
      texts({ 'botanu.operation.status': 'abandoned' }),
      { operation_status: 'abandoned' },
    ],
  ])('tells %s by its attributes', (_, attributes, columns) => {
    const row = rowOf({ attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })) });
    expect(row).toMatchObject(columns);
  });
});
