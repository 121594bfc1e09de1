// node esbuild.mjs <dialect> <output> <sources>: each by itself, as an ES module.
import { build } from 'esbuild';

const [dialect, outdir, ...entryPoints] = process.argv.slice(2);
await build({
  entryPoints,
  outdir,
  outbase: 'esm',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  tsconfigRaw: { compilerOptions: { experimentalDecorators: dialect === 'legacy' } },
});
