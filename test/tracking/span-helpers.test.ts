import { trace } from '@opentelemetry/api';
import { setDataMetrics, setLlmAttributes, setTokenUsage, setWarehouseMetrics, trackToolCall } from 'botanu';
import { changeSettings, restoreSettings } from '../support/settings';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(async () => {
  await telemetry.stop();
  restoreSettings();
});

/** What a span of another library has after the helper was called in it. */
function onTheirSpan(use: () => void) {
  trace.getTracer('other').startActiveSpan('theirs', (span) => {
    use();
    span.end();
  });
  return telemetry.span('theirs').attributes;
}

it.each<[string, () => void, object]>([
  [
    'setLlmAttributes',
    () =>
      setLlmAttributes({
        provider: 'azure_openai',
        model: 'gpt-4o',
        operation: 'chat',
        providerRequestId: 'p',
        clientRequestId: 'c',
        responseModel: 'gpt-4o-2024',
        finishReason: ['stop', 'length'],
        streaming: true,
        cacheHit: false,
        attempt: 3,
        temperature: 0.2,
        stopSequences: ['END'],
        inputTokens: 10,
        outputTokens: 5,
        cacheReadTokens: 4,
      }),
    {
      'gen_ai.provider.name': 'azure.ai.openai',
      'botanu.vendor': 'azure.openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.operation.name': 'chat',
      'botanu.vendor.request_id': 'p',
      'botanu.vendor.client_request_id': 'c',
      'gen_ai.response.model': 'gpt-4o-2024',
      'gen_ai.response.finish_reasons': ['stop', 'length'],
      'gen_ai.request.stream': true,
      'botanu.request.streaming': true,
      'botanu.request.cache_hit': false,
      'botanu.request.attempt': 3,
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'botanu.usage.cache_read_tokens': 4,
    },
  ],
  [
    'setLlmAttributes of a first attempt, not streamed',
    () => setLlmAttributes({ attempt: 1, streaming: false }),
    {},
  ],
  [
    'setTokenUsage',
    () => setTokenUsage({ inputTokens: 10, outputTokens: 0, cacheWriteTokens: 3, webSearches: 1 }),
    {
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 0,
      'gen_ai.usage.cache_creation.input_tokens': 3,
      'botanu.usage.cache_write_tokens': 3,
      'botanu.usage.web_searches': 1,
    },
  ],
  [
    'setDataMetrics',
    () =>
      setDataMetrics({ rowsReturned: 1, rowsAffected: 2, bytesRead: 3, bytesWritten: 4, objectsCount: 5 }),
    {
      'db.response.returned_rows': 1,
      'botanu.data.rows_returned': 1,
      'botanu.data.rows_affected': 2,
      'botanu.data.bytes_read': 3,
      'botanu.data.bytes_written': 4,
      'botanu.data.objects_count': 5,
    },
  ],
  [
    'setWarehouseMetrics',
    () => setWarehouseMetrics({ queryId: 'q', bytesScanned: 1, partitionsScanned: 2 }),
    {
      'botanu.warehouse.query_id': 'q',
      'botanu.warehouse.bytes_scanned': 1,
      'botanu.warehouse.partitions_scanned': 2,
    },
  ],
])("%s writes on another library's span", (_, use, expected) => {
  expect(onTheirSpan(use)).toEqual(expected);
});

const HELPERS: [string, (values: never) => void, object, string][] = [
  ['setLlmAttributes', setLlmAttributes, { inputTokens: -1, model: 7, topP: 1 }, 'gen_ai.request.top_p'],
  ['setTokenUsage', setTokenUsage, { inputTokens: 1.5, outputTokens: 1 }, 'gen_ai.usage.output_tokens'],
  ['setDataMetrics', setDataMetrics, { bytesRead: NaN, bytesWritten: 1 }, 'botanu.data.bytes_written'],
  [
    'setWarehouseMetrics',
    setWarehouseMetrics,
    { queryId: 1, partitionsScanned: 1 },
    'botanu.warehouse.partitions_scanned',
  ],
];

describe.each(HELPERS)('%s', (name, helper, bad, kept) => {
  it('leaves out what is not what it should be, with one warning each, and keeps the rest', async () => {
    let attributes;
    const warnings = await warningsOf(() => (attributes = onTheirSpan(() => helper(bad as never))));
    expect(attributes).toEqual({ [kept]: 1 });
    expect(warnings).toHaveLength(Object.keys(bad).length - 1);
  });

  it('warns once where there is no span', async () => {
    const warnings = await warningsOf(() => {
      helper({} as never);
      helper({} as never);
    });
    expect(warnings).toEqual([expect.stringContaining(`${name} was called where there is no active span`)]);
  });

  it('writes on the span of the operation that it is called in', () => {
    trackToolCall({ name: 't' }, () => helper(bad as never));
    expect(telemetry.span('execute_tool t').attributes[kept]).toBe(1);
  });

  it.each([undefined, null, 7])('bears %p', (values) => {
    expect(onTheirSpan(() => helper(values as never))).toEqual({});
  });

  it('leaves a span that has ended alone', async () => {
    const warnings = await warningsOf(() =>
      trace.getTracer('other').startActiveSpan('theirs', (span) => {
        span.end();
        helper({ inputTokens: 1, bytesRead: 1, bytesScanned: 1 } as never);
      }),
    );
    expect(warnings).toEqual([]);
    expect(telemetry.span('theirs').attributes).toEqual({});
  });

  it('is redacted', () => {
    changeSettings({ redact: () => undefined });
    expect(onTheirSpan(() => helper(bad as never))).toEqual({});
  });
});
