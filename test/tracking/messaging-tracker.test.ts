import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type MessagingTracker, TrackMessaging, trackMessagingOperation } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const duration = expect.any(Number) as number;
const START = {
  'messaging.system': 'aws_sqs',
  'messaging.operation.name': 'publish',
  'messaging.operation.type': 'send',
  'messaging.operation': 'publish',
  'messaging.destination.name': 'replies',
  'botanu.vendor': 'sqs',
};

const attributesOf = (use: (tracker: MessagingTracker) => unknown) => {
  trackMessagingOperation(
    { system: 'sqs', operation: 'publish', destination: 'replies' },
    (tracker) => void use(tracker),
  );
  return telemetry.span('publish replies').attributes;
};

describe('the span of a messaging operation', () => {
  it('has everything that was given, under the old names and the new', () => {
    trackMessagingOperation(
      { system: 'sqs', operation: 'publish', destination: 'replies', attributes: { 'app.shard': 3 } },
      () => 1,
    );
    expect(telemetry.span('publish replies').attributes).toEqual({
      ...START,
      'app.shard': 3,
      'botanu.messaging.duration_ms': duration,
    });
  });

  it.each([
    ['publish', SpanKind.PRODUCER, 'send'],
    ['send', SpanKind.PRODUCER, 'send'],
    ['consume', SpanKind.CONSUMER, 'process'],
    ['process', SpanKind.CONSUMER, 'process'],
    ['receive', SpanKind.CLIENT, 'receive'],
    ['subscribe', SpanKind.CLIENT, 'subscribe'],
    ['settle', SpanKind.CLIENT, 'settle'],
  ])('of %s is of the right kind and type', (operation, kind, type) => {
    trackMessagingOperation({ system: 'kafka', operation, destination: 'q' }, () => 1);
    const span = telemetry.span(`${operation} q`);
    expect(span.kind).toBe(kind);
    expect(span.attributes).toMatchObject({
      'messaging.operation.name': operation,
      'messaging.operation.type': type,
      'messaging.operation': operation,
    });
  });

  it('is named for the method, without a destination, where neither was given', () => {
    class Queue {
      @TrackMessaging({ system: 'kafka' })
      publish() {}
    }
    new Queue().publish();
    const span = telemetry.span('publish');
    expect(span.kind).toBe(SpanKind.PRODUCER);
    expect(span.attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'publish',
      'messaging.operation.type': 'send',
      'messaging.operation': 'publish',
      'botanu.vendor': 'kafka',
      'botanu.messaging.duration_ms': duration,
    });
  });

  it('goes by what there is, where the system is missing, and says so once', async () => {
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 2; i++) trackMessagingOperation({ operation: 'receive' }, () => 1);
    });
    expect(Object.keys(telemetry.spans()[0]!.attributes)).not.toContain('messaging.system');
    expect(warnings).toEqual([expect.stringContaining('trackMessagingOperation has no system')]);
  });
});

it.each([
  ['sqs', 'aws_sqs', 'sqs'],
  ['aws_sqs', 'aws_sqs', 'sqs'],
  ['SNS', 'aws_sns', 'sns'],
  ['aws_sns', 'aws_sns', 'sns'],
  ['pubsub', 'gcp_pubsub', 'pubsub'],
  ['gcp_pubsub', 'gcp_pubsub', 'pubsub'],
  ['kafka', 'kafka', 'kafka'],
  ['RabbitMQ', 'rabbitmq', 'rabbitmq'],
])('the system %s is %s to the conventions and %s to the cost engine', (given, system, vendor) => {
  trackMessagingOperation({ system: given, operation: 'receive' }, () => 1);
  expect(telemetry.span('receive').attributes).toMatchObject({
    'messaging.system': system,
    'botanu.vendor': vendor,
  });
});

