// node swc.mjs <dialect> <output> <sources>: each by itself, as an ES module.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformFile } from '@swc/core';

const [dialect, outdir, ...files] = process.argv.slice(2);
const transform =
  dialect === 'legacy' ? { legacyDecorator: true, decoratorMetadata: true } : { decoratorVersion: dialect };
for (const file of files) {
  const { code } = await transformFile(file, {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform },
    module: { type: 'es6' },
  });
  const output = join(outdir, relative('esm', file)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, code);
}
