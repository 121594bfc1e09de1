// Whether what goes over the wire is OTLP: decoded by protoc with OpenTelemetry's own .proto files, no field of it is
// unknown to them, and the attributes are there. Installs Debian's protobuf-compiler if there is no protoc.
import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Checklist } from './checklist.mjs';
import { EmptyProject } from './empty-project.mjs';
import { postedDuring } from './otlp-receiver.mjs';
import { ROOT } from './packed-tarball.mjs';

/** The package of the registry that ships OpenTelemetry's .proto files (v1.7.0) as they are, and where. */
const PROTOS = { package: 'dd-trace@5.132.0', folder: 'package/packages/dd-trace/src/opentelemetry/otlp' };
const REQUESTS = {
  '/v1/traces': {
    file: 'trace_service.proto',
    message: 'opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest',
  },
  '/v1/metrics': {
    file: 'metrics_service.proto',
    message: 'opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest',
  },
};

/** Some of what each kind of span carries, by the span's name. */
const EXPECTED = {
  'botanu.run/Customer Support': [
    'botanu.run_id',
    'botanu.root_run_id',
    'botanu.attempt',
    'botanu.use_case',
    'botanu.workflow',
    'botanu.workflow.version',
    'botanu.environment',
    'botanu.event_id',
    'botanu.run.start_time',
    'botanu.run.duration_ms',
    'gen_ai.operation.name',
    'gen_ai.workflow.name',
    'botanu.outcome.status',
    'botanu.outcome',
    'botanu.outcome.value_type',
    'botanu.outcome.value_amount',
  ],
  'chat gpt-4o-mini': [
    'botanu.run_id',
    'gen_ai.operation.name',
    'gen_ai.provider.name',
    'gen_ai.request.model',
    'botanu.vendor',
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.output_tokens',
  ],
  'execute_tool search': [
    'botanu.run_id',
    'gen_ai.operation.name',
    'gen_ai.tool.name',
    'botanu.tool.duration_ms',
  ],
  'SELECT tickets': [
    'botanu.run_id',
    'db.system.name',
    'db.system',
    'db.operation.name',
    'db.operation',
    'db.collection.name',
    'botanu.vendor',
    'db.response.returned_rows',
    'botanu.data.rows_returned',
    'botanu.data.duration_ms',
  ],
  'PUT transcripts': [
    'botanu.run_id',
    'botanu.storage.system',
    'botanu.storage.operation',
    'botanu.storage.bucket',
    'botanu.storage.duration_ms',
    'rpc.system',
    'rpc.method',
    'aws.s3.bucket',
  ],
  'publish replies': [
    'botanu.run_id',
    'messaging.system',
    'messaging.operation.name',
    'messaging.operation.type',
    'messaging.operation',
    'messaging.destination.name',
    'botanu.vendor',
    'botanu.messaging.duration_ms',
  ],
};
const EXPECTED_METRICS = ['gen_ai.client.token.usage', 'botanu.run.outcomes'];

const list = new Checklist();
const project = new EmptyProject();
await list.require('protoc is there, and the .proto files', async () => {
  if (spawnSync('protoc', ['--version']).status !== 0) installProtoc();
  const [{ filename }] = JSON.parse(await project.run('npm', ['pack', '--json', PROTOS.package]));
  await project.run('tar', ['-xzf', filename, PROTOS.folder]);
});
const received = await list.require('a run of all six kinds is posted', postedByARun);
for (const path of Object.keys(REQUESTS)) {
  await list.check(`${path}: no field is unknown`, () => {
    assert.ok(received.some((request) => request.path === path));
    const text = decoded(path);
    // protoc prints a field that the message does not have by its number.
    assert.deepEqual(text.match(/^\s*\d+[:\s{].*$/gm), null);
    assert.ok(text.includes('resource {'));
  });
}
for (const [name, keys] of Object.entries(EXPECTED)) {
  await list.check(`'${name}' carries what it should`, () => {
    const span = spansOf(decoded('/v1/traces')).find((each) => each.name === name);
    const missing = keys.filter((key) => !span.keys.includes(key));
    assert.deepEqual(missing, []);
  });
}
await list.check('metrics carry what they should', () => {
  const missing = EXPECTED_METRICS.filter((name) => !decoded('/v1/metrics').includes(`name: "${name}"`));
  assert.deepEqual(missing, []);
});
list.end();

function installProtoc() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['-qq', 'update'], { env, stdio: 'pipe' });
  execFileSync('apt-get', ['-qq', '--yes', 'install', 'protobuf-compiler'], { env, stdio: 'pipe' });
}

/** What a process with botanu in it posts to a collector, given that collector's address. */
function postedByARun() {
  return postedDuring(async (endpoint) => {
    const app = project.path('app.cjs');
    await project.run(join(ROOT, 'node_modules/.bin/esbuild'), [
      join(ROOT, 'test/package/programs/support-agent.ts'),
      `--alias:botanu=${join(ROOT, 'src/index.ts')}`,
      ...['--bundle', '--platform=node', '--target=node20', '--packages=external', '--log-level=warning'],
      `--outfile=${app}`,
    ]);
    const env = { NODE_PATH: join(ROOT, 'node_modules'), BOTANU_COLLECTOR_ENDPOINT: endpoint };
    await project.run(process.execPath, [app], { env });
  });
}

/** protoc's text of all requests to a path. */
function decoded(path) {
  const { file, message } = REQUESTS[path];
  const args = [`--decode=${message}`, `--proto_path=${project.path(PROTOS.folder)}`, file];
  return received
    .filter((request) => request.path === path)
    .map(({ body }) => execFileSync('protoc', args, { input: body, encoding: 'utf8', maxBuffer: 2 ** 28 }))
    .join('');
}

/** Names of spans, with the keys of each one's own attributes. */
function spansOf(text) {
  // The closing brace stands where the block began.
  return [...text.matchAll(/^( *)spans \{\n[^]*?^\1\}/gm)].map(([block, indent]) => {
    const attribute = new RegExp(`^${indent}  attributes \\{\\n *key: "(.+)"`, 'gm');
    return {
      name: new RegExp(`^${indent}  name: "(.+)"`, 'm').exec(block)[1],
      keys: [...block.matchAll(attribute)].map(([, key]) => key),
    };
  });
}