it.each<[string, (tracker: MessagingTracker) => unknown, object]>([
  [
    'setResult of one message',
    (t) => t.setResult({ messageCount: 1, bytesTransferred: 512 }),
    {
      'botanu.messaging.message_count': 1,
      'botanu.messaging.bytes_transferred': 512,
      'messaging.message.body.size': 512,
    },
  ],
  [
    'setResult of a batch',
    (t) => t.setResult({ messageCount: 10, bytesTransferred: 5_120 }),
    {
      'botanu.messaging.message_count': 10,
      'botanu.messaging.bytes_transferred': 5_120,
      'messaging.batch.message_count': 10,
    },
  ],
  [
    'setResult of one message, its size told later',
    (t) => t.setResult({ messageCount: 1 }).setResult({ bytesTransferred: 512 }),
    {
      'botanu.messaging.message_count': 1,
      'botanu.messaging.bytes_transferred': 512,
      'messaging.message.body.size': 512,
    },
  ],
  [
    'setResult of what turned out to be a batch',
    (t) => t.setResult({ messageCount: 1, bytesTransferred: 512 }).setResult({ messageCount: 2 }),
    {
      'botanu.messaging.message_count': 2,
      'botanu.messaging.bytes_transferred': 512,
      'messaging.batch.message_count': 2,
    },
  ],
  ['setResult of nothing', (t) => t.setResult({ messageCount: 0 }), { 'botanu.messaging.message_count': 0 }],
  ['setRequestId', (t) => t.setRequestId('msg-1'), { 'messaging.message.id': 'msg-1' }],
  ['setTokens', (t) => t.setTokens({ outputTokens: 5 }), { 'gen_ai.usage.output_tokens': 5 }],
  [
    'addMetadata',
    (t) => t.addMetadata({ topic: 'x', 'messaging.kafka.offset': 7 }),
    { 'botanu.messaging.topic': 'x', 'messaging.kafka.offset': 7 },
  ],
])('%s', (_, use, expected) => {
  expect(attributesOf(use)).toEqual({ ...START, 'botanu.messaging.duration_ms': duration, ...expected });
});

it('says under two names what went wrong', () => {
  expect(() =>
    trackMessagingOperation({ system: 'kafka', operation: 'send', destination: 'q' }, () => {
      throw Object.assign(new TypeError('too large'), { status: 413 });
    }),
  ).toThrow('too large');
  const span = telemetry.span('send q');
  expect(span.attributes).toMatchObject({ 'error.type': '413', 'botanu.messaging.error': 'TypeError' });
  expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too large' });
});

it('leaves out what is not what it should be, with one warning each, and keeps the rest', async () => {
  const warnings = await warningsOf(() =>
    attributesOf((tracker) =>
      tracker
        .setResult({ messageCount: 2.5, bytesTransferred: 3 })
        .setResult({ messageCount: NaN })
        .setRequestId(1 as never),
    ),
  );
  expect(telemetry.span('publish replies').attributes).toEqual({
    ...START,
    'botanu.messaging.bytes_transferred': 3,
    'botanu.messaging.duration_ms': duration,
  });
  expect(warnings).toHaveLength(2);
});

it('a batch is linked once to each span that sent of it, however much that sent', () => {
  const sentBy = (n: number) => ({ traceparent: `00-${'a'.repeat(32)}-${String(n).padStart(16, '0')}-01` });
  const otherTrace = { traceparent: `00-${'b'.repeat(32)}-${'1'.padStart(16, '0')}-01` };
  const carrier = [...Array.from({ length: 200 }, () => sentBy(1)), sentBy(2), otherTrace];
  trackMessagingOperation({ system: 'kafka', operation: 'process', destination: 'q', carrier }, () => 1);
  const { links, droppedLinksCount } = telemetry.span('process q');
  expect(links.map(({ context }) => [context.traceId[0], context.spanId.at(-1)])).toEqual([
    ['a', '1'],
    ['a', '2'],
    ['b', '1'],
  ]);
  expect(droppedLinksCount).toBe(0);
});
