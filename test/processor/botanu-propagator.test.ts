import {
  type Attributes,
  type Context,
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import {
  CompositePropagator,
  suppressTracing,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import {
  BotanuPropagator,
  type BotanuPropagatorOptions,
  getRunId,
  injectRunContext,
  isBotanuError,
  runUseCase,
  setBaggage,
  startMessagingOperation,
  trackMessagingOperation,
  trackStorageOperation,
  withBaggage,
  withRunContext,
} from 'botanu';
import { startTelemetry, type Telemetry, type TelemetryOptions, warningsOf } from '../support/telemetry';

let telemetry: Telemetry | undefined;
afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

const theirs = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
});

/** Starts an SDK with this propagator as the registered one. */
function start(options: BotanuPropagatorOptions = {}, sdk: TelemetryOptions = {}): BotanuPropagator {
  telemetry = startTelemetry(sdk);
  const propagator = new BotanuPropagator(theirs, options);
  propagation.disable();
  propagation.setGlobalPropagator(propagator);
  return propagator;
}

type Headers = Record<string, string>;

/** As an HTTP instrumentation does it: the client's span, which names the host, is the active one. */
function request(attributes: Attributes, headers: Headers = {}, kind = SpanKind.CLIENT): Headers {
  const span = trace.getTracer('http').startSpan('GET', { kind, attributes });
  propagation.inject(trace.setSpan(context.active(), span), headers);
  return headers;
}

const membersOf = ({ baggage = '' }: Headers): Record<string, string> =>
  Object.fromEntries(
    baggage
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split('=').map(decodeURIComponent)),
  );

const tellsOfRun = ({ baggage = '' }: Headers): boolean => baggage.includes('botanu.');

/** A request inside a run with baggage of several kinds. */
const requestInRun = (attributes: Attributes, headers?: Headers, kind?: SpanKind): Headers =>
  withBaggage({ 'app.region': 'eu' }, () =>
    runUseCase('Search', () => {
      setBaggage('plan', 'gold');
      setBaggage('botanu.experiment', 'b');
      return request(attributes, headers, kind);
    }),
  );

const ORDERS = { 'server.address': 'orders' };
const STRANGER = { 'server.address': 'api.example.com' };

