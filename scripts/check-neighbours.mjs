// Whether botanu lives with Sentry's and Langfuse's span processors in one application, whose sampler is Sentry's:
// the ledger has every run whole, and Sentry and Langfuse are sent what they are sent without botanu's parts. Their
// backends are played by servers of this process.
import { strict as assert } from 'node:assert';
import { gunzipSync } from 'node:zlib';
import { Checklist } from './checklist.mjs';
import { EmptyProject } from './empty-project.mjs';
import { postedDuring } from './otlp-receiver.mjs';
import { packTarball } from './packed-tarball.mjs';
import { ledgerSpans } from './span-outline.mjs';

const RUNS = 20;
const ENVIRONMENT = { OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
const APPLICATION = `
const Sentry = require('@sentry/node');
const { SentryPropagator, SentrySampler, SentrySpanProcessor } = require('@sentry/opentelemetry');
const { LangfuseSpanProcessor } = require('@langfuse/otel');
const { trace } = require('@opentelemetry/api');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { runUseCase, trackLlmCall, withBotanu } = require('botanu');

const [endpoint, parts] = process.argv.slice(2);
const client = Sentry.init({
  dsn: endpoint.replace('//', '//key@') + '/1',
  skipOpenTelemetrySetup: true,
  // Its sampler decides for all: one use case is kept, the other is not.
  tracesSampler: ({ name }) => (name.includes('Kept') ? 1 : 0),
});
const sentry = new SentrySpanProcessor({ client });
const configuration = {
  contextManager: new Sentry.SentryContextManager(),
  textMapPropagator: new SentryPropagator(),
  sampler: new SentrySampler(client),
  spanProcessors: [
    sentry,
    new LangfuseSpanProcessor({ baseUrl: endpoint, publicKey: 'public', secretKey: 'secret' }),
  ],
};
const sdk = new NodeSDK(parts === 'with' ? withBotanu(configuration) : configuration);
sdk.start();
Sentry.validateOpenTelemetrySetup();

async function main() {
  for (const useCase of ['Kept', 'Dropped']) {
    for (let i = 0; i < ${RUNS}; i++) {
      await runUseCase(useCase, async () => {
        await trackLlmCall({ provider: 'openai', model: 'gpt-4o-mini' }, async (call) => {
          call.setTokens({ inputTokens: 100, outputTokens: 10 });
        });
        trace.getTracer('pg').startSpan('SELECT').end();
        if (i === 0) Sentry.captureException(new Error('in ' + useCase));
      });
    }
  }
  // Its shutdown drops what it has not sent.
  await sentry.forceFlush();
  await Sentry.flush(10000);
  await sdk.shutdown();
}
main();
`;

const list = new Checklist();
const { path: tarball } = await list.require('it packs', packTarball);
const project = new EmptyProject();
await list.require('it installs beside Sentry and Langfuse', () =>
  project.install(
    tarball,
    ...['@sentry/node@^10.78.0', '@sentry/opentelemetry@^10.78.0', '@langfuse/otel@^5.11.1'],
    ...['@opentelemetry/api@^1.9.1', '@opentelemetry/sdk-node@^0.223.0'],
    '@opentelemetry/exporter-trace-otlp-http@^0.223.0',
  ),
);
project.write('app.cjs', APPLICATION);

const alone = await list.require('the application runs without botanu’s parts', () => sent('without'));
const beside = await list.require('and with them', () => sent('with'));

await list.check('the ledger has every run, sampled or not, whole', () => {
  const runs = runsOf(ledgerSpans(project.directory));
  assert.equal(runs.length, 2 * RUNS);
  for (const spans of runs) {
    const names = spans.map(({ name }) => name.replace(/^(botanu\.run\/).*/, '$1')).sort();
    assert.deepEqual(names, ['SELECT', 'botanu.run/', 'chat gpt-4o-mini']);
  }
});
await list.check(`Sentry gets ${RUNS} transactions and 2 errors, as without botanu’s parts`, () => {
  const transactions = Array.from(
    { length: RUNS },
    () => 'transaction botanu.run/Kept: SELECT, chat gpt-4o-mini',
  );
  assert.deepEqual(beside.sentry, [...['event in Dropped', 'event in Kept'], ...transactions]);
  assert.deepEqual(alone.sentry, beside.sentry);
});
await list.check('Langfuse gets the model calls of sampled runs, as without botanu’s parts', () => {
  assert.equal(beside.langfuse.filter(({ name }) => name === 'chat gpt-4o-mini').length, RUNS);
  const names = ({ langfuse }) => langfuse.map(({ name }) => name).sort();
  assert.deepEqual(names(alone), names(beside));
});
await list.check('and each of them with its run', () => {
  assert.deepEqual(
    beside.langfuse.filter((span) => runOf(span) === undefined),
    [],
  );
});
list.end();

/** What the application sends to the two backends. */
async function sent(parts) {
  const requests = await postedDuring((endpoint) =>
    project.run(process.execPath, ['app.cjs', endpoint, parts], { env: ENVIRONMENT }),
  );
  const bodies = (path) =>
    requests
      .filter((request) => request.path.startsWith(path))
      .map(({ body }) => (body[0] === 0x1f ? gunzipSync(body) : body).toString());
  return {
    sentry: bodies('/api/1/envelope').flatMap(sentryItems).sort(),
    langfuse: bodies('/api/public/otel/v1/traces').flatMap((body) => otlpSpans(JSON.parse(body))),
  };
}

/** An envelope is lines of JSON: its header, then a header and a payload for each item. */
function sentryItems(envelope) {
  const lines = envelope.trim().split('\n').slice(1);
  return lines.flatMap((line, i) =>
    i % 2 === 0 ? sentryItem(JSON.parse(line), JSON.parse(lines[i + 1])) : [],
  );
}

function sentryItem({ type }, payload) {
  if (type === 'event') return [`event ${payload.exception.values[0].value}`];
  if (type !== 'transaction') return [];
  const spans = payload.spans.map(({ description }) => description).sort();
  return [`transaction ${payload.transaction}: ${spans.join(', ')}`];
}

function otlpSpans({ resourceSpans }) {
  return resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        attributes: Object.fromEntries(
          span.attributes.map(({ key, value }) => [key, Object.values(value)[0]]),
        ),
      })),
    ),
  );
}

function runOf({ attributes }) {
  return attributes['botanu.run_id'];
}

function runsOf(spans) {
  const runs = {};
  for (const span of spans) (runs[runOf(span)] ??= []).push(span);
  return Object.values(runs);
}
