import { SpanKind } from '@opentelemetry/api';
import { startToolCall, TrackTool, trackToolCall, type ToolTracker } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const START = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'look_up' };
const duration = expect.any(Number) as number;

const attributesOf = (use: (tracker: ToolTracker) => unknown) => {
  trackToolCall({ name: 'look_up' }, (tracker) => void use(tracker));
  return telemetry.span('execute_tool look_up').attributes;
};

describe('the span of a tool', () => {
  it('has its name, its kind, and what comes of itself', () => {
    trackToolCall({ name: 'look_up' }, () => 1);
    const span = telemetry.span('execute_tool look_up');
    expect(span.kind).toBe(SpanKind.INTERNAL);
    expect(span.attributes).toEqual({
      ...START,
      'botanu.tool.success': true,
      'botanu.tool.duration_ms': duration,
    });
  });

  it('has what was given, and the vendor where the tool is not your own', () => {
    trackToolCall(
      {
        name: 'look_up',
        toolCallId: 'call-1',
        type: 'function',
        provider: 'Google',
        attributes: { 'app.index': 'faq' },
      },
      () => 1,
    );
    expect(telemetry.span('execute_tool look_up').attributes).toEqual({
      ...START,
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.id': 'call-1',
      'botanu.vendor': 'gcp.vertex_ai',
      'app.index': 'faq',
      'botanu.tool.success': true,
      'botanu.tool.duration_ms': duration,
    });
  });

  it("has the method's name where none was given", () => {
    class Tools {
      @TrackTool()
      refund() {}
      @TrackTool('check_balance')
      balance() {}
    }
    new Tools().refund();
    new Tools().balance();
    expect(telemetry.spans().map(({ name, attributes }) => [name, attributes['gen_ai.tool.name']])).toEqual([
      ['execute_tool refund', 'refund'],
      ['execute_tool check_balance', 'check_balance'],
    ]);
  });

  it('measures how long it took, in milliseconds', async () => {
    await trackToolCall({ name: 'look_up' }, () => new Promise((resolve) => setTimeout(resolve, 20)));
    const ms = telemetry.span('execute_tool look_up').attributes['botanu.tool.duration_ms'] as number;
    expect(ms).toBeGreaterThanOrEqual(19);
    expect(ms).toBeLessThan(2_000);
  });
});

it.each<[string, (tracker: ToolTracker) => unknown, object]>([
  [
    'setResult',
    (t) => t.setResult({ success: false, itemsReturned: 3, bytesProcessed: 4_096 }),
    { 'botanu.tool.success': false, 'botanu.tool.items_returned': 3, 'botanu.tool.bytes_processed': 4_096 },
  ],
  [
    'setResult, twice',
    (t) => t.setResult({ itemsReturned: 3, bytesProcessed: 1 }).setResult({ itemsReturned: 0 }),
    { 'botanu.tool.items_returned': 0, 'botanu.tool.bytes_processed': 1 },
  ],
  ['setToolCallId', (t) => t.setToolCallId('call-1'), { 'gen_ai.tool.call.id': 'call-1' }],
  ['setRequestId', (t) => t.setRequestId('req-1'), { 'botanu.vendor.request_id': 'req-1' }],
  ['setTokens', (t) => t.setTokens({ inputTokens: 5 }), { 'gen_ai.usage.input_tokens': 5 }],
  [
    'addMetadata',
    (t) => t.addMetadata({ index: 'faq', 'gen_ai.tool.description': 'd' }),
    { 'botanu.tool.index': 'faq', 'gen_ai.tool.description': 'd' },
  ],
])('%s', (_, use, expected) => {
  expect(attributesOf(use)).toEqual({
    ...START,
    'botanu.tool.success': true,
    'botanu.tool.duration_ms': duration,
    ...expected,
  });
});

it('was no success where it threw, unless it was said to be one', () => {
  const broken = (tracker: ToolTracker, success?: boolean) => {
    tracker.setResult({ success });
    throw new TypeError('no such customer');
  };
  expect(() => trackToolCall({ name: 'a' }, (tracker) => broken(tracker))).toThrow('no such customer');
  expect(() => trackToolCall({ name: 'b' }, (tracker) => broken(tracker, true))).toThrow('no such customer');
  expect(telemetry.span('execute_tool a').attributes).toEqual({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'a',
    'botanu.tool.success': false,
    'botanu.tool.duration_ms': duration,
    'error.type': 'TypeError',
  });
  expect(telemetry.span('execute_tool b').attributes['botanu.tool.success']).toBe(true);
});

it('leaves out what is not what it should be, with one warning each, and keeps the rest', async () => {
  const warnings = await warningsOf(() =>
    attributesOf((tracker) =>
      tracker
        .setResult({ success: 'yes' as never, itemsReturned: -1, bytesProcessed: 7 })
        .setResult({ itemsReturned: 0.5, bytesProcessed: NaN })
        .setToolCallId(1 as never),
    ),
  );
  expect(telemetry.span('execute_tool look_up').attributes).toEqual({
    ...START,
    'botanu.tool.success': true,
    'botanu.tool.bytes_processed': 7,
    'botanu.tool.duration_ms': duration,
  });
  expect(warnings.map((warning) => /(\w+) must be/.exec(warning)![1])).toEqual([
    'success',
    'itemsReturned',
    'bytesProcessed',
    'toolCallId',
  ]);
});

it('ends a tool that was started by hand with its block', () => {
  {
    using tool = startToolCall({ name: 'look_up' });
    tool.setResult({ itemsReturned: 1 });
    expect(telemetry.spans()).toEqual([]);
  }
  expect(telemetry.span('execute_tool look_up').attributes['botanu.tool.items_returned']).toBe(1);
});
