import {
  context,
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  getRunContext,
  injectRunContext,
  runUseCase,
  trackMessagingOperation,
  withBaggage,
  withRunContext,
} from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

type Headers = Record<string, string>;

const PEER_RUN = '01923456-789a-7bcd-8def-000000000001';
const TRACE = { traceparent: '00-11111111111111111111111111111111-2222222222222222-01' };
const RUN = { baggage: `botanu.run_id=${PEER_RUN},botanu.use_case=Support` };

const tracer = () => trace.getTracer('test');

/** Where a message arrives: calls `fn` there. */
const PLACES = {
  nowhere: (fn: () => void) => fn(),
  'a span': (fn: () => void) =>
    tracer().startActiveSpan('current', (span) => {
      fn();
      span.end();
    }),
  'a run': (fn: () => void) => runUseCase('Current', fn),
  'what a run left behind': (fn: () => void) => context.with(runUseCase('Current', theContext), fn),
};
const theContext = (): Context => context.active();

/** A message that was sent where this is called. */
function sent(): Headers {
  const carrier: Headers = {};
  trackMessagingOperation({ system: 'kafka', operation: 'send', destination: 'q', carrier }, () => 1);
  return carrier;
}

const nowhere = <R>(fn: () => R): R => context.with(ROOT_CONTEXT, fn);

/** What arrives: calls `fn` with it. */
const MESSAGES = {
  nothing: (fn: (headers: Headers) => void) => fn({}),
  'baggage of others': (fn: (headers: Headers) => void) => fn({ baggage: 'their.key=v' }),
  'a trace': (fn: (headers: Headers) => void) => fn({ ...TRACE }),
  'a run': (fn: (headers: Headers) => void) => fn({ ...RUN }),
  'trace and run': (fn: (headers: Headers) => void) => fn({ ...TRACE, ...RUN }),
  'an open run of this process': (fn: (headers: Headers) => void) => {
    const here = context.active();
    nowhere(() =>
      runUseCase('Support', () => {
        const headers = sent();
        context.with(here, () => fn(headers));
      }),
    );
  },
  'an ended run of this process': (fn: (headers: Headers) => void) =>
    fn(nowhere(() => runUseCase('Support', sent))),
  'the same run': (fn: (headers: Headers) => void) => fn(sent()),
};

/** Who takes it in, as the name of the span that shows where it did. */
const CONSUMERS = {
  'process q': (carrier: Headers) =>
    trackMessagingOperation({ system: 'kafka', operation: 'process', destination: 'q', carrier }, () => 1),
  'process batch': (carrier: Headers) =>
    trackMessagingOperation(
      { system: 'kafka', operation: 'process', destination: 'batch', carrier: [carrier, {}, undefined] },
      () => 1,
    ),
  'botanu.run/Support': (carrier: Headers) => runUseCase({ useCase: 'Support', carrier }, () => 1),
  inside: (carrier: Headers) => withRunContext(carrier, () => tracer().startSpan('inside').end()),
};

/** E.g. `message's, under current, linked`: whose run, under which span, and whether it links to the message. */
function arrival(place: keyof typeof PLACES, message: keyof typeof MESSAGES, name: keyof typeof CONSUMERS) {
  let said = '';
  PLACES[place](() => {
    const current = { span: trace.getActiveSpan(), runId: getRunContext()?.runId };
    MESSAGES[message]((headers) => {
      CONSUMERS[name](headers);
      const span = telemetry.spans().find((each) => each.name === name && !isOf(headers, each))!;
      said = described(span, headers, current);
    });
  });
  return said;
}

/** The run that sent the message has the consuming one's name in some cases. */
const isOf = (headers: Headers, span: ReadableSpan): boolean =>
  headers.traceparent?.includes(span.spanContext().spanId) === true ||
  telemetry.spans().some((each) => each.name === 'send q' && isChild(each, span));

const isChild = (inner: ReadableSpan, outer: ReadableSpan): boolean =>
  inner.parentSpanContext?.spanId === outer.spanContext().spanId;

function described(
  span: ReadableSpan,
  headers: Headers,
  current: { span: Span | undefined; runId: string | undefined },
): string {
  const messageRun = /run_id=([^,]+)/.exec(headers.baggage ?? '')?.[1];
  const whose = (id: unknown): string =>
    id === undefined ? 'no' : id === current.runId ? 'own' : id === messageRun ? 'message’s' : 'new';
  const parent = span.parentSpanContext?.spanId;
  const under =
    parent === undefined
      ? 'none'
      : parent === current.span?.spanContext().spanId
        ? 'current'
        : headers.traceparent?.includes(parent)
          ? 'message'
          : 'another';
  const { 'botanu.run_id': run, 'botanu.parent_run_id': enclosing } = span.attributes;
  const linked = span.links.some((link) => headers.traceparent?.includes(link.context.spanId));
  const child = enclosing === undefined ? '' : `, child of ${whose(enclosing)}`;
  return `${whose(run)}${child}, under ${under}${linked ? ', linked' : ''}`;
}

type Row = [place: keyof typeof PLACES, message: keyof typeof MESSAGES, ...expected: string[]];

