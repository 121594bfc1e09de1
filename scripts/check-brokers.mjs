// Whether a run goes on over real brokers: Redis with BullMQ, and NATS with JetStream. Producer and consumer are
// processes of their own, and what is looked at is the lines of their ledgers. One consumer is killed in the middle.
// Installs Debian's redis-server and nats-server if they are not there.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBroker } from './broker.mjs';
import { Checklist } from './checklist.mjs';
import { EmptyProject } from './empty-project.mjs';
import { packTarball, ROOT } from './packed-tarball.mjs';
import { byStart, spanTable } from './span-table.mjs';

const BROKERS = {
  bullmq: {
    title: 'Redis with BullMQ',
    package: 'redis-server',
    command: 'redis-server',
    args: (port, directory) => [
      ...['--port', port, '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no'],
    ],
  },
  nats: {
    title: 'NATS with JetStream',
    package: 'nats-server',
    command: 'nats-server',
    args: (port, directory) => [
      '--port',
      port,
      '--addr',
      '127.0.0.1',
      '--jetstream',
      '--store_dir',
      directory,
    ],
  },
};
const CLIENTS = ['bullmq@6', 'ioredis@6', '@nats-io/transport-node@3', '@nats-io/jetstream@3'];
const SAME_AS_HERE = [
  '@opentelemetry/api',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/sdk-node',
  '@types/node',
  'typescript',
];
const COMPILER_OPTIONS = {
  target: 'es2022',
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  rootDir: '.',
  outDir: 'out',
};
/** What the examples of the page take for granted. */
const EXAMPLES_MAIL = 'declare const mail: { send(body: string): Promise<void> };\n';
/** No endpoint from outside: the spans are to go to the ledger. */
const ENV = { OTEL_EXPORTER_OTLP_ENDPOINT: '', BOTANU_COLLECTOR_ENDPOINT: '' };
/** OTLP's numbers. */
const KINDS = { 1: 'INTERNAL', 2: 'SERVER', 3: 'CLIENT', 4: 'PRODUCER', 5: 'CONSUMER' };
const ERROR = 2;

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const list = new Checklist();
const project = new EmptyProject({ type: 'module' });
const { path: tarball } = await list.require('it packs', packTarball);
await list.require('it installs beside the clients', () =>
  project.install(tarball, ...CLIENTS, ...SAME_AS_HERE.map((name) => `${name}@${devDependencies[name]}`)),
);
await list.require('the programs, and the examples of the page, compile against the clients', () => {
  project.copySources(join(ROOT, 'test/integration/brokers'), 'brokers');
  project.write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['brokers', 'examples'] }),
  );
  const page = readFileSync(join(ROOT, 'docs/tracking/data-tracking.md'), 'utf8');
  const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)]
    .map(([, code]) => code)
    .filter((code) => /from '(bullmq|@nats-io\/.*)'/.test(code));
  assert.ok(examples.length >= Object.keys(BROKERS).length);
  examples.forEach((code, i) => project.write(`examples/${i}.ts`, `${EXAMPLES_MAIL}${code}`));
  return project.node('node_modules/typescript/bin/tsc', '-p', '.');
});

for (const [name, broker] of Object.entries(BROKERS)) {
  const { title } = broker;
  const spans = await list.check(`${title}: a consumer is killed, and another does the rest`, () =>
    spansOver(name, broker),
  );
  if (spans === undefined) continue;
  await checkSpans(title, spans);
  if (name === 'bullmq') await checkBulk(title, spans);
  else await checkBatch(title, spans);
  console.log(`\n${spanTable(spans)}\n`);
}
list.end();

/** Every span that the producer, the consumer that is killed and the one after it have left in their ledgers. */
async function spansOver(name, broker) {
  project.write(`${name}/data/.keep`, '');
  const { port, stop } = await startBroker(broker, project.path(name, 'data'));
  try {
    const run = (role) => {
      project.write(`${name}/${role}/.keep`, '');
      const args = [project.path('out/brokers', `${name}.js`), role, String(port)];
      return project.attempt(process.execPath, args, { cwd: project.path(name, role), env: ENV });
    };
    const ends = [];
    for (const role of ['producer', 'consumer', 'next consumer']) ends.push(await run(role));
    const printed = ends.map(({ stderr, stdout }) => stdout + stderr).join('');
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 'SIGKILL', 0],
      printed,
    );
  } finally {
    stop();
  }
  return ['producer', 'consumer', 'next consumer'].flatMap((role) =>
    ledgerSpans(project.path(name, role, '.botanu'), role),
  );
}

