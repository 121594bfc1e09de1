import { request } from 'node:http';
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type AppOptions, BundledApp, type StartedApp } from '../../support/bundled-app';
import { HeaderLog, type ReceivedRequest } from '../../support/header-log';
import { ledgerSpans } from '../../support/ledger-spans';
import type { Call, Job } from './app';

// Processes are started, which a busy machine takes its time for.
jest.setTimeout(60_000);

let app: BundledApp;
let log: HeaderLog;
beforeAll(() => {
  app = new BundledApp(join(__dirname, 'app.ts'));
});
afterAll(() => app.remove());
beforeEach(async () => {
  log = await new HeaderLog((port) => `http://api.example.com:${port}/redirected`).start();
});
afterEach(() => log.stop());

const STRANGER = 'api.example.com';

/** One run in a process of its own that asks these hosts in turn. */
async function requests(
  hosts: readonly string[],
  job: Partial<Job> = {},
  env: AppOptions['env'] = {},
): Promise<{ runId: string; stderr: string; received: readonly ReceivedRequest[] }> {
  const calls = hosts.map((host) => ({ url: `http://${host}:${log.port}/v1/chat` }));
  return requestsOf(calls, job, env);
}

async function requestsOf(calls: readonly Call[], job: Partial<Job> = {}, env: AppOptions['env'] = {}) {
  const args = [JSON.stringify({ name: 'caller', calls, ...job })];
  const { stdout, stderr, code } = await app.run(app.workingDirectory(), { args, env });
  expect([stderr, code]).toEqual([expect.any(String), 0]);
  return { runId: stdout.trim(), stderr, received: log.requests };
}

const baggageOf = ({ headers }: ReceivedRequest): string[] =>
  headers.filter(([name]) => name === 'baggage').map(([, value]) => value);

/** The headers that every request of the client has, in the order of its own. */
const OWN_HEADERS = {
  http: ['host', 'connection'],
  fetch: [
    'host',
    'connection',
    'accept',
    'accept-language',
    'sec-fetch-mode',
    'user-agent',
    'accept-encoding',
  ],
} as const;

describe.each(['http', 'fetch'] as const)('a third party, asked by %s', (client) => {
  const namesOf = ({ headers }: ReceivedRequest) => headers.map(([name]) => name).sort();
  const withTrace = (...names: string[]) => [...OWN_HEADERS[client], 'traceparent', ...names].sort();

  it('is told nothing of the run, which is said once', async () => {
    const { received, stderr, runId } = await requests([STRANGER, STRANGER, STRANGER], { client });
    expect(received).toHaveLength(3);
    for (const request of received) {
      expect(namesOf(request)).toEqual(withTrace('baggage'));
      // What was put on the run under a name without `botanu.` is the application's own.
      expect(baggageOf(request)).toEqual(['plan=gold']);
      expect(JSON.stringify(request)).not.toContain('botanu');
      expect(JSON.stringify(request)).not.toContain(runId);
    }
    expect(stderr.match(/propagateTo/g)).toHaveLength(1);
    expect(stderr).toMatch(/^botanu warn: requests to 'api\.example\.com' .*propagateTo/m);
  });

  it.each(['internal,api.example.com', '*.example.com', '*'])(
    'is told where propagateTo is %s',
    async (hosts) => {
      const { received, stderr, runId } = await requests(
        [STRANGER],
        { client },
        { BOTANU_PROPAGATE_TO: hosts },
      );
      expect(namesOf(received[0]!)).toEqual(withTrace('baggage'));
      expect(baggageOf(received[0]!)).toEqual([expect.stringContaining(`botanu.run_id=${runId}`)]);
      expect(stderr).not.toContain('propagateTo');
    },
  );

  it('is told nothing where propagateTo names others', async () => {
    const env = { BOTANU_PROPAGATE_TO: 'example.com, *.example.org, 10.0.0.0/8' };
    const { received } = await requests([STRANGER, 'orders'], { client }, env);
    expect(received.map(baggageOf)).toEqual([['plan=gold'], ['plan=gold']]);
  });

  it('is told nothing after a service of ours sent the client there', async () => {
    // Of the two, only fetch follows a redirect by itself.
    const { received, runId } = await requestsOf([{ url: `http://orders:${log.port}/redirect` }], { client });
    expect(received.map(({ target }) => target)).toEqual(
      client === 'fetch' ? ['/redirect', '/redirected'] : ['/redirect'],
    );
    const [ours, theirs] = received.map(baggageOf);
    expect(ours).toEqual([expect.stringContaining(runId)]);
    if (client === 'fetch') expect(theirs).toEqual(['plan=gold']);
  });

  it('is told nothing by a span that is not recorded, and neither is a service of ours', async () => {
    const { received, stderr } = await requests([STRANGER, 'orders'], { client, sdk: 'unsampled' });
    for (const request of received) {
      expect(namesOf(request)).toEqual(withTrace('baggage'));
      expect(baggageOf(request)).toEqual(['plan=gold']);
      expect(new Map(request.headers).get('traceparent')).toMatch(/-00$/);
    }
    expect(stderr.match(/^botanu warn: .*$/gm)).toEqual([expect.stringContaining('BotanuSampler')]);
  });

  it('is told everything under a stock propagator', async () => {
    const { received, runId } = await requests([STRANGER], { client, sdk: 'stock' });
    expect(baggageOf(received[0]!)).toEqual([expect.stringContaining(`botanu.run_id=${runId}`)]);
    expect(baggageOf(received[0]!).join()).not.toContain('plan');
  });

  it('does not keep services of ours from being told', async () => {
    const ours = [
      'localhost',
      '127.0.0.1',
      'orders',
      'orders.shop.svc',
      'orders.shop.svc.cluster.local',
      'db.internal',
    ];
    const { received, stderr, runId } = await requests([STRANGER, ...ours], { client });
    expect(received.map((request) => baggageOf(request).join().includes(runId))).toEqual([
      false,
      ...ours.map(() => true),
    ]);
    expect(stderr.match(/propagateTo/g)).toHaveLength(1);
  });
});

