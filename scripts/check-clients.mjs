// Whether other versions of the model clients than those of the tests behave as untracked, and end one span each: each
// is installed beside botanu in a project of its own, and called in every way in which the tests call theirs. Of those
// that stream in a way of their own it is tried, too, what else their results can do.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { Checklist } from './checklist.mjs';
import { EmptyProject } from './empty-project.mjs';
import { packTarball, ROOT } from './packed-tarball.mjs';

/** By name, as in `test/decorators/clients/calls.ts`, where each call stands in a module of `providers`. */
const CALLS = {
  'openai chat': ['openai', 'openaiChat'],
  'openai responses': ['openai', 'openaiResponses'],
  'anthropic messages': ['anthropic', 'anthropicMessages'],
  'anthropic messages.stream': ['anthropic', 'anthropicHelper'],
  'google-genai': ['google-genai', 'googleGenai'],
  'cohere v2': ['cohere', 'cohereV2'],
  'cohere v1': ['cohere', 'cohereV1'],
  mistral: ['mistral', 'mistral'],
  groq: ['groq', 'groq'],
  'ai with openai': ['ai-sdk', 'aiSdkOpenai'],
  'ai with anthropic': ['ai-sdk', 'aiSdkAnthropic'],
  langchain: ['langchain', 'langchainOpenai'],
};

const UNCACHED = { usage: { input_tokens: 120, output_tokens: 30 } };

/** `differences` of what a span says, by call and way; `more` is a program of `scripts/streaming-clients`. */
const CLIENTS = [
  { packages: ['openai@5'], calls: ['openai chat', 'openai responses'] },
  { packages: ['@anthropic-ai/sdk@0'], calls: ['anthropic messages', 'anthropic messages.stream'] },
  { packages: ['@anthropic-ai/sdk@1'], calls: [], more: 'anthropic' },
  {
    packages: ['@google/genai@1'],
    calls: ['google-genai'],
    // It takes an error in the stream for a chunk like others.
    differences: { 'google-genai': { 'given up in the middle': { status: 'done', error: undefined } } },
  },
  { packages: ['cohere-ai@7'], calls: ['cohere v2', 'cohere v1'] },
  {
    packages: ['@mistralai/mistralai@1'],
    calls: ['mistral'],
    // It hides cached tokens.
    differences: { mistral: { plain: UNCACHED, streamed: UNCACHED } },
  },
  { packages: ['@mistralai/mistralai@2'], calls: ['mistral'] },
  {
    packages: ['groq-sdk@0'],
    calls: ['groq'],
    differences: { groq: { 'hung up in the middle': { error: 'ERR_STREAM_PREMATURE_CLOSE' } } },
  },
  {
    packages: ['ai@5', '@ai-sdk/openai@2', '@ai-sdk/anthropic@2', 'zod@4'],
    calls: ['ai with openai', 'ai with anthropic'],
    more: 'ai-sdk',
    differences: { 'ai with openai': { 'given up in the middle': { finish: ['unknown'] } } },
  },
  { packages: ['ai@6', '@ai-sdk/openai@3', 'zod@4'], calls: [], more: 'ai-sdk' },
  {
    packages: ['ai@7', '@ai-sdk/openai@4', '@ai-sdk/anthropic@4', 'zod@4'],
    calls: ['ai with openai', 'ai with anthropic'],
    more: 'ai-sdk',
    differences: { 'ai with anthropic': { 'given up in the middle': { error: '529' } } },
  },
  { packages: ['@langchain/openai@0', '@langchain/core@0'], calls: ['langchain'] },
];
const SAME_AS_HERE = ['api', 'context-async-hooks', 'core', 'sdk-trace'].map(
  (name) => `@opentelemetry/${name}`,
);

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const wanted = process.argv[2] ?? '';

// Each project removes itself at the end.
process.setMaxListeners(CLIENTS.length + 10);
const list = new Checklist();
const { path: tarball } = await list.require('it packs', packTarball);
for (const { packages, calls, more, differences = {} } of CLIENTS) {
  const client = packages[0];
  if (!client.startsWith(wanted)) continue;
  const project = new EmptyProject({ type: 'module' });
  await list.require(`it installs beside ${client}`, () =>
    project.install(tarball, ...packages, ...SAME_AS_HERE.map((name) => `${name}@${devDependencies[name]}`)),
  );
  if (calls.length > 0) await checkCalls(project, client, calls, differences);
  if (more !== undefined) await checkMore(project, client, more);
}
list.end();

/** The tests' own program, with these calls alone. */
async function checkCalls(project, client, calls, differences) {
  const contents = [
    "import { EXPECTED_CALLS, expectedOf } from './expected-calls';",
    "import { observeCalls } from './observe-calls';",
    ...calls.map((name) => `import { ${CALLS[name][1]} } from './providers/${CALLS[name][0]}';`),
    `const calls = { ${calls.map((name) => `${JSON.stringify(name)}: ${CALLS[name][1]}`).join(', ')} };`,
    'void observeCalls(calls).then((observed) => {',
    '  for (const [name, ways] of Object.entries(observed))',
    '    for (const [way, one] of Object.entries(ways)) one.expected = expectedOf(EXPECTED_CALLS[name], way);',
    '  process.stdout.write(JSON.stringify(observed), () => process.exit());',
    '});',
  ];
  buildSync({
    stdin: { contents: contents.join('\n'), resolveDir: join(ROOT, 'test/decorators/clients'), loader: 'ts' },
    outfile: project.path('calls.cjs'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    tsconfig: join(ROOT, 'test/tsconfig.json'),
    alias: { botanu: 'botanu' },
    logLevel: 'error',
  });
  const observed = await list.require(`${client} answers`, async () =>
    JSON.parse(await project.node('calls.cjs')),
  );
  for (const [name, ways] of Object.entries(observed)) {
    for (const [way, { untracked, tracked, same, unhandled, warnings, spans, expected }] of Object.entries(
      ways,
    )) {
      await list.check(`${client}: ${name}, ${way}`, () => {
        assert.deepEqual(tracked, untracked);
        assert.ok(same, 'another object');
        assert.deepEqual(unhandled[1], unhandled[0]);
        // By way of JSON, which leaves out what is undefined.
        const told = JSON.parse(JSON.stringify({ ...expected, ...differences[name]?.[way] }));
        assert.deepEqual(spans, [told]);
        assert.deepEqual(warnings, []);
      });
    }
  }
}

async function checkMore(project, client, program) {
  project.copy(join(ROOT, 'scripts/streaming-clients'), '.');
  const results = await list.require(`${client} answers in more ways`, async () =>
    JSON.parse(await project.node(`${program}.mjs`)),
  );
  for (const { name, same, untracked, seenOfTracked, ends, expected } of results) {
    await list.check(`${client}: ${name}`, () => {
      assert.equal(seenOfTracked, untracked);
      assert.ok(same, 'another object');
      assert.deepEqual(ends, expected);
    });
  }
}
