import { AllowedHosts, malformedPattern } from '../../src/processor/allowed-hosts';

const allows = (patterns: readonly string[], host: string): boolean => new AllowedHosts(patterns).has(host);

describe('internal', () => {
  it.each([
    ...['localhost', 'LOCALHOST', 'localhost.', 'localhost:3000', 'app.localhost'],
    ...[
      '127.0.0.1',
      '127.255.255.254',
      '127.0.0.1:8080',
      '0.0.0.0',
      '::1',
      '[::1]',
      '[::1]:8080',
      '::',
      '0:0:0:0:0:0:0:1',
    ],
    ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.20:443'],
    ...['fc00::1', 'fd12:3456:789a::1', '[FD12::1]:80', 'fd12::1%eth0', '[fd12::1%25eth0]:80'],
    ...['::ffff:10.0.0.1', '[::ffff:7f00:1]', '::ffff:192.168.0.1'],
    ...['orders', 'orders:8080', 'ORDERS.', 'redis-master', 'my_service'],
    ...['printer.local', 'ip-10-0-0-1.ec2.internal', 'Orders.Shop.SVC', 'orders.shop.svc.cluster.local.'],
    // Spellings that the resolver takes for an address.
    ...['127.1', '0x7f.1', '2130706433', '017700000001', '10.1'],
  ])('is %s', (host) => {
    expect(allows(['internal'], host)).toBe(true);
  });

  it.each([
    ...['api.openai.com', 'API.OPENAI.COM.', 'api.openai.com:443', 'example.com', 'a.b'],
    ...[
      '8.8.8.8',
      '172.15.255.255',
      '172.32.0.1',
      '192.169.0.1',
      '11.0.0.1',
      '100.64.0.1',
      '169.254.169.254',
    ],
    ...[
      '2001:db8::1',
      '[2001:4860:4860::8888]:443',
      'fe80::1',
      'fe80::1%eth0',
      'fb00::1',
      'fe00::1',
      '::ffff:8.8.8.8',
    ],
    ...['internal.example.com', 'local.example.com', 'evil-internal.com', 'svc.example.com', 'xlocal.com'],
    ...['localhost.example.com', '10.0.0.1.example.com', '127.0.0.1.nip.io', 'cluster.local.example.com'],
    // To the resolver these are 8.8.8.8 as well, and none of them has a dot that tells.
    ...['134744072', '0x08080808', '8.525320', '01002004010'],
    // What is no host at all is nobody's.
    ...[
      '',
      ' ',
      '.',
      'internal@example.com',
      'example.com/.internal',
      'example.com#.internal',
      'example.com\\.internal',
    ],
    ...[
      'local host',
      'exam\nple.internal',
      'a%2einternal',
      '[::1',
      '::1]',
      '1:2:3',
      'host:port',
      '999.1.1.1',
      '[v1.x]',
    ],
  ])('is not %j', (host) => {
    expect(allows(['internal'], host)).toBe(false);
  });
});

