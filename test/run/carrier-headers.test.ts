import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  type Carrier,
  getRunId,
  injectRunContext,
  runUseCase,
  trackMessagingOperation,
  withRunContext,
} from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const RUN_ID = '01923456-789a-7bcd-8def-000000000001';
const TRACEPARENT = '00-11111111111111111111111111111111-2222222222222222-01';
const BAGGAGE = `botanu.run_id=${RUN_ID},botanu.use_case=Support`;

/** NATS' own has exact names and gives '' for what is not there. */
class MsgHdrs {
  private readonly values = new Map<string, string[]>();
  constructor(entries: Record<string, string> = {}) {
    for (const [name, value] of Object.entries(entries)) this.set(name, value);
  }
  get = (name: string): string => this.values.get(name)?.[0] ?? '';
  set = (name: string, value: string): void => void this.values.set(name, [value]);
  keys = (): string[] => [...this.values.keys()];
}

const cookies = { get: (name: string) => (name === 'baggage' ? BAGGAGE : null), set: () => undefined };

describe('a run is read from', () => {
  it.each<[string, Carrier]>([
    ['text', { traceparent: TRACEPARENT, baggage: BAGGAGE }],
    ['bytes (Kafka, AMQP)', { traceparent: Buffer.from(TRACEPARENT), baggage: Buffer.from(BAGGAGE) }],
    ['plain bytes', { baggage: new TextEncoder().encode(BAGGAGE) }],
    ['several values', { baggage: ['their.key=v', BAGGAGE] }],
    [
      'several values that are bytes (Kafka)',
      { baggage: [Buffer.from('their.key=v'), Buffer.from(BAGGAGE)] },
    ],
    ['names in another case', { Traceparent: TRACEPARENT, BAGGAGE }],
    ['MQTT’s user properties', Object.assign(Object.create(null) as object, { baggage: BAGGAGE })],
    ['Headers', new Headers({ baggage: BAGGAGE })],
    ['a Map', new Map([['baggage', BAGGAGE]])],
    ['a Map with names in another case', new Map([['Baggage', BAGGAGE]])],
    ['a Map of bytes', new Map<string, unknown>([['baggage', Buffer.from(BAGGAGE)]])],
    ['NATS’ headers', new MsgHdrs({ baggage: BAGGAGE })],
    ['NATS’ headers from a client in Go', new MsgHdrs({ Baggage: BAGGAGE })],
    ['what has no keys', cookies],
    ['SQS’ attributes', { baggage: { DataType: 'String', StringValue: BAGGAGE } }],
    ['SQS’ attributes in an event of Lambda', { baggage: { dataType: 'String', stringValue: BAGGAGE } }],
  ])('%s', (_, carrier) => {
    withRunContext(carrier, () => expect(getRunId()).toBe(RUN_ID));
    trackMessagingOperation({ system: 'x', operation: 'process', destination: 'q', carrier }, () => 1);
    expect(telemetry.span('process q').attributes['botanu.run_id']).toBe(RUN_ID);
  });
});

describe('a run is written into', () => {
  it.each<[string, Carrier, (carrier: never) => unknown]>([
    ['an object', {}, (headers: { baggage: string }) => headers.baggage],
    ['Headers', new Headers(), (headers: Headers) => headers.get('baggage')],
    ['a Map', new Map<string, string>(), (headers: Map<string, string>) => headers.get('baggage')],
    ['NATS’ headers', new MsgHdrs(), (headers: MsgHdrs) => headers.get('baggage')],
    ['a header that is there', { Baggage: 'old=1' }, (headers: { Baggage: string }) => headers.Baggage],
    ['one of a Map', new Map([['BAGGAGE', 'old=1']]), (map: Map<string, string>) => map.get('BAGGAGE')],
  ])('%s', (_, carrier, baggageOf) => {
    const runId = runUseCase('u', ({ runId: id }) => {
      expect(injectRunContext(carrier)).toBe(carrier);
      return id;
    });
    expect(baggageOf(carrier as never)).toBe(`botanu.run_id=${runId},botanu.use_case=u,botanu.workflow=u`);
    withRunContext(carrier, () => expect(getRunId()).toBe(runId));
  });
});

