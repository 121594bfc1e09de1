import { Collector } from '../../support/collector';
import type { OtlpSpan } from '../../support/ledger-spans';
import { InstalledApp } from './installed-app';

// Processes are started, which a busy machine takes its time for.
jest.setTimeout(120_000);

const SERVER = 2;
const CLIENT = 3;

let app: InstalledApp;
beforeAll(() => {
  app = new InstalledApp();
  app.write('http.mjs', `${HTTP_IMPORTS.esm}${HTTP_APP}`);
  app.write('http.cjs', `${HTTP_IMPORTS.cjs}${HTTP_APP}`);
  app.write('node_modules/shop/package.json', '{ "name": "shop", "version": "1.0.0" }');
  app.write('node_modules/shop/index.js', "exports.buy = () => 'bought';");
  app.write(
    'node_modules/esm-shop/package.json',
    '{ "name": "esm-shop", "version": "1.0.0", "type": "module", "main": "index.js" }',
  );
  app.write('node_modules/esm-shop/index.js', "export const buy = () => 'bought';");
  app.write('node_modules/@acme/instrumentation-shop/index.js', SHOP_INSTRUMENTATION);
  app.write(
    'node_modules/@acme/instrumentation-bundle/index.js',
    "exports.ShopInstrumentation = require('@acme/instrumentation-shop').ShopInstrumentation;",
  );
  app.write('node_modules/@acme/instrumentation-torn/index.js', "throw new Error('torn');");
});
afterAll(() => app.remove());

const HTTP_IMPORTS = {
  esm: "import http, { get } from 'node:http'; import { runUseCase } from 'botanu';",
  cjs: "const http = require('node:http'); const { get } = http; const { runUseCase } = require('botanu');",
};
const HTTP_APP = `
const server = http.createServer((request, response) => response.end('answer'));
const fetched = (get, url) => new Promise((resolve) => get(url, (response) => response.resume().on('end', resolve)));
server.listen(0, '127.0.0.1', async () => {
  const url = 'http://127.0.0.1:' + server.address().port;
  await runUseCase('Shopping', async () => {
    await fetched(http.get, url);
    await fetched(get, url);
    await (await fetch(url)).text();
  });
  server.closeAllConnections();
  server.close();
});`;

/** Of two made-up libraries, one of each module system. With BREAK set it does not fit what is installed. */
const SHOP_INSTRUMENTATION = `
const { InstrumentationBase, InstrumentationNodeModuleDefinition } = require('@opentelemetry/instrumentation');
class ShopInstrumentation extends InstrumentationBase {
  constructor(config) { super('@acme/instrumentation-shop', '1.0.0', config); }
  init() {
    return ['shop', 'esm-shop'].map((name) => new InstrumentationNodeModuleDefinition(name, ['*'], (shop) => {
      if (process.env.BREAK) throw new Error('no such method');
      this._wrap(shop, 'buy', (buy) => (...args) => this.tracer.startActiveSpan('buy', (span) => {
        span.end();
        return buy(...args);
      }));
      return shop;
    }));
  }
}
exports.ShopInstrumentation = ShopInstrumentation;`;
const SHOP = { BOTANU_AUTO_INSTRUMENT: '@acme/instrumentation-shop' };

const named = (spans: readonly OtlpSpan[], name: string): OtlpSpan[] =>
  spans.filter((span) => span.name === name);
const ofKind = (spans: readonly OtlpSpan[], kind: number): OtlpSpan[] =>
  spans.filter((span) => span.name === 'GET' && (span as { kind?: number }).kind === kind);
const runIdsOf = (spans: readonly OtlpSpan[]): unknown[] =>
  spans.map(({ attributes }) => attributes.find(({ key }) => key === 'botanu.run_id')?.value.stringValue);

describe.each([
  ['--import', 'http.mjs'],
  ['--import', 'http.cjs'],
  ['--require', 'http.cjs'],
  ['--require', 'http.mjs'],
])('node %s botanu/register %s', (flag, file) => {
  it('records each request of the application once, in its run, and says nothing but where spans are', async () => {
    const { code, stderr, spans, files } = await app.run([flag, 'botanu/register', file]);
    expect(stderr).not.toContain('arn');
    expect([code, files]).toEqual([0, 1]);
    expect(ofKind(spans, CLIENT)).toHaveLength(3);
    expect(ofKind(spans, SERVER)).toHaveLength(3);
    expect(spans).toHaveLength(7);
    expect(new Set(runIdsOf(spans)).size).toBe(1);
    expect(runIdsOf(spans)[0]).toBeDefined();
  });
});

it.each([
  ['named', 'http', 2],
  ['switched off', 'off', 0],
])('instrumentations that are %s', async (_, BOTANU_AUTO_INSTRUMENT, clients) => {
  const { code, spans } = await app.run(['--import', 'botanu/register', 'http.mjs'], {
    BOTANU_AUTO_INSTRUMENT,
  });
  expect(code).toBe(0);
  expect(ofKind(spans, CLIENT)).toHaveLength(clients);
});

it.each([
  ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'undici', 1],
  ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'undici', 2],
])("%s goes on working without OpenTelemetry's bundle", async (name, value, clients) => {
  const { spans } = await app.run(['--import', 'botanu/register', 'http.mjs'], { [name]: value });
  expect(ofKind(spans, CLIENT)).toHaveLength(clients);
});

it('what is sent to the endpoint makes no spans of its own', async () => {
  const collector = await new Collector().start();
  try {
    const env = { BOTANU_COLLECTOR_ENDPOINT: collector.url };
    const { spans } = await app.run(['--import', 'botanu/register', 'http.mjs'], env);
    expect(spans).toHaveLength(7);
    expect(collector.at('/v1/traces').length).toBeGreaterThan(0);
    expect(collector.requests.filter(({ headers }) => headers.traceparent !== undefined)).toEqual([]);
  } finally {
    await collector.stop();
  }
});

