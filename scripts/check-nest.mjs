// Whether controllers and providers of Nest 11 and 12 behave as undecorated, in every order of decorators. Nest 12 is
// ES modules only, which is why this is a process of its own.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checklist } from './checklist.mjs';
import { EmptyProject } from './empty-project.mjs';
import { packTarball, ROOT } from './packed-tarball.mjs';

const VERSIONS = [11, 12];
const SAME_AS_HERE = [
  '@opentelemetry/api',
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/core',
  '@opentelemetry/sdk-trace',
  '@types/node',
  'rxjs',
  'typescript',
];
/** As Nest's own starter has them. */
const COMPILER_OPTIONS = {
  target: 'es2022',
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  rootDir: '.',
  outDir: 'out',
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const list = new Checklist();
const { path: tarball } = await list.require('it packs', packTarball);
for (const version of VERSIONS) {
  const project = new EmptyProject({ type: 'module' });
  await list.require(`it installs beside Nest ${version}`, () =>
    project.install(
      tarball,
      ...['common', 'core', 'platform-express'].map((name) => `@nestjs/${name}@${version}`),
      ...SAME_AS_HERE.map((name) => `${name}@${devDependencies[name]}`),
    ),
  );
  await list.require(`it compiles beside Nest ${version}`, () => {
    project.copySources(join(ROOT, 'test/legacy/nest'), 'legacy/nest');
    project.copySources(join(ROOT, 'test/support/telemetry.ts'), 'support/telemetry.ts');
    const tsconfig = { compilerOptions: COMPILER_OPTIONS, files: ['legacy/nest/main.ts'] };
    project.write('tsconfig.json', JSON.stringify(tsconfig));
    return project.node('node_modules/typescript/bin/tsc', '-p', '.');
  });
  const results = await list.require(`every order runs on Nest ${version}`, async () =>
    JSON.parse(await project.node('out/legacy/nest/main.js')),
  );
  for (const [what, { orders, differences }] of Object.entries(results)) {
    await list.check(`Nest ${version}: ${what} behave as undecorated in ${orders} orders`, () =>
      assert.deepEqual(differences, []),
    );
  }
}
list.end();