describe('headers that are used again outside of the run', () => {
  const noDelete = new MsgHdrs();
  it.each<[string, Carrier, (carrier: never) => unknown]>([
    ['an object', {}, (headers: Record<string, unknown>) => headers.baggage],
    ['one with another spelling', { Baggage: '' }, (headers: Record<string, unknown>) => headers.Baggage],
    ['Headers', new Headers(), (headers: Headers) => headers.get('baggage') ?? undefined],
    ['a Map', new Map<string, string>(), (headers: Map<string, string>) => headers.get('baggage')],
    ['what nothing can be deleted from', noDelete, (headers: MsgHdrs) => headers.get('baggage') || undefined],
  ])('name it no longer: %s', (_, carrier, baggageOf) => {
    runUseCase('u', () => injectRunContext(carrier));
    expect(baggageOf(carrier as never)).toContain('botanu.run_id');
    trackMessagingOperation({ system: 'x', operation: 'publish', destination: 'q', carrier }, () => 1);
    expect(baggageOf(carrier as never)).toBeUndefined();
    withRunContext(carrier, () => expect(getRunId()).toBeUndefined());
  });

  it('keep all other baggage', () => {
    const carrier = { baggage: `their.key=v,${BAGGAGE}` };
    injectRunContext(carrier);
    expect(carrier).toEqual({ baggage: 'their.key=v' });
  });
});

describe('headers that cannot be read', () => {
  const thrower = (): never => {
    throw new Error('closed');
  };
  const circular: Record<string, unknown> = {};
  circular.baggage = circular;

  it.each<[string, unknown]>([
    ['text', 'baggage'],
    ['a number', 7],
    ['null', null],
    ['a symbol', Symbol('x')],
    ['an array', [{ baggage: BAGGAGE }]],
    ['values of other kinds', { traceparent: 7, baggage: true, tracestate: null }],
    ['several values of other kinds', { traceparent: [7, {}], baggage: [null, undefined], tracestate: [] }],
    ['bytes that are no text', { traceparent: Buffer.from([0xff, 0xfe]), baggage: Buffer.from([0xff, 0]) }],
    ['percent signs that encode nothing', { baggage: 'botanu.run_id=%,%E0%A4%A=1' }],
    ['a circle', circular],
    ['a getter that throws', Object.defineProperty({}, 'baggage', { get: thrower, enumerable: true })],
    ['a Map that throws', { get: thrower, set: thrower, keys: thrower }],
    ['a Map whose names are none', new Map<unknown, unknown>([[7, 'x'], [Symbol('x'), 'y']])], // prettier-ignore
    ['a proxy that throws', new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower })],
  ])('%s, are as if they were not there', async (_, headers) => {
    const carrier = headers as Carrier;
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 3; i++) {
        runUseCase('u', ({ runId }) => {
          expect(withRunContext(carrier, () => getRunId())).toBe(runId);
          trackMessagingOperation({ system: 'x', operation: 'process', carrier }, () => 1);
          expect(runUseCase({ useCase: 'v', carrier }, ({ run }) => run.parentRunId)).toBe(runId);
        });
      }
    });
    expect(telemetry.spans().filter(({ name }) => name === 'process')).toHaveLength(3);
    expect(warnings.filter((warning) => warning.includes('botanu')).length).toBeLessThanOrEqual(1);
  });
});

describe('headers that cannot be written', () => {
  it.each<[string, unknown, string]>([
    ['frozen ones', Object.freeze({}), 'could not be written'],
    ['a Map that throws', { get: () => '', set: () => { throw new Error('closed'); } }, 'closed'], // prettier-ignore
    ['text', 'baggage', "must be an object of headers, got 'baggage'"],
    ['one missing of a batch', [undefined], 'must be an object of headers, got undefined'],
  ])('%s, are left, and said once', async (_, headers, message) => {
    const carrier = headers as Carrier;
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 3; i++) {
        runUseCase('u', () => trackMessagingOperation({ system: 'x', operation: 'send', carrier }, () => 1));
      }
    });
    expect(warnings).toEqual([expect.stringContaining(message)]);
  });

  it('that are not given are none to be written', async () => {
    const warnings = await warningsOf(() =>
      trackMessagingOperation({ system: 'x', operation: 'send', carrier: undefined }, () => 1),
    );
    expect(warnings).toEqual([]);
  });
});

it('a header that is there in two spellings is read in the one of the standard', () => {
  const carrier = { Baggage: 'their.key=v', baggage: BAGGAGE };
  context.with(ROOT_CONTEXT, () => withRunContext(carrier, () => expect(getRunId()).toBe(RUN_ID)));
});
