import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { transformSync, version } from 'esbuild';

const tsconfigRaw = readFileSync(new URL('../../tsconfig.json', import.meta.url), 'utf8');

/**
 * Compiles `src` for jest as scripts/build.mjs does for users. TypeScript, which tests need for their decorators, takes
 * ten times as long for it, and each of jest's projects has it compiled anew.
 */
export default {
  getCacheKey: (text, path) =>
    createHash('sha256').update([version, tsconfigRaw, path, text].join('\0')).digest('hex'),

  process: (text, sourcefile) =>
    transformSync(text, {
      sourcefile,
      loader: 'ts',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'inline',
      tsconfigRaw,
    }),
};