it('one that is named and not installed is an error that says how to install it', async () => {
  const env = { BOTANU_AUTO_INSTRUMENT: 'http,pgg' };
  const { code, stderr } = await app.run(['--import', 'botanu/register', 'http.mjs'], env);
  expect(code).toBe(1);
  expect(stderr).toContain('npm install @opentelemetry/instrumentation-pgg');
});

it('one that cannot be loaded is a warning', async () => {
  const env = { BOTANU_AUTO_INSTRUMENT: '@acme/instrumentation-torn,http' };
  const { code, stderr, spans } = await app.run(['--import', 'botanu/register', 'http.mjs'], env);
  expect(code).toBe(0);
  expect(
    stderr.match(/'@acme\/instrumentation-torn' could not be started and is left out: torn/g),
  ).toHaveLength(1);
  expect(ofKind(spans, CLIENT)).toHaveLength(2);
});

describe('modules of the application', () => {
  const INIT = {
    esm: "import { initBotanu } from 'botanu';",
    cjs: "const { initBotanu } = require('botanu');",
  };
  beforeAll(() => {
    app.write('shopping.cjs', "require('shop').buy(); import('esm-shop').then(({ buy }) => buy());");
    app.write(
      'shopping.mjs',
      "import { buy } from 'esm-shop'; import { buy as buyHere } from 'shop'; buy(); buyHere();",
    );
    app.write('early.cjs', `${INIT.cjs} initBotanu(); require('./shopping.cjs');`);
    app.write('early.mjs', `${INIT.esm} initBotanu(); await import('./shopping.mjs');`);
    app.write('late.cjs', `const shop = require('shop'); ${INIT.cjs} initBotanu(); shop.buy();`);
    app.write('late.mjs', `import './shopping.mjs'; ${INIT.esm} initBotanu();`);
    app.write('preload.mjs', `${INIT.esm} initBotanu();`);
    const again =
      'const first = initBotanu(); require("shop"); first.shutdown().then(() => { initBotanu(); require("shop").buy(); });';
    app.write('again.cjs', `${INIT.cjs} ${again}`);
  });

  it.each([
    ['early.cjs'],
    ['early.mjs'],
    ['--import', './preload.mjs', 'shopping.mjs'],
    ['--import', 'botanu/register', 'shopping.mjs'],
    ['--require', 'botanu/register', 'shopping.cjs'],
  ])('that are loaded after it are instrumented, without a warning: %s %s %s', async (...args) => {
    const { code, stderr, spans } = await app.run(
      args.filter((each) => each !== undefined),
      SHOP,
    );
    expect(stderr).not.toContain('arn');
    expect(code).toBe(0);
    expect(named(spans, 'buy')).toHaveLength(2);
  });

  it.each([
    ['late.cjs', ["'shop'"]],
    ['late.mjs', ["'shop'", "'esm-shop'"]],
  ])('that were loaded before it are named in one warning: %s', async (file, modules) => {
    const { code, stderr } = await app.run([file], SHOP);
    expect(code).toBe(0);
    expect(stderr).toContain(`loaded before botanu could instrument them: ${modules.join(', ')}. `);
    expect(stderr.match(/node --import botanu\/register/g)).toHaveLength(1);
  });

  it('stay instrumented when it is stopped and started again, once', async () => {
    const { stderr, spans } = await app.run(['again.cjs'], SHOP);
    expect(stderr).not.toContain('arn');
    expect(named(spans, 'buy')).toHaveLength(1);
  });

  it.each(['early.cjs', 'early.mjs'])(
    'run as they are where an instrumentation does not fit: %s',
    async (file) => {
      const { code, stderr, spans } = await app.run([file], { ...SHOP, BREAK: '1' });
      expect([code, spans]).toEqual([0, []]);
      expect(stderr).toContain(
        "'@acme/instrumentation-shop' cannot instrument 'shop' as it is installed: no such method",
      );
    },
  );
});

describe('another autoInstrument after shutdownBotanu', () => {
  const SHOPPING = `
    import { initBotanu, shutdownBotanu } from 'botanu';
    initBotanu({ autoInstrument: ['@acme/instrumentation-shop'] });
    const { buy } = await import('esm-shop');
    buy();
    for (const autoInstrument of JSON.parse(process.argv[2])) {
      await shutdownBotanu();
      initBotanu({ autoInstrument });
      buy();
    }`;
  const shopping = (...lists: (string[] | boolean)[]): ReturnType<InstalledApp['run']> => {
    app.write('lists.mjs', SHOPPING);
    return app.run(['lists.mjs', JSON.stringify(lists)]);
  };

  it.each<[string, (string[] | boolean)[], number]>([
    ['what it does not name records nothing', [['http']], 1],
    ['nor does anything with false', [false], 1],
    ['what it names again records again', [['http'], ['@acme/instrumentation-shop', 'http']], 2],
    ['also where another package brings the same', [['@acme/instrumentation-bundle']], 2],
  ])('%s', async (_, lists, purchases) => {
    const { code, stderr, spans } = await shopping(...lists);
    expect([code, named(spans, 'buy').length]).toEqual([0, purchases]);
    expect(stderr.match(/ warn: /g) ?? []).toHaveLength(lists.flat().includes('http') ? 1 : 0);
  });

  it('says once of which modules it comes too late', async () => {
    const { stderr } = await shopping(['http'], ['undici']);
    expect(stderr.match(/ES modules may call 'https', 'http' without spans/g)).toHaveLength(1);
    expect(stderr.match(/ warn: /g)).toHaveLength(1);
  });
});