async function checkSpans(title, spans) {
  const find = finder(spans);
  const check = (what, body) => list.check(`${title}: ${what}`, body);

  await check('a message goes on in the run that sent it', () => {
    const [run] = find('plain', 'botanu.run/Customer Support');
    const [consumer] = find('plain', 'process replies');
    const producer = spans.find(({ id }) => id === consumer.parent);
    assert.equal(producer.name, 'publish replies');
    assert.equal(producer.parent, run.id);
    assert.deepEqual([producer.kind, consumer.kind], ['PRODUCER', 'CONSUMER']);
    assert.deepEqual(consumer.links, [producer.id]);
    const [tool] = find('plain', 'execute_tool send_mail');
    assert.equal(tool.parent, consumer.id);
    for (const span of [producer, consumer, tool]) {
      assert.deepEqual([span.trace, span.run], [run.trace, run.run]);
      assert.equal(span.root ?? span.run, run.root);
    }
  });
  await check('a use case of the same name goes on with the run, by whose side its span links', () => {
    const [sent, taken] = find('use case', 'botanu.run/Customer Support');
    assert.deepEqual([taken.run, taken.root, taken.enclosing], [sent.run, sent.run, undefined]);
    assert.equal(taken.kind, 'CONSUMER');
    const producer = spans.find(({ id }) => id === taken.parent);
    assert.equal(producer.parent, sent.id);
    assert.deepEqual(taken.links, [producer.id]);
  });
  await check('a use case of another name is a child run', () => {
    const [sent] = find('other use case', 'botanu.run/Customer Support');
    const [taken] = find('other use case', 'botanu.run/Delivery');
    assert.notEqual(taken.run, sent.run);
    assert.deepEqual([taken.enclosing, taken.root, taken.trace], [sent.run, sent.run, sent.trace]);
  });
  await check('a redelivery after an error is of the same run, in another span', () => {
    const [run] = find('fails once', 'botanu.run/Customer Support');
    const attempts = find('fails once', 'process replies');
    assert.deepEqual(
      attempts.map(({ failed }) => failed),
      [true, false],
    );
    assert.equal(new Set(attempts.map(({ id }) => id)).size, 2);
    assert.equal(new Set(attempts.map(({ parent }) => parent)).size, 1);
    for (const attempt of attempts) {
      assert.equal(attempt.run, run.run);
      assert.deepEqual(attempt.links, [attempt.parent]);
    }
  });
  await check('a redelivery after a crash is of the same run, in another process', () => {
    const [run] = find('crashes once', 'botanu.run/Customer Support');
    const tools = find('crashes once', 'execute_tool send_mail');
    assert.deepEqual(
      tools.map(({ service }) => service),
      ['consumer', 'next consumer'],
    );
    for (const tool of tools) assert.deepEqual([tool.run, tool.trace], [run.run, run.trace]);
    // The first attempt's own span was lost with its process.
    const [consumer, ...others] = find('crashes once', 'process replies');
    assert.deepEqual([consumer.service, consumer.run, others], ['next consumer', run.run, []]);
    assert.equal(tools[1].parent, consumer.id);
    assert.notEqual(tools[0].parent, consumer.id);
  });
  await check('a message from outside of a run has a trace and none', () => {
    const [consumer] = find('outside', 'process replies');
    const producer = spans.find(({ id }) => id === consumer.parent);
    assert.equal(producer.trace, consumer.trace);
    assert.deepEqual(consumer.links, [producer.id]);
    assert.deepEqual([producer.run, consumer.run], [undefined, undefined]);
  });
}

async function checkBulk(title, spans) {
  const find = finder(spans);
  await list.check(`${title}: every message of a bulk goes on in the run that sent it`, () => {
    const [run] = find('bulk', 'botanu.run/Customer Support');
    const taken = ['bulk 1', 'bulk 2'].flatMap((text) => find(text, 'process replies'));
    assert.equal(taken.length, 2);
    for (const consumer of taken) {
      const producer = spans.find(({ id }) => id === consumer.parent);
      assert.equal(producer.parent, run.id);
      assert.deepEqual([consumer.run, consumer.links], [run.run, [producer.id]]);
    }
  });
}

async function checkBatch(title, spans) {
  const find = finder(spans);
  await list.check(
    `${title}: a batch of three runs links to each, is of none, and its messages are of each`,
    () => {
      const texts = ['digest 1', 'digest 2', 'digest 3'];
      const runs = texts.flatMap((text) => find(text, 'botanu.run/Customer Support'));
      assert.equal(new Set(runs.map(({ run }) => run)).size, 3);
      const [consumer, ...others] = spans.filter(({ name }) => name === 'process digests');
      assert.deepEqual(others, []);
      assert.deepEqual([consumer.run, consumer.parent, consumer.kind], [undefined, undefined, 'CONSUMER']);
      const producers = runs.map(({ id }) => spans.find(({ parent }) => parent === id));
      assert.deepEqual(
        consumer.links,
        producers.map(({ id }) => id),
      );
      const tools = texts.flatMap((text) => find(text, 'execute_tool send_mail'));
      assert.deepEqual(
        tools.map(({ run, parent }) => [run, parent]),
        producers.map(({ run, id }) => [run, id]),
      );
    },
  );
}

/** The spans of a name that a message with this text led to, oldest first. */
function finder(spans) {
  return (text, name) => spans.filter((span) => span.name === name && span.text === text).sort(byStart);
}

function ledgerSpans(directory, service) {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(join(directory, file), 'utf8').trimEnd().split('\n'))
    .flatMap((line) => JSON.parse(line).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map((span) => {
      const attributes = new Map(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
      return {
        service,
        name: span.name,
        text: attributes.get('app.message'),
        kind: KINDS[span.kind],
        trace: span.traceId,
        id: span.spanId,
        parent: span.parentSpanId || undefined,
        links: (span.links ?? []).map(({ spanId }) => spanId),
        failed: span.status?.code === ERROR,
        start: BigInt(span.startTimeUnixNano),
        run: attributes.get('botanu.run_id'),
        root: attributes.get('botanu.root_run_id'),
        enclosing: attributes.get('botanu.parent_run_id'),
      };
    });
}
