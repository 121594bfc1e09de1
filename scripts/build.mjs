// Compiles the one CommonJS implementation, a file for each side of the house, because loading ninety small ones
// takes three times as long; and generates the ES module faces that re-export its names: one copy in a process,
// whichever way it is imported. `node scripts/build.mjs [folder]`, by default `dist`;
// with `--code-only`, no declarations.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = resolve(root, process.argv[2] ?? 'dist');
const require = createRequire(join(root, 'package.json'));

/** Delivery is loaded when it is asked for, and once: whoever imports it names the file of its own. */
const DELIVERY_APART = {
  name: 'delivery-apart',
  setup(build) {
    build.onResolve({ filter: /(^|\/)init-botanu$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './bootstrap/init-botanu.js', external: true },
    );
  },
};

// Beside its place until it is whole: whoever reads the last build meanwhile never sees half of this one.
const building = mkdtempSync(`${target}-`);
try {
  const tsc = require.resolve('typescript/bin/tsc');
  const declarations = ['-p', root, '--outDir', building, '--emitDeclarationOnly'];
  if (!process.argv.includes('--code-only'))
    execFileSync(process.execPath, [tsc, ...declarations], { stdio: 'inherit' });
  for (const name of ['index', 'register', 'bootstrap/init-botanu', 'cli/main']) await bundle(name);
  writeFace('index', Object.keys(require(join(building, 'index.js'))));
  writeFace('register', []);
  chmodSync(join(building, 'cli', 'main.js'), 0o755);
  chmodSync(building, 0o755);
  rmSync(target, { recursive: true, force: true });
  renameSync(building, target);
} finally {
  rmSync(building, { recursive: true, force: true });
}

/** One file of everything that this one imports, but for packages and for what is loaded only when it is needed. */
function bundle(name) {
  return build({
    entryPoints: [join(root, 'src', `${name}.ts`)],
    outfile: join(building, `${name}.js`),
    tsconfig: join(root, 'tsconfig.json'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    plugins: [DELIVERY_APART],
    logLevel: 'warning',
  });
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