it('a third party behind a proxy of ours is told nothing', async () => {
  const calls = [STRANGER, 'orders.internal'].map((host) => ({
    url: `http://${host}/v1/chat?model=small`,
    proxyPort: log.port,
  }));
  const { received, runId } = await requestsOf(calls, { client: 'http' });
  expect(received.map(({ target }) => target)).toEqual(calls.map(({ url }) => url));
  expect(received.map(baggageOf)).toEqual([['plan=gold'], [expect.stringContaining(runId)]]);
});

it('an IPv6 address without brackets is judged as a whole', async () => {
  const hosts = ['2a00:1450:4001::200e', '::ffff:8.8.8.8', '::1', 'fd12:3456::1'];
  const calls = hosts.map((host) => ({ url: `http://127.0.0.1:${log.port}`, host }));
  const { received, runId } = await requestsOf(calls, { client: 'http' });
  expect(received.map((request) => [new Map(request.headers).get('host'), baggageOf(request)])).toEqual([
    ['[2a00:1450:4001::200e]:80', ['plan=gold']],
    ['[::ffff:8.8.8.8]:80', ['plan=gold']],
    ['[::1]:80', [expect.stringContaining(runId)]],
    ['[fd12:3456::1]:80', [expect.stringContaining(runId)]],
  ]);
});

it('a Host header is judged in any spelling', async () => {
  const calls = ['HOST', 'hOst'].map((name) => ({
    url: `http://127.0.0.1:${log.port}`,
    host: 'proxy',
    headers: { [name]: STRANGER },
  }));
  const { received } = await requestsOf(calls, { client: 'http' });
  expect(received.map(baggageOf)).toEqual([['plan=gold'], ['plan=gold']]);
});

it.each([[{ Baggage: 'botanu.run_id=01923456-789a-7bcd-8def-000000000009' }], ['named' as const]])(
  'a third party is told nothing by headers of the application’s own: %j',
  async (headers) => {
    const calls = [STRANGER, 'orders'].map((host) => ({ url: `http://${host}:${log.port}/`, headers }));
    const { received, runId } = await requestsOf(calls, { client: 'http' });
    expect(received.map(baggageOf)).toEqual([['plan=gold'], [expect.stringContaining(runId)]]);
    expect(JSON.stringify(received)).not.toContain('000000000009');
  },
);

/** A list-member of the W3C Baggage recommendation, without its optional properties. */
const MEMBER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*)$/;

it.each(['http', 'fetch'] as const)(
  'what goes over the wire is W3C baggage to the letter, by %s',
  async (client) => {
    const { received, runId } = await requests(['orders'], { client }, { BOTANU_PROPAGATION_MODE: 'full' });
    const [header, ...more] = baggageOf(received[0]!);
    expect(more).toEqual([]);
    expect(header).toBe(
      `botanu.run_id=${runId},botanu.use_case=Customer%20Support,botanu.workflow=Customer%20Support,botanu.environment=production,plan=gold`,
    );
    const members = header!.split(',').map((member) => {
      expect(member).toMatch(MEMBER);
      const [, key, value] = MEMBER.exec(member)!;
      return [key, decodeURIComponent(value!)];
    });
    expect(Object.fromEntries(members)).toEqual({
      'botanu.run_id': runId,
      'botanu.use_case': 'Customer Support',
      'botanu.workflow': 'Customer Support',
      'botanu.environment': 'production',
      plan: 'gold',
    });
  },
);

const FORGED = '01923456-789a-7bcd-8def-000000000001';
const TRACE_ID = '1'.repeat(32);

/** What the outside world may send. */
const FOREIGN = {
  traceparent: `00-${TRACE_ID}-2222222222222222-01`,
  baggage: `botanu.run_id=${FORGED},app.region=eu,botanu.customer_id=somebody%20else,botanu.use_case=Theft`,
};