describe('a request', () => {
  it('to a host that is allowed tells of the run, and of what was put on it', () => {
    start();
    const headers = requestInRun(ORDERS);
    expect(membersOf(headers)).toMatchObject({
      'botanu.run_id': expect.any(String),
      'botanu.use_case': 'Search',
      'botanu.experiment': 'b',
      plan: 'gold',
      'app.region': 'eu',
    });
    expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('to any other host has all baggage but that of the run', () => {
    start();
    const headers = requestInRun(STRANGER);
    expect(headers).toEqual({
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
      baggage: 'app.region=eu,plan=gold',
    });
  });

  it('to any other host has no baggage where there is that of the run only', () => {
    start();
    expect(Object.keys(runUseCase('Search', () => request(STRANGER)))).toEqual(['traceparent']);
  });

  it('outside of a run is left alone', async () => {
    start();
    expect(
      await warningsOf(() => {
        withBaggage({ 'app.region': 'eu' }, () =>
          expect(membersOf(request(STRANGER))).toEqual({ 'app.region': 'eu' }),
        );
      }),
    ).toEqual([]);
  });

  it('tells of the run after an ordinary change of baggage', () => {
    start();
    runUseCase('Search', () =>
      withBaggage({ theirs: '1' }, () => {
        setBaggage('plan', 'gold');
        expect(membersOf(request(ORDERS))).toMatchObject({
          plan: 'gold',
          theirs: '1',
          'botanu.use_case': 'Search',
        });
      }),
    );
  });

  it.each<[string, Attributes, boolean]>([
    ['server.address', { 'server.address': 'orders' }, true],
    [
      'server.address, though its URL names another',
      { 'server.address': 'api.example.com', 'url.full': 'http://orders/' },
      false,
    ],
    ['net.peer.name', { 'net.peer.name': 'orders' }, true],
    ['net.peer.name', { 'net.peer.name': 'api.example.com' }, false],
    ['http.host, with a port', { 'http.host': 'orders:8080' }, true],
    ['http.host, with a port', { 'http.host': 'api.example.com:8080' }, false],
    ['url.full', { 'url.full': 'https://user:secret@orders:8443/path?to=http://api.example.com/' }, true],
    ['url.full', { 'url.full': 'https://api.example.com/path?from=http://orders/' }, false],
    [
      'url.full, though its server.address is another',
      { 'server.address': 'orders', 'url.full': 'https://api.example.com/' },
      false,
    ],
    ['url.full, behind a password with an @', { 'url.full': 'http://orders@x@api.example.com/' }, false],
    ['url.full, behind a password with an @', { 'url.full': 'http://api.example.com@x@orders/' }, true],
    ['url.full, of no host at all', { 'url.full': 'http://orders@/' }, false],
    // What the HTTP instrumentation makes of an IPv6 address without brackets.
    [
      'url.full, cut off in server.address',
      { 'server.address': '2a00', 'url.full': 'http://2a00:1450:4001::200e/' },
      false,
    ],
    [
      'url.full, cut off in server.address',
      { 'server.address': 'fd12', 'url.full': 'http://fd12:3456::1/' },
      true,
    ],
    [
      'url.full, lost in server.address',
      { 'server.address': 'localhost', 'url.full': 'http://::ffff:8.8.8.8/' },
      false,
    ],
    ['url.full, lost in server.address', { 'server.address': 'localhost', 'url.full': 'http://::1/' }, true],
    [
      'http.url, cut off in net.peer.name',
      { 'net.peer.name': '2a00', 'http.url': 'http://2a00:1450:4001::200e/' },
      false,
    ],
    ['url.full, made to look like another', { 'url.full': 'http://api.example.com\\@orders/' }, false],
    ['http.url', { 'http.url': 'http://[::1]:8080/' }, true],
    ['http.url', { 'http.url': 'http://[2001:db8::1]:8080/' }, false],
    ['nothing', {}, false],
    ['a server.address that is no host', { 'server.address': '/var/run/docker.sock' }, false],
    ['a server.address that is no text', { 'server.address': 80 }, false],
    ['a URL that is none', { 'url.full': '/relative' }, false],
  ])('goes to the host that its span names in %s', (_, attributes, told) => {
    start();
    expect(tellsOfRun(requestInRun(attributes))).toBe(told);
  });

  it.each<[string, Attributes, Record<string, unknown>, boolean]>([
    ['a URL behind the proxy’s', { 'url.full': 'http://proxy:3128http://api.example.com/v1' }, {}, false],
    [
      'a URL behind the proxy’s default port',
      { 'url.full': 'http://proxyhttp://api.example.com/v1' },
      {},
      false,
    ],
    ['a URL of an allowed host', { 'url.full': 'http://proxy:3128http://orders/v1' }, {}, true],
    ['a Host header', {}, { Host: 'api.example.com' }, false],
    ['a host header', {}, { host: 'api.example.com:443' }, false],
    ['a Host header of an allowed host', {}, { Host: 'orders' }, true],
    ['a URL in capitals', { 'url.full': 'http://proxy:3128HTTP://API.EXAMPLE.COM/' }, {}, false],
    ['a URL of an allowed host, asked of a stranger', { 'url.full': 'http://proxy.example.com:3128http://orders/' }, {}, false], // prettier-ignore
    ['a HOST header', {}, { HOST: 'api.example.com' }, false],
    ['a hOst header', {}, { hOst: 'api.example.com' }, false],
    ['two Host headers', {}, { Host: 'orders', HOST: 'api.example.com' }, false],
    ['a Host header of several hosts', {}, { host: ['orders', 'api.example.com'] }, false],
    ['a Host header of several allowed hosts', {}, { host: ['orders', 'localhost'] }, true],
    ['a Host header that is no text', {}, { host: 7 }, false],
    ['a Host header with one value that is no text', {}, { host: ['orders', {}] }, false],
    ['a Host header that is not there', {}, { host: undefined }, true],
  ])('through a proxy goes to the host behind it, known by %s', (_, attributes, headers, told) => {
    start();
    expect(tellsOfRun(requestInRun({ 'server.address': 'proxy', ...attributes }, headers as Headers))).toBe(
      told,
    );
  });

  it('goes where propagateTo says, and nowhere else', () => {
    start({ propagateTo: ['*.example.com', '8.8.8.0/24'] });
    const told = ['api.example.com', '8.8.8.8', 'orders', '127.0.0.1'].map((host) =>
      tellsOfRun(requestInRun({ 'server.address': host })),
    );
    expect(told).toEqual([true, true, false, false]);
  });

  it('tells nobody where propagateTo is empty', () => {
    start({ propagateTo: [] });
    expect(tellsOfRun(requestInRun(ORDERS))).toBe(false);
  });
});

it('an IPv6 address without brackets is judged as a whole', () => {
  start({ propagateTo: ['2001:db8::/32', '::1'] });
  const told = ['2001:db8::7', '2001:db9::7', '::1', '::2'].map((host) => {
    const cutOff = host.split(':')[0] || 'localhost';
    return tellsOfRun(requestInRun({ 'server.address': cutOff, 'url.full': `http://${host}/` }));
  });
  expect(told).toEqual([true, false, true, false]);
});

describe('headers that a client is handed', () => {
  const OTHER_RUN = 'botanu.run_id=01923456-789a-7bcd-8def-000000000009,botanu.use_case=Other';

  it.each<[string, unknown, unknown]>([
    ['one run', OTHER_RUN, undefined],
    ['one run, among others', `a=1,${OTHER_RUN},b=2;p=q`, 'a=1,b=2;p=q'],
    ['several values', ['a=1', OTHER_RUN], 'a=1'],
    ['bytes', Buffer.from(`a=1,${OTHER_RUN}`), 'a=1'],
    ['a space before the key', 'a=1, %20botanu.run_id=1', 'a=1'],
    ['a + before the key', '+botanu.run_id=1,a=1', 'a=1'],
    ['a letter that is encoded', '%62otanu.run_id=1', undefined],
    ['a value that cannot be decoded', 'botanu.run_id=%zz', undefined],
    ['properties', 'botanu.run_id=1;p=q', undefined],
    ['other members only', 'a=1, b=%zz,,c', 'a=1, b=%zz,,c'],
    ['no text', 7, 7],
  ])('tell nobody of another run: %s', (_, baggage, left) => {
    start();
    for (const name of ['baggage', 'Baggage', 'BAGGAGE']) {
      for (const attributes of [ORDERS, STRANGER, {}]) {
        const headers = request(attributes, { [name]: baggage, accept: '*/*' } as Headers);
        expect(headers[name]).toEqual(left);
        expect(Object.keys(headers).includes(name)).toBe(left !== undefined);
        expect(headers.accept).toBe('*/*');
      }
    }
  });

  it('name the run of the request alone, in whichever spelling another one is there', () => {
    start();
    const headers = runUseCase('Search', () => request(ORDERS, { Baggage: OTHER_RUN, BAGGAGE: 'a=1' }));
    expect(membersOf(headers)).toMatchObject({ 'botanu.use_case': 'Search' });
    expect(headers).toMatchObject({ BAGGAGE: 'a=1' });
    expect(headers).not.toHaveProperty('Baggage');
  });

  it('tell a stranger nothing of the current run either, however they got it', () => {
    start();
    runUseCase('Search', () => {
      // The HTTP instrumentation hands on a copy.
      expect(request(STRANGER, { ...injectRunContext({}) })).not.toHaveProperty('baggage');
      expect(request(STRANGER, injectRunContext({}))).not.toHaveProperty('baggage');
      expect(tellsOfRun(request(ORDERS, { ...injectRunContext({}) }))).toBe(true);
    });
  });

  it('keep what the instrumentation’s own way of writing makes of them', () => {
    const propagator = start();
    const attribute = (text: string) => ({ DataType: 'String', StringValue: text });
    const carrier: Record<string, unknown> = { baggage: attribute(`a=1,${OTHER_RUN}`) };
    propagator.inject(ROOT_CONTEXT, carrier, {
      set: (its: typeof carrier, name, value) => (its[name] = attribute(value)),
    });
    expect(carrier).toEqual({ baggage: attribute('a=1') });
  });

  it.each<[string, () => Map<string, string> | globalThis.Headers]>([
    ['a Map', () => new Map([['Baggage', OTHER_RUN]])],
    ['Headers', () => new globalThis.Headers({ Baggage: OTHER_RUN })],
  ])('may be %s', (_, make) => {
    const propagator = start();
    const carrier = make();
    propagator.inject(ROOT_CONTEXT, carrier, {
      set: (its: Map<string, string>, ...pair) => its.set(...pair),
    });
    expect([...carrier.keys()]).toEqual([]);
  });

  it('stay as they were named, where a broker’s instrumentation is handed them next', () => {
    start();
    withBaggage({ 'app.region': 'eu' }, () =>
      runUseCase('Search', ({ runId }) => {
        const headers: Headers = injectRunContext({});
        request({ 'messaging.system': 'kafka' }, headers, SpanKind.PRODUCER);
        expect(membersOf(headers)).toMatchObject({ 'botanu.run_id': runId, 'app.region': 'eu' });
      }),
    );
  });
});

describe('where it is not known who will read it, nothing of the run is sent', () => {
  it.each([
    ['a server', SpanKind.SERVER],
    ['a producer', SpanKind.PRODUCER],
    ['a consumer', SpanKind.CONSUMER],
    ['something internal', SpanKind.INTERNAL],
  ])('from the span of %s', (_, kind) => {
    start();
    const headers = requestInRun(ORDERS, {}, kind);
    expect(membersOf(headers)).toEqual({ 'app.region': 'eu', plan: 'gold' });
    expect(headers.traceparent).toBeDefined();
  });

  it.each<[string, Attributes]>([
    ['a database', { 'db.system.name': 'postgresql' }],
    ['a broker', { 'messaging.system': 'kafka' }],
    ['a model', { 'gen_ai.operation.name': 'chat' }],
  ])('from the span of a call of %s, though it names a host', async (_, attributes) => {
    start();
    const warnings = await warningsOf(() => {
      expect(tellsOfRun(requestInRun({ ...ORDERS, ...attributes }))).toBe(false);
    });
    expect(warnings).toEqual([expect.stringContaining('injectRunContext')]);
  });

  it('from a span of ours, though it names a host', async () => {
    start();
    const headers: Headers = {};
    const warnings = await warningsOf(() =>
      runUseCase('Search', () =>
        trackStorageOperation({ system: 's3', operation: 'GET' }, ({ span }) => {
          span.setAttributes(ORDERS);
          expect(span).toMatchObject({ kind: SpanKind.CLIENT, attributes: ORDERS });
          propagation.inject(context.active(), headers);
        }),
      ),
    );
    expect(headers).not.toHaveProperty('baggage');
    expect(warnings).toEqual([expect.stringContaining('injectRunContext')]);
  });

  it('which an RPC’s span does tell', () => {
    start();
    const rpc = { 'rpc.system': 'grpc', 'rpc.method': 'Get' };
    expect(tellsOfRun(requestInRun({ ...ORDERS, ...rpc }))).toBe(true);
    expect(tellsOfRun(requestInRun({ ...STRANGER, ...rpc }))).toBe(false);
  });

  it('from a span that is not recorded', () => {
    start({ propagateTo: ['*'] }, { sampler: new AlwaysOffSampler() });
    const headers = requestInRun(ORDERS);
    expect(membersOf(headers)).toEqual({ 'app.region': 'eu', plan: 'gold' });
    expect(headers.traceparent).toMatch(/-00$/);
  });

  it('without a span', () => {
    start();
    const headers: Headers = {};
    const baggage = propagation.createBaggage({ 'botanu.run_id': { value: '1' }, plan: { value: 'gold' } });
    propagation.inject(propagation.setBaggage(ROOT_CONTEXT, baggage), headers);
    expect(headers).toEqual({ baggage: 'plan=gold' });
  });
});

describe('a warning', () => {
  it('names each host that is told nothing, once, and the option', async () => {
    start();
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 3; i++) {
        requestInRun(STRANGER);
        requestInRun({ 'server.address': 'api.example.org' });
        requestInRun(ORDERS);
      }
    });
    expect(warnings).toEqual([
      expect.stringContaining("'api.example.com'"),
      expect.stringContaining("'api.example.org'"),
    ]);
    for (const warning of warnings) expect(warning).toContain('propagateTo');
  });

  it('is not said of ever more hosts', async () => {
    start();
    const warnings = await warningsOf(() => {
      runUseCase('Crawl', () => {
        for (let i = 0; i < 500; i++) request({ 'server.address': `site-${i}.example.com` });
      });
    });
    expect(warnings).toHaveLength(100);
    expect(warnings[99]).toContain('Further hosts are not told of.');
  });

  it('is said of a span that is not recorded, and names what records it', async () => {
    start({}, { sampler: new AlwaysOffSampler() });
    const warnings = await warningsOf(() => [requestInRun(ORDERS), requestInRun(STRANGER)]);
    expect(warnings).toEqual([expect.stringContaining('BotanuSampler')]);
  });

  it('is said of what is no request, and names injectRunContext', async () => {
    start();
    const warnings = await warningsOf(() => [
      requestInRun({}, {}, SpanKind.PRODUCER),
      requestInRun({}, {}, SpanKind.INTERNAL),
      requestInRun({}),
    ]);
    expect(warnings).toEqual([expect.stringContaining('injectRunContext')]);
  });

  it('is said where headers are written by hand in a run, and names injectRunContext', async () => {
    start();
    const headers: Headers = {};
    const warnings = await warningsOf(() =>
      runUseCase('Search', () => propagation.inject(context.active(), headers)),
    );
    expect(tellsOfRun(headers)).toBe(false);
    expect(warnings).toEqual([expect.stringContaining('injectRunContext')]);
  });

  it('is not said of a response', async () => {
    start();
    expect(await warningsOf(() => requestInRun({}, {}, SpanKind.SERVER))).toEqual([]);
  });
});