describe('a pattern', () => {
  it.each([
    ['api.example.com', 'api.example.com', true],
    ['API.Example.Com', 'api.example.com:8443', true],
    ['api.example.com.', 'API.EXAMPLE.COM', true],
    [' api.example.com ', 'api.example.com.', true],
    ['api.example.com', 'xapi.example.com', false],
    ['api.example.com', 'api.example.com.evil.org', false],
    ['api.example.com', 'apixexample.com', false],
    ['*.example.com', 'api.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'example.com.evil.org', false],
    ['*.example.com', 'notexample.com', false],
    ['orders-*.example.*', 'orders-eu.example.net', true],
    ['*.shop', 'orders.shop', true],
    ['*', 'anything.example.com', true],
    ['*', '8.8.8.8', true],
    ['*', '2001:db8::1', true],
    ['*', 'no host at all', false],
    ['*.bücher.example', 'api.xn--bcher-kva.example', true],
    ['*.*.example.com', 'a.b.example.com', true],
    ['*.*.example.com', 'a.example.com', false],
    ['*.prod.*.example.com', 'a.prod.b.example.com', true],
    ['*.prod.*.example.com', 'prod.b.example.com', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*bc*cd', 'abcd', false],
    ['a*b*b', 'ab', false],
    ['**.example.com', 'a.example.com', true],
    ['web-1.*', 'web-1.example.com', true],
    ['8.8.8.8', '8.8.8.8', true],
    ['8.8.8.8', '134744072', true],
    ['8.8.8.8', '::ffff:8.8.8.8', true],
    ['8.8.8.8', '8.8.8.9', false],
    ['8.8.8.0/24', '8.8.8.255', true],
    ['8.8.8.77/24', '8.8.8.1', true],
    ['8.8.8.0/24', '8.8.9.0', false],
    ['8.8.8.0/24', '::ffff:808:801', true],
    ['100.64.0.0/10', '100.127.255.255', true],
    ['100.64.0.0/10', '100.128.0.0', false],
    ['8.8.8.8/32', '8.8.8.9', false],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['0.0.0.0/0', 'example.com', false],
    ['::/0', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['[2001:db8::]/32', '[2001:db8::7]:443', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:DB8::1', '2001:db8:0:0:0:0:0:1', true],
    ['[2001:db8::1]', '2001:db8::1', true],
    ['2001:db8::1', '2001:db8::2', false],
    ['INTERNAL', 'localhost', true],
    ['example.com', 'localhost', false],
  ])('%j of host %j: %p', (pattern, host, expected) => {
    expect(malformedPattern([pattern])).toBeUndefined();
    expect(allows([pattern], host)).toBe(expected);
  });

  it('is one of several', () => {
    const patterns = ['internal', '*.example.com', '8.8.8.0/24'];
    expect(
      ['orders', 'a.example.com', '8.8.8.1', 'b.example.org'].map((host) => allows(patterns, host)),
    ).toEqual([...[true, true, true, false]]);
  });

  it('may be missing: then nobody is allowed', () => {
    expect(malformedPattern([])).toBeUndefined();
    expect(allows([], 'localhost')).toBe(false);
  });

  it.each([
    ...['', ' ', '.', '..', '.example.com', 'a..b', 'exa mple.com', 'user@example.com'],
    ...[
      'https://example.com',
      'example.com/',
      'example.com/path',
      'example.com:8080',
      '*:80',
      '[::1]:80',
      'a:b',
    ],
    ...[
      '10.0.0.0/33',
      '10.0.0.0/-1',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '10.0.0.0/a',
      '10.0.0/8',
      '10/8',
      'example.com/8',
    ],
    ...['10.*', '10.0.*', '192.168.*', '*.1', '1*', `${'a'.repeat(254)}.com`],
    ...['10.0.0.256', '10.0.0.0.0/8', '*.0.0.1', '010.0.0.1', '2130706433', '10'],
    ...['::/129', 'fc00::/x', 'fc00:::1', '[fc00::/7', 'fc00/7', '[]', '1:2:3'],
  ])('%j is malformed', (pattern) => {
    expect(malformedPattern(['internal', pattern, 'example.com'])).toBe(pattern);
  });
});

it('remembers no more hosts than it has to, and forgets no verdict', () => {
  const hosts = new AllowedHosts(['internal', '*.example.com']);
  for (let i = 0; i < 5_000; i++) {
    expect(hosts.has(`host-${i}.example.com`)).toBe(true);
    expect(hosts.has(`host-${i}.example.org`)).toBe(false);
  }
  expect(hosts.has('host-0.example.com')).toBe(true);
  expect((hosts as unknown as { verdicts: Map<string, boolean> }).verdicts.size).toBe(1_000);
});

describe('a name that is longer than a name can be', () => {
  const LONG = Array.from({ length: 4 }, () => 'a'.repeat(63)).join('.');

  it('is nobody’s', () => {
    expect(LONG).toHaveLength(255);
    expect(allows(['*'], LONG)).toBe(false);
    expect(allows(['*'], LONG.slice(0, 253))).toBe(true);
    expect(allows(['*'], `${LONG.slice(0, 253)}.:65535`)).toBe(true);
    expect(allows(['internal'], 'a'.repeat(1_000_000))).toBe(false);
  });

  it('is not remembered', () => {
    const hosts = new AllowedHosts(['*']);
    hosts.has('a.'.repeat(10_000));
    expect((hosts as unknown as { verdicts: Map<string, boolean> }).verdicts.size).toBe(0);
  });
});

it('a pattern of many wildcards is looked for in one go', () => {
  // A regular expression would try more ways than there are atoms before it gave up.
  const pattern = `${'*a'.repeat(40)}.example.com`;
  expect(allows([pattern], `${'a'.repeat(240)}.org`)).toBe(false);
  expect(allows([pattern], `${'a'.repeat(240)}.example.com`.slice(-253))).toBe(true);
});
