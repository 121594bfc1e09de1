// node babel.mjs <dialect> <output> <sources>: each by itself, as an ES module.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformFileAsync } from '@babel/core';

const [version, outdir, ...files] = process.argv.slice(2);
for (const file of files) {
  const { code } = await transformFileAsync(file, {
    configFile: false,
    babelrc: false,
    presets: ['@babel/preset-typescript'],
    plugins: [['@babel/plugin-proposal-decorators', { version }]],
  });
  const output = join(outdir, relative('esm', file)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, code);
}
