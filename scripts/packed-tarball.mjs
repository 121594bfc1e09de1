import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** All that is published beside `dist`. */
const PUBLISHED = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'botanu.prices.schema.json'];

/**
 * What `npm publish` would send: the tarball's path, and what npm says of it. It is built for the purpose, elsewhere,
 * so that whoever uses this repository's own build meanwhile is not disturbed.
 */
export function packTarball() {
  const directory = mkdtempSync(join(tmpdir(), 'botanu-tarball-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const copy = join(directory, 'package');
  for (const file of PUBLISHED) cpSync(join(ROOT, file), join(copy, file));
  const options = { cwd: copy, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
  // The build loads what it has built, which needs the dependencies.
  const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };
  const build = [join(ROOT, 'scripts/build.mjs'), join(copy, 'dist')];
  execFileSync(process.execPath, build, { ...options, env, stdio: 'inherit' });
  const args = ['pack', '--ignore-scripts', '--json', '--silent', '--pack-destination', directory];
  const [packed] = JSON.parse(execFileSync('npm', args, options));
  return { ...packed, path: join(directory, packed.filename) };
}