const ROWS: Row[] = [
  // where, what, a consumer of it, a use case with it as its carrier, withRunContext
  ['nowhere', 'nothing', 'no, under none', 'new, under none', 'no, under none'],
  ['nowhere', 'baggage of others', 'no, under none', 'new, under none', 'no, under none'],
  ['nowhere', 'a trace', 'no, under message, linked', 'new, under message', 'no, under message'],
  ['nowhere', 'a run', 'message’s, under none', 'message’s, under none', 'message’s, under none'],
  ...(['nowhere', 'a span', 'a run', 'what a run left behind'] as const).flatMap((place): Row[] => [
    [
      place,
      'trace and run',
      'message’s, under message, linked',
      'message’s, under message',
      'message’s, under message',
    ],
    [
      place,
      'an ended run of this process',
      'message’s, under message, linked',
      'message’s, under message',
      'message’s, under message',
    ],
    [
      place,
      'an open run of this process',
      'message’s, under message, linked',
      'new, child of message’s, under message',
      'message’s, under message',
    ],
  ]),

  ['a span', 'nothing', 'no, under current', 'new, under current', 'no, under current'],
  ['a span', 'baggage of others', 'no, under current', 'new, under current', 'no, under current'],
  ['a span', 'a trace', 'no, under message, linked', 'new, under message', 'no, under message'],
  ['a span', 'a run', 'message’s, under current', 'message’s, under current', 'message’s, under current'],

  ['a run', 'nothing', 'own, under current', 'new, child of own, under current', 'own, under current'],
  [
    'a run',
    'baggage of others',
    'own, under current',
    'new, child of own, under current',
    'own, under current',
  ],
  [
    'a run',
    'a trace',
    'own, under current, linked',
    'new, child of own, under current, linked',
    'own, under current',
  ],
  ['a run', 'a run', 'message’s, under current', 'message’s, under current', 'message’s, under current'],
  [
    'a run',
    'the same run',
    'own, under current, linked',
    'new, child of own, under message',
    'own, under message',
  ],

  ['what a run left behind', 'nothing', 'own, under current', 'new, under none', 'own, under current'],
  [
    'what a run left behind',
    'a trace',
    'no, under message, linked',
    'new, under message',
    'no, under message',
  ],
  [
    'what a run left behind',
    'a run',
    'message’s, under none',
    'message’s, under none',
    'message’s, under none',
  ],
  [
    'what a run left behind',
    'the same run',
    'own, under message, linked',
    'new, child of own, under message',
    'own, under message',
  ],
];

describe('in', () => {
  it.each(ROWS)('%s, of a message with %s', (place, message, single, useCase, wrapped) => {
    expect(arrival(place, message, 'process q')).toBe(single);
    expect(arrival(place, message, 'botanu.run/Support')).toBe(useCase);
    expect(arrival(place, message, 'inside')).toBe(wrapped);
  });

  it.each(ROWS)('%s, a batch in which one has %s stays and links', (place, message) => {
    const stays = { nowhere: 'no, under none', 'a span': 'no, under current' } as Record<string, string>;
    const linked = ['nothing', 'baggage of others', 'a run'].includes(message) ? '' : ', linked';
    expect(arrival(place, message, 'process batch')).toBe(`${stays[place] ?? 'own, under current'}${linked}`);
  });
});

it('baggage is the message’s where it has some, else that of the code around', () => {
  const keys = (headers: Headers) =>
    withRunContext(headers, () =>
      propagation
        .getActiveBaggage()
        ?.getAllEntries()
        .map(([key]) => key),
    );
  withBaggage({ 'our.key': 'v' }, () => {
    expect(keys({ ...TRACE })).toEqual(['our.key']);
    expect(keys({ baggage: 'their.key=v' })).toEqual(['their.key']);
    expect(keys({ ...TRACE, ...RUN })).toEqual(['botanu.run_id', 'botanu.use_case']);
  });
  // That of a run says what run it is: one that has ended is not gone on with.
  context.with(runUseCase('Current', theContext), () => expect(keys({ ...TRACE })).toBeUndefined());
});

it('the messages of several runs in a batch go on each in its own, one by one', () => {
  const batch = ['a', 'b', 'a'].map((name) => runUseCase(name, () => injectRunContext<Headers>({})));
  const runs = runUseCase('Worker', ({ runId }) =>
    trackMessagingOperation(
      { system: 'kafka', operation: 'process', destination: 'q', carrier: batch },
      (consumer) => {
        expect(consumer.runId).toBe(runId);
        return batch.map((headers) => withRunContext(headers, () => getRunContext()?.useCase));
      },
    ),
  );
  expect(runs).toEqual(['a', 'b', 'a']);
  expect(telemetry.span('process q').links).toHaveLength(3);
});

it('a run whose span is a consumer’s links to its message', () => {
  runUseCase({ useCase: 'Support', carrier: { ...TRACE, ...RUN }, spanKind: SpanKind.CONSUMER }, () => 1);
  const { links, parentSpanContext } = telemetry.span('botanu.run/Support');
  expect(links.map((link) => link.context.spanId)).toEqual(['2'.repeat(16)]);
  expect(parentSpanContext?.spanId).toBe('2'.repeat(16));
});
