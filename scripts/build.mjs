// Compiles the one CommonJS implementation, and generates the ES module faces that re-export its names: one
// copy in a process, whichever way it is imported. `node scripts/build.mjs [folder]`, by default `dist`.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = resolve(root, process.argv[2] ?? 'dist');
const require = createRequire(join(root, 'package.json'));

// Beside its place until it is whole: whoever reads the last build meanwhile never sees half of this one.
const building = mkdtempSync(`${target}-`);
try {
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', root, '--outDir', building], {
    stdio: 'inherit',
  });
  writeFace('index', Object.keys(require(join(building, 'index.js'))));
  writeFace('register', []);
  chmodSync(join(building, 'cli', 'main.js'), 0o755);
  chmodSync(building, 0o755);
  rmSync(target, { recursive: true, force: true });
  renameSync(building, target);
} finally {
  rmSync(building, { recursive: true, force: true });
}

function writeFace(name, names) {
  const values = names.filter((one) => one !== '__esModule' && one !== 'default').sort();
  const exports = values.map((one) => `export const ${one} = implementation.${one};\n`).join('');
  writeFileSync(
    join(building, `${name}.mjs`),
    values.length === 0
      ? `import './${name}.js';\n`
      : `import implementation from './${name}.js';\n\n${exports}`,
  );
  writeFileSync(join(building, `${name}.d.mts`), `export * from './${name}.js';\n`);
}
