// Records anew what the samples write, for the outputs in docs/api/commands.md; wants `npm run build` before it.
// `UPDATE_DOCS=1 npx jest test/docs/commands-page` then writes the outputs themselves.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const docs = join(root, 'test/docs/ledgers');

/** Keeps what each service of a sample has written, by its name. */
function record(sample) {
  const main = join('samples', sample, 'main.ts');
  execFileSync(process.execPath, ['--require', 'esbuild-register', main], { cwd: root, stdio: 'inherit' });
  const ledger = join(root, 'samples', sample, '.botanu');
  const folder = join(docs, sample);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(ledger).filter((name) => name.endsWith('.jsonl'))) {
    const text = readFileSync(join(ledger, name), 'utf8');
    writeFileSync(join(folder, `${serviceOf(text)}.jsonl.gz`), gzipSync(text, { level: 9 }));
  }
}

function serviceOf(text) {
  const { resource } = JSON.parse(text.split('\n', 1)[0]).resourceSpans[0];
  return resource.attributes.find(({ key }) => key === 'service.name').value.stringValue;
}

record('support-agent');
record('gift-shop');