describe('a carrier that the application names', () => {
  it('is written to, whatever propagateTo says and whichever span is active', () => {
    start({ propagateTo: [] });
    const [message, tracked, messaging]: Headers[] = [{}, {}, {}];
    const runId = runUseCase('Search', ({ runId }) => {
      injectRunContext(message!);
      trackMessagingOperation(
        { system: 'sqs', operation: 'publish', destination: 'q', carrier: tracked! },
        () => {},
      );
      const producer = startMessagingOperation({ system: 'sqs', operation: 'publish', destination: 'q' });
      producer.inject(messaging!);
      producer.end();
      return runId;
    });
    for (const headers of [message, tracked, messaging]) {
      expect(membersOf(headers!)).toMatchObject({ 'botanu.run_id': runId });
    }
  });

  it('is written to where no span is recorded', () => {
    start({}, { sampler: new AlwaysOffSampler() });
    const runId = runUseCase('Search', (run) => {
      const headers = injectRunContext({});
      expect(membersOf(headers)).toMatchObject({ 'botanu.run_id': run.runId });
      return run.runId;
    });
    expect(runId).toBeDefined();
  });

  it('is believed, whatever trustIncoming says', () => {
    const trustIncoming = jest.fn(() => false);
    start({ trustIncoming });
    const headers = runUseCase('Search', () => injectRunContext({}));
    context.with(ROOT_CONTEXT, () =>
      withRunContext(headers, () => expect(getRunId()).toBe(membersOf(headers)['botanu.run_id'])),
    );
    expect(trustIncoming).not.toHaveBeenCalled();
  });

  it('allows nothing of what is sent from inside', () => {
    start({ trustIncoming: false });
    const headers = runUseCase('Search', () => injectRunContext({}));
    context.with(ROOT_CONTEXT, () =>
      withRunContext(headers, () => {
        expect(tellsOfRun(request(ORDERS))).toBe(true);
        expect(tellsOfRun(request(STRANGER))).toBe(false);
        const incoming = propagation.extract(context.active(), { baggage: `botanu.run_id=${FORGED}` });
        expect(propagation.getBaggage(incoming)?.getEntry('botanu.run_id')).toBeUndefined();
      }),
    );
  });
});

