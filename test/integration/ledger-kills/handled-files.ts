import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { llmSpan, otlpLine } from '../../support/otlp-lines';

const segments = (directory: string): string[] =>
  readdirSync(directory).filter((name) => /\.jsonl(\.\d)?(\.gz)?$/.test(name));

/** What happens to files that nobody writes to; each at one place or the other at any moment. */
const WAYS: ((path: string) => void)[] = [
  (path) => renameSync(path, path.replace(/[^/]+\.jsonl/, `aside-${hex(4)}.jsonl`)),
  (path) => {
    if (path.endsWith('.jsonl') && !existsSync(`${path}.1`)) renameSync(path, `${path}.1`);
  },
  (path) => {
    if (path.endsWith('.gz')) replaced(path, path.slice(0, -3), gunzipSync(readFileSync(path)));
    else replaced(path, `${path}.gz`, gzipSync(readFileSync(path)));
  },
];

export function rearrange(directory: string): void {
  for (const name of segments(directory)) {
    const way = WAYS[Math.floor(Math.random() * WAYS.length * 2)];
    way?.(join(directory, name));
  }
}

function replaced(path: string, other: string, content: Buffer): void {
  writeFileSync(`${other}.tmp`, content);
  renameSync(`${other}.tmp`, other);
  rmSync(path);
}

/** A `ledger.maxBytes` for which about half of what may be deleted has to be: the files that a writer is done with. */
export function boundWithin(directory: string): number {
  const size = (pattern: RegExp): number =>
    readdirSync(directory)
      .filter((name) => pattern.test(name))
      .reduce((bytes, name) => bytes + statSync(join(directory, name)).size, 0);
  return size(/^spans-.*\.jsonl(\.gz)?$/) - size(/^spans-.*\.jsonl\.gz$/) / 2;
}

/** As a collector's file exporter does, to a file that grows. Gives the ids of its spans. */
export function writeForeignFile(path: string): string[] {
  const spans = Array.from({ length: 500 }, () =>
    llmSpan({ traceId: hex(16), spanId: hex(8), input: 100, output: 10 }),
  );
  const lines = spans.map((span) => otlpLine(span)).join('');
  writeFileSync(path, lines, { flag: 'a' });
  return spans.map(({ spanId }) => spanId);
}

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
