// Whether the package works as its users get it: packed, installed in empty projects beside TypeScript, type-checked,
// run and bundled, in both module systems and decorator dialects.
import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checklist } from './checklist.mjs';
import { EmptyProject } from './empty-project.mjs';
import {
  compiled,
  DIALECT_NAMES,
  failsSaying,
  PackageConsumer,
  runsAndReports,
  VARIANTS,
} from './package-consumer.mjs';
import { packTarball, ROOT } from './packed-tarball.mjs';

const TYPESCRIPTS = ['5.2', '5.9', '6.0', '7.0'];
const OPTIONAL_PEERS = [
  '@opentelemetry/sdk-node',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@duckdb/node-api',
];
const PUBLISHED =
  /^(dist\/.+\.(js|mjs|d\.ts|d\.mts)|package\.json|botanu\.prices\.schema\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
/** For an application that calls `initBotanu`: gives an ES module bundle the `require` that it lacks. */
const REQUIRE_BANNER =
  "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const devDependency = (name) => `${name}@${devDependencies[name]}`;
const repositoryTool = (name) => join(ROOT, 'node_modules/.bin', name);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

const list = new Checklist();
const tarball = await list.require('it packs', packTarball);
console.log(
  `        ${tarball.entryCount} files, ${kilobytes(tarball.size)}, ${kilobytes(tarball.unpackedSize)} unpacked`,
);
await list.check('it holds what users need and nothing else', () => {
  const paths = tarball.files.map(({ path }) => path);
  assert.deepEqual(
    paths.filter((path) => !PUBLISHED.test(path)),
    [],
  );
  for (const path of ['README.md', 'LICENSE', 'CHANGELOG.md', 'botanu.prices.schema.json'])
    assert.ok(paths.includes(path), path);
});

const elsewhere = new EmptyProject();
await list.check('publint --strict', () =>
  elsewhere.run(repositoryTool('publint'), ['--strict', tarball.path]),
);
await list.check('attw --profile node16', () =>
  elsewhere.run(repositoryTool('attw'), [tarball.path, '--profile', 'node16']),
);

const bare = new PackageConsumer();
const full = new PackageConsumer();
await list.require('it installs, without and with its optional peers', async () => {
  const packages = [tarball.path, devDependency('esbuild'), devDependency('@types/node')];
  await bare.installCompilers(TYPESCRIPTS, ...packages);
  await full.installCompilers(['6.0'], ...packages, ...OPTIONAL_PEERS);
});

for (const dialect of DIALECT_NAMES) {
  for (const version of TYPESCRIPTS) {
    await list.check(`it type-checks: ${dialect} decorators, TypeScript ${version}`, () =>
      bare.compile(version, dialect),
    );
  }
  await list.check(`it type-checks: ${dialect} decorators, beside its optional peers`, () =>
    full.compile('6.0', dialect),
  );
}
await list.check("it type-checks: the older 'node' resolution", () =>
  bare.compile('5.9', 'legacy', {
    modules: ['cjs'],
    module: 'commonjs',
    moduleResolution: 'node10',
    outDir: 'out/node10',
  }),
);

for (const { modules, dialect } of VARIANTS) {
  await list.check(`it runs and reports: ${modules}, ${dialect} decorators`, () =>
    runsAndReports(full, full.path(compiled(modules, dialect), 'support-agent.js')),
  );
}
await list.check('initBotanu names the peers that it lacks', () =>
  failsSaying(
    bare,
    [`${compiled('esm', 'standard')}/support-agent.js`],
    'PEER_MISSING',
    'npm install @opentelemetry/sdk-node',
  ),
);
await list.check('botanu report names the peer that it lacks', () => {
  mkdirSync(bare.path('.botanu'), { recursive: true });
  return failsSaying(
    bare,
    ['node_modules/botanu/dist/cli/main.js', 'report'],
    'npm install --save-dev @duckdb/node-api',
  );
});
await list.check('botanu doctor reads the tsconfig.json of each TypeScript', async () => {
  for (const version of TYPESCRIPTS)
    assert.match(await bare.doctorOn(version, 'esnext'), /leaves decorators/);
  for (const version of TYPESCRIPTS)
    assert.match(await bare.doctorOn(version, 'es2022'), /standard decorators/);
});
await list.check('importing it loads two packages more, and both faces are alike', async () => {
  const esm = await bare.core(`${compiled('esm', 'standard')}/core.js`);
  const cjs = await bare.core(`${compiled('cjs', 'standard')}/core.js`);
  assert.deepEqual(esm.packages, ['@opentelemetry/api', 'botanu', 'reflect-metadata']);
  assert.deepEqual(esm, cjs);
});

/** A folder without any packages, where a bundle has only itself. */
const alone = new PackageConsumer();
await list.check('it bundles to ESM as it is, if nothing is started', async () => {
  const outside = OPTIONAL_PEERS.map((name) => `--external:${name}`);
  const { answer } = await alone.core(alone.take(await bare.bundle('core', 'esm', ...outside)));
  assert.equal(answer, 'answered');
});
await list.check('it bundles to CJS, the SDK too', async () => {
  const bundle = await full.bundle('support-agent', 'cjs');
  await runsAndReports(alone, alone.take(bundle), full);
});
await list.check('it bundles to ESM, the SDK too, with a banner for require', async () => {
  const bundle = await full.bundle('support-agent', 'esm', REQUIRE_BANNER);
  await runsAndReports(alone, alone.take(bundle), full);
});
await list.check(
  'it bundles to CJS and ESM, OpenTelemetry left outside, as the documentation says',
  async () => {
    const outside = '--external:@opentelemetry/*';
    await runsAndReports(full, await full.bundle('support-agent', 'cjs', outside));
    await runsAndReports(full, await full.bundle('support-agent', 'esm', outside, REQUIRE_BANNER));
  },
);
await list.check('it bundles to ESM as it is, if all packages are left outside', async () => {
  await runsAndReports(full, await full.bundle('support-agent', 'esm', '--packages=external'));
});
list.end();