const FORGED = '01923456-789a-7bcd-8def-000000000001';

/** Headers of the outside world that name a run. */
const forged = {
  traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
  baggage: `botanu.run_id=${FORGED},app.region=eu,botanu.customer_id=c%201,botanu.anything=x`,
};

const extracted = (headers: Headers, before: Context = ROOT_CONTEXT) => {
  const after = propagation.extract(before, headers);
  return {
    runId: context.with(after, getRunId),
    baggage: Object.fromEntries(
      (propagation.getBaggage(after)?.getAllEntries() ?? []).map(([key, { value }]) => [key, value]),
    ),
    spanId: trace.getSpanContext(after)?.spanId,
  };
};

describe('an incoming run', () => {
  const believed = {
    runId: FORGED,
    baggage: {
      'botanu.run_id': FORGED,
      'app.region': 'eu',
      'botanu.customer_id': 'c 1',
      'botanu.anything': 'x',
    },
    spanId: '2'.repeat(16),
  };
  const notBelieved = { runId: undefined, baggage: { 'app.region': 'eu' }, spanId: '2'.repeat(16) };

  it('is gone on with by default', () => {
    start();
    expect(extracted(forged)).toEqual(believed);
  });

  it('is left out where it is not trusted; the trace and other baggage stay', () => {
    start({ trustIncoming: false });
    expect(extracted(forged)).toEqual(notBelieved);
    expect(extracted({ traceparent: forged.traceparent })).toEqual({ ...notBelieved, baggage: {} });
    expect(extracted({})).toEqual({ runId: undefined, baggage: {}, spanId: undefined });
  });

  it('does not go out again', () => {
    start({ trustIncoming: false });
    context.with(propagation.extract(ROOT_CONTEXT, forged), () =>
      expect(membersOf(request(ORDERS))).toEqual({ 'app.region': 'eu' }),
    );
  });

  it.each(['%20', '%09', '%C2%A0', '%1C', '%E2%80%8B', '+', '%2B', '%20%20'])(
    'is left out behind a %s that other readers take off',
    (disguise) => {
      start({ trustIncoming: false });
      const headers = { baggage: `${disguise}botanu.run_id=${FORGED},app.region=eu` };
      expect(extracted(headers).baggage).toEqual({ 'app.region': 'eu' });
      context.with(propagation.extract(ROOT_CONTEXT, headers), () =>
        expect(request(ORDERS).baggage).toBe('app.region=eu'),
      );
    },
  );

  it('is trusted as a function of its headers says', () => {
    const seen: unknown[] = [];
    start({
      trustIncoming: (headers) => {
        seen.push(headers);
        return (headers as Headers)['x-mesh'] === 'yes';
      },
    });
    const fromMesh = { ...forged, 'x-mesh': 'yes' };
    expect(extracted(fromMesh)).toEqual(believed);
    expect(extracted(forged)).toEqual(notBelieved);
    expect(seen).toEqual([fromMesh, forged]);
    // Nobody is asked about a request that names no run.
    extracted({ baggage: 'app.region=eu' });
    expect(seen).toHaveLength(2);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no such header');
      },
    ],
    ['answers something else', () => 'yes'],
    ['answers later', async () => true],
  ])('is not trusted where the function %s, which is said once', async (_, trustIncoming) => {
    start({ trustIncoming: trustIncoming as () => boolean });
    const warnings = await warningsOf(() => {
      expect(extracted(forged)).toEqual(notBelieved);
      expect(extracted(forged)).toEqual(notBelieved);
    });
    expect(warnings).toEqual([expect.stringContaining('trustIncoming')]);
  });

  it('that is untrusted takes nothing from the run that is going on', () => {
    start({ trustIncoming: false });
    runUseCase('Search', ({ runId }) => {
      expect(extracted({ traceparent: forged.traceparent }, context.active()).runId).toBe(runId);
    });
  });
});