/** A service that asks the logging server in turn; what it answered and passed on. */
async function service(
  job: Partial<Job>,
  headers: Record<string, string>,
  env: AppOptions['env'] = {},
  path = '/relay',
) {
  const cwd = app.workingDirectory();
  const next = `http://127.0.0.1:${log.port}`;
  let started: StartedApp | undefined;
  try {
    started = app.start(cwd, { args: [JSON.stringify({ name: 'edge', next, ...job })], env });
    const url = await started.firstLine();
    const sent = request(`${url}${path}`, { headers }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    const { stderr } = await started.stop();
    return { response: response.headers, passedOn: log.requests.map(baggageOf), stderr, cwd };
  } finally {
    await started?.stop('SIGKILL');
  }
}

/** The same, with what its ledger holds. */
async function recordedService(...given: Parameters<typeof service>) {
  const answered = await service(...given);
  const spans = ledgerSpans(join(answered.cwd, '.botanu'));
  const runIds = spans.map(
    ({ attributes }) => attributes.find(({ key }) => key === 'botanu.run_id')?.value.stringValue,
  );
  return { ...answered, spans, runIds };
}

const ALL_BELIEVED = [FORGED, FORGED, FORGED];
const NONE_BELIEVED = [undefined, undefined, undefined];

describe('a service that is sent a run', () => {
  it('goes on with it by default', async () => {
    const { runIds, passedOn } = await recordedService({}, FOREIGN);
    expect(runIds).toEqual(ALL_BELIEVED);
    expect(passedOn).toEqual([[FOREIGN.baggage]]);
  });

  it('does not where trustIncoming is off: trace and other baggage go on alone', async () => {
    const { runIds, passedOn, spans, stderr } = await recordedService({}, FOREIGN, {
      BOTANU_TRUST_INCOMING: 'off',
    });
    expect(runIds).toEqual(NONE_BELIEVED);
    expect(passedOn).toEqual([['app.region=eu']]);
    for (const { traceId } of spans) expect(traceId).toBe(TRACE_ID);
    expect(JSON.stringify(spans)).not.toContain('somebody');
    expect(stderr).not.toContain('warn');
  });

  it.each<[string, string, string]>([
    ['off', FOREIGN.baggage, 'app.region=eu'],
    ['off', `%20botanu.run_id=${FORGED},app.region=eu`, 'app.region=eu'],
    ['on', FOREIGN.baggage, FOREIGN.baggage],
  ])(
    'passes on no more than that with all headers it got: trustIncoming %s, %s',
    async (trust, baggage, left) => {
      const env = { BOTANU_TRUST_INCOMING: trust };
      const { passedOn } = await service({}, { ...FOREIGN, baggage }, env, '/forward');
      expect(passedOn).toEqual([[left]]);
    },
  );

  it('passes on nothing of it at all where there is nothing else', async () => {
    const baggage = `botanu.run_id=${FORGED}`;
    const env = { BOTANU_TRUST_INCOMING: 'off' };
    const { passedOn } = await service({}, { ...FOREIGN, baggage }, env, '/forward');
    expect(passedOn).toEqual([[]]);
  });

  it.each<[string, object, unknown[]]>([
    ['says yes', { ...FOREIGN, 'x-mesh': '1' }, ALL_BELIEVED],
    ['says no', FOREIGN, NONE_BELIEVED],
  ])('asks the function that decides: it %s', async (_, headers, expected) => {
    const { runIds } = await recordedService({ believes: 'x-mesh' }, headers as Record<string, string>);
    expect(runIds).toEqual(expected);
  });

  it.each<[string, string, (string | undefined)[]]>([
    ['garbage', ',,=;%zz,botanu.run_id=%%%', NONE_BELIEVED],
    [
      'a use case that is too long',
      `botanu.run_id=${FORGED},botanu.use_case=${'x'.repeat(3_000)}`,
      ALL_BELIEVED,
    ],
    ['10 kB', `botanu.run_id=${FORGED},botanu.use_case=${'x'.repeat(10_000)}`, ALL_BELIEVED],
    ['the same member twice', `botanu.run_id=${FORGED},botanu.run_id=2`, NONE_BELIEVED],
  ])('reads what is valid of %s', async (_, baggage, expected) => {
    const { runIds, spans, response } = await recordedService({}, { ...FOREIGN, baggage });
    expect(runIds).toEqual(expected);
    expect(response['content-length'] ?? response['transfer-encoding']).toBeDefined();
    expect(JSON.stringify(spans)).not.toContain('xxx');
  });

  const botanuIn = (headers: IncomingHttpHeaders): boolean => JSON.stringify(headers).includes('botanu');

  it('never sends it back, also where its framework writes the context into responses', async () => {
    const { response, runIds, stderr } = await recordedService({ tellsClients: true }, FOREIGN);
    expect(runIds).toEqual(ALL_BELIEVED);
    expect(response).toMatchObject({
      baggage: 'app.region=eu',
      traceparent: expect.stringContaining(TRACE_ID),
    });
    expect(botanuIn(response)).toBe(false);
    expect(stderr).not.toContain('warn');
  });

  it('sends it back under a stock propagator', async () => {
    const { response } = await service({ tellsClients: true, sdk: 'stock' }, FOREIGN);
    expect(botanuIn(response)).toBe(true);
  });
});
