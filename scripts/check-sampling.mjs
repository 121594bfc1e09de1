// Whether sampling loses cost: two services with SDKs of their own, which keep 1% of all traces, make 10,000 runs, on
// both lines of OpenTelemetry. Each run is to be whole in the ledgers, and the services' own exporter to get what its
// sampler keeps and no span more. Prints what it costs. `npm run check:sampling [-- <repeats of the measurement>]`.
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Checklist } from './checklist.mjs';
import { EmptyProject } from './empty-project.mjs';
import { postedDuring } from './otlp-receiver.mjs';
import { ROOT } from './packed-tarball.mjs';

const require = createRequire(import.meta.url);
const { TwoServices } = require('../test/integration/sampling/two-services.ts');
const { ledgerSpans, spansIn } = require('../test/support/ledger-spans.ts');

const RUNS = 10_000;
const RATIO = 0.01;
/** Five standard deviations to either side of 10,000 × 1%, outside of which chance gets less than once in a million. */
const BOUNDS = [50, 150];
const SPANS_A_RUN = 3;
const repeats = Number(process.argv[2] ?? 1);

const list = new Checklist();
const services = new TwoServices();
process.on('exit', () => services.remove());

const project = new EmptyProject();
await list.require('OpenTelemetry 3 installs', () =>
  project.install(
    ...['sdk-node', 'instrumentation-http', 'exporter-trace-otlp-proto'].map(
      (name) => `@opentelemetry/${name}@^0.301.0`,
    ),
    ...['@opentelemetry/sdk-trace@^3.1.0', '@opentelemetry/api@^1.10.0', 'reflect-metadata'],
  ),
);

const LINES = { 2: join(ROOT, 'node_modules'), 3: project.path('node_modules') };
for (const [line, nodePath] of Object.entries(LINES)) await checkLine(line, nodePath);
await measure();
list.end();

async function checkLine(line, nodePath) {
  const { sampler } = samplerOf(nodePath);
  const made = await list.require(`OpenTelemetry ${line}: ${RUNS} runs are made`, () =>
    runBoth({ botanu: 'ledger', nodePath }),
  );
  const { exported, result } = made;
  const ledgers = ['caller', 'called'].map((name) =>
    inRuns(ledgerSpans(join(result.directories[name], '.botanu'))),
  );
  for (const [i, service] of ['the service that makes them', 'the one that is called'].entries()) {
    await list.check(`OpenTelemetry ${line}: all are whole in the ledger of ${service}`, () => {
      const runs = [...grouped(ledgers[i], runOf).values()];
      assert.equal(runs.length, RUNS);
      assert.equal(runs.filter((spans) => spans.length !== SPANS_A_RUN).length, 0);
    });
  }
  const traces = grouped(exported, (span) => span.traceId);
  await list.check(`OpenTelemetry ${line}: the other exporter has ${traces.size} traces, about 1%`, () => {
    assert.ok(
      traces.size >= BOUNDS[0] && traces.size <= BOUNDS[1],
      `${traces.size} are not within ${BOUNDS}`,
    );
  });
  await list.check(
    `OpenTelemetry ${line}: just those that its sampler keeps, whole, and no span more`,
    () => {
      const ids = new Set(ledgers[0].map((span) => span.traceId));
      const kept = [...ids].filter((id) => sampler.shouldSample({}, id).decision === 2);
      assert.deepEqual([...traces.keys()].sort(), kept.sort());
      assert.equal(exported.length, kept.length * 2 * SPANS_A_RUN);
    },
  );
  await list.check(`OpenTelemetry ${line}: nothing was lost`, () =>
    assert.doesNotMatch(result.stderr, /^\w+ (warn|error)/m),
  );
}

/** Both services, and what their own exporter got of runs. */
async function runBoth(options) {
  let result;
  const requests = await postedDuring(async (endpoint) => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    };
    result = await services.run({ runs: RUNS, ratio: RATIO, env, ...options });
  });
  return { result, exported: inRuns(requests.flatMap(({ body }) => spansIn(JSON.parse(body)))) };
}

async function measure() {
  const kinds = {
    'no parts of botanu': undefined,
    'all parts, `ledger: false`': 'stamping only',
    'all parts, ledger': 'ledger',
  };
  const costs = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let i = 0; i < repeats; i++) {
    for (const [kind, botanu] of Object.entries(kinds)) costs[kind].push((await runBoth({ botanu })).result);
  }
  const rows = Object.entries(costs).flatMap(([kind, results]) =>
    ['caller', 'called'].map((service) => {
      const median = (field) => medianOf(results.map((result) => result[service][field]));
      return [
        kind,
        service,
        `${(median('cpuMs') / 1000).toFixed(2)} s`,
        ...(service === 'caller' ? [`${(median('elapsedMs') / 1000).toFixed(2)} s`] : ['']),
        ...['maxRssMb', 'heapMb'].map((field) => `${median(field).toFixed(0)} MB`),
      ];
    }),
  );
  const titles = [
    'added to the SDK',
    'service',
    'CPU time',
    'elapsed',
    'most memory (RSS)',
    'heap at the end',
  ];
  console.log(`\n${RUNS} runs, 1% sampled, ${process.version}, median of ${repeats}`);
  for (const row of [titles, titles.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
}

/** The sampler that the services use, of the same installation. */
function samplerOf(nodePath) {
  const { TraceIdRatioBasedSampler } = require(
    require.resolve('@opentelemetry/sdk-trace', { paths: [nodePath] }),
  );
  return { sampler: new TraceIdRatioBasedSampler(RATIO) };
}

function runOf({ attributes }) {
  return attributes.find(({ key }) => key === 'botanu.run_id')?.value.stringValue;
}

function inRuns(spans) {
  return spans.filter((span) => runOf(span) !== undefined);
}

function grouped(spans, keyOf) {
  const groups = new Map();
  for (const span of spans) {
    const group = groups.get(keyOf(span));
    if (group === undefined) groups.set(keyOf(span), [span]);
    else group.push(span);
  }
  return groups;
}

function medianOf(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