describe('what comes in as garbage', () => {
  const RUN = `botanu.run_id=${FORGED}`;
  const long = 'x'.repeat(10_000);

  it.each<[string, string, string | undefined]>([
    ['no baggage', 'complete garbage', undefined],
    ['separators only', ',,;;==,=;,', undefined],
    ['a broken percent-encoding', 'botanu.run_id=%zz%', undefined],
    ['a run id that is none', 'botanu.run_id=1;DROP TABLE', undefined],
    ['a run id of 10 kB', `botanu.run_id=${long}`, undefined],
    ['control characters', 'botanu.run_id=%00%0d%0aX-Evil:%201', undefined],
    ['a use case of 10 kB', `${RUN},botanu.use_case=${long}`, FORGED],
    ['10 kB of something else', `${long}=${long},${RUN}`, FORGED],
    ['garbage around it', `%%%,${RUN},=,botanu.use_case=%zz,;`, FORGED],
    ['properties', `${RUN};a=b;c`, FORGED],
    ['the same member twice, the last of them a run', `botanu.run_id=1,${RUN}`, FORGED],
    ['the same member twice, the last of them none', `${RUN},botanu.run_id=1`, undefined],
    ['ten thousand members before it', `${'a=b,'.repeat(10_000)}${RUN}`, undefined],
    ['a member that is called like a method', `__proto__=1,constructor=2,toString=3,${RUN}`, FORGED],
  ])('is read as far as it says something: %s', async (_, baggage, runId) => {
    start();
    const span = (after: Context) => {
      trace.getTracer('http').startSpan('GET /', {}, after).end();
      return telemetry!.span('GET /').attributes;
    };
    await warningsOf(() => {
      const after = propagation.extract(ROOT_CONTEXT, { baggage });
      expect(context.with(after, getRunId)).toBe(runId);
      const attributes = span(after);
      expect(attributes['botanu.run_id']).toBe(runId);
      for (const value of Object.values(attributes)) expect(String(value).length).toBeLessThanOrEqual(256);
      // It goes on to a peer as it came, in the limits of W3C.
      const onward = context.with(after, () => request(ORDERS));
      expect((onward.baggage ?? '').length).toBeLessThanOrEqual(8_192);
    });
  });
});

