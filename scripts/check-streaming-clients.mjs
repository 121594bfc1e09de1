// Whether clients that stream in a way of their own behave as untracked, and end one span each: Anthropic's, and the
// AI SDK from 5 to 7. The openai client is in the tests.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checklist } from './checklist.mjs';
import { EmptyProject } from './empty-project.mjs';
import { packTarball, ROOT } from './packed-tarball.mjs';

const CLIENTS = [
  ['anthropic', '@anthropic-ai/sdk@1'],
  ['ai-sdk', 'ai@5', '@ai-sdk/openai@2', 'zod@4'],
  ['ai-sdk', 'ai@6', '@ai-sdk/openai@3', 'zod@4'],
  ['ai-sdk', 'ai@7', '@ai-sdk/openai@4', 'zod@4'],
];
const SAME_AS_HERE = ['@opentelemetry/api', '@opentelemetry/context-async-hooks', '@opentelemetry/sdk-trace'];

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const list = new Checklist();
const { path: tarball } = await list.require('it packs', packTarball);
for (const [program, client, ...beside] of CLIENTS) {
  const project = new EmptyProject({ type: 'module' });
  await list.require(`it installs beside ${client}`, () =>
    project.install(
      tarball,
      client,
      ...beside,
      ...SAME_AS_HERE.map((name) => `${name}@${devDependencies[name]}`),
    ),
  );
  project.copy(join(ROOT, 'scripts/streaming-clients'), '.');
  const results = await list.require(`${client} answers`, async () =>
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
list.end();
