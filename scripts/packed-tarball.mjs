import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What `npm publish` would send: the tarball's path, and what npm says of it. It is built for the purpose. */
export function packTarball() {
  const directory = mkdtempSync(join(tmpdir(), 'botanu-tarball-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const args = ['pack', '--json', '--silent', '--pack-destination', directory];
  const output = execFileSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The build's own output may come before it.
  const [packed] = JSON.parse(output.slice(output.indexOf('[\n')));
  return { ...packed, path: join(directory, packed.filename) };
}
