// Compiles the one CommonJS implementation, and generates the ES module faces that re-export its names: one
// copy in a process, whichever way it is imported.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const require = createRequire(import.meta.url);

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', root, '--outDir', dist], {
  stdio: 'inherit',
});
writeFace('index', Object.keys(require(join(dist, 'index.js'))));
writeFace('register', []);
chmodSync(join(dist, 'cli', 'main.js'), 0o755);

function writeFace(name, names) {
  const values = names.filter((one) => one !== '__esModule' && one !== 'default').sort();
  const exports = values.map((one) => `export const ${one} = implementation.${one};\n`).join('');
  writeFileSync(
    join(dist, `${name}.mjs`),
    values.length === 0
      ? `import './${name}.js';\n`
      : `import implementation from './${name}.js';\n\n${exports}`,
  );
  writeFileSync(join(dist, `${name}.d.mts`), `export * from './${name}.js';\n`);
}
