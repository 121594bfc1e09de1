import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import type { Anywhere } from './every-decorator';

const ROOT = resolve(__dirname, '../..');
const TSCONFIG = { standard: 'tsconfig.json', legacy: 'tsconfig.legacy.json' };

let argumentCount = 0;
const countArguments: Anywhere = (...args) => {
  argumentCount = args.length;
};

class Probe {
  @countArguments
  method(): void {}
}
new Probe().method();

/** In which dialect this file was compiled, and with it the tests of this jest project. */
export const DIALECT = argumentCount === 3 ? 'legacy' : 'standard';

/** What a program prints that is compiled in this dialect and run in a process of its own, parsed. */
export async function outputOf<T>(program: string, nodeArgs: readonly string[] = []): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'botanu-dialect-'));
  const outfile = join(directory, 'app.cjs');
  try {
    buildSync({
      entryPoints: [program],
      outfile,
      bundle: true,
      packages: 'external',
      alias: { botanu: join(ROOT, 'src/index.ts') },
      platform: 'node',
      target: 'node20',
      tsconfig: join(ROOT, 'test', TSCONFIG[DIALECT]),
      logLevel: 'error',
    });
    const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };
    const { stdout } = await promisify(execFile)(process.execPath, [...nodeArgs, outfile], { env });
    return JSON.parse(stdout) as T;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