describe('the propagator that is wrapped', () => {
  it('says which headers there are', () => {
    expect(new BotanuPropagator(theirs).fields()).toEqual(theirs.fields());
  });

  it('may carry no baggage', async () => {
    start();
    propagation.disable();
    propagation.setGlobalPropagator(
      new BotanuPropagator(new W3CTraceContextPropagator(), { trustIncoming: false }),
    );
    expect(Object.keys(requestInRun(ORDERS))).toEqual(['traceparent']);
    expect(extracted(forged)).toEqual({ runId: undefined, baggage: {}, spanId: '2'.repeat(16) });
  });

  it('is not asked to trace what is suppressed', () => {
    start();
    runUseCase('Search', () =>
      context.with(suppressTracing(context.active()), () => expect(request(ORDERS)).toEqual({})),
    );
  });

  it('may throw: the request goes on without headers, which is said once', async () => {
    start();
    const broken: TextMapPropagator = {
      inject() {
        throw new Error('cannot write');
      },
      extract() {
        throw new Error('cannot read');
      },
      fields: () => [],
    };
    propagation.disable();
    propagation.setGlobalPropagator(new BotanuPropagator(broken));
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 2; i++) {
        expect(requestInRun(ORDERS)).toEqual({});
        expect(extracted(forged)).toEqual({ runId: undefined, baggage: {}, spanId: undefined });
      }
    });
    expect(warnings).toEqual([
      expect.stringContaining('cannot write'),
      expect.stringContaining('cannot read'),
    ]);
  });

  it('may be another of ours, which has its own say', () => {
    telemetry = startTelemetry();
    const inner = new BotanuPropagator(theirs, { propagateTo: ['orders'] });
    propagation.disable();
    propagation.setGlobalPropagator(new BotanuPropagator(inner, { propagateTo: ['*'] }));
    expect(tellsOfRun(requestInRun(ORDERS))).toBe(true);
    expect(membersOf(requestInRun(STRANGER))).toEqual({ 'app.region': 'eu', plan: 'gold' });
  });

  it.each([undefined, null, 'text', 7])('may be handed the carrier %p', (carrier) => {
    const propagator = start();
    const silent = { set: () => {} };
    runUseCase('Search', () => {
      const span = trace.getTracer('http').startSpan('GET', { kind: SpanKind.CLIENT, attributes: ORDERS });
      propagator.inject(trace.setSpan(context.active(), span), carrier, silent);
      propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
    });
  });

  it('is called without an SDK', () => {
    const carrier: Headers = {};
    new BotanuPropagator(theirs).inject(ROOT_CONTEXT, carrier, defaultTextMapSetter);
    expect(carrier).toEqual({});
  });
});

describe('an option that is not valid', () => {
  it.each<[object, string]>([
    [{ propagateTo: ['internal', '10.0.0.0/33'] }, "got '10.0.0.0/33'"],
    [{ propagateTo: [''] }, "got ''"],
    [{ propagateTo: ['https://api.example.com'] }, "got 'https://api.example.com'"],
    [{ propagateTo: 'example.com' }, "got 'example.com'"],
    [{ propagateTo: [1] }, 'got an array of 1'],
    [{ propagateTo: null }, 'got null'],
    [{ trustIncoming: 'sometimes' }, "got 'sometimes'"],
    [{ trustIncoming: null }, 'got null'],
  ])('%j is refused', (options, got) => {
    let thrown: unknown;
    try {
      new BotanuPropagator(theirs, options);
    } catch (error) {
      thrown = error;
    }
    expect(isBotanuError(thrown) && thrown.code).toBe('CONFIGURATION_INVALID');
    const { message } = thrown as Error;
    expect(message).toContain(`BotanuPropagator: ${Object.keys(options)[0]} must be `);
    expect(message).toContain(got);
    expect(message).toContain('Write for example');
  });
});
