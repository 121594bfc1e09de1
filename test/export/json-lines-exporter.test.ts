import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonLinesExporter, type JsonLinesExporterOptions } from '../../src/export/json-lines-exporter';
import type { ExportResult } from '../../src/export/span-exporter';
import { finishedSpans } from '../support/finished-spans';
import { ledgerFiles, ledgerRequests, ledgerSpans } from '../support/ledger-spans';

let parent: string;
let directory: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'botanu-ledger-'));
  directory = join(parent, '.botanu');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const exporterTo = (options: Partial<JsonLinesExporterOptions> = {}): JsonLinesExporter =>
  new JsonLinesExporter({ directory, ...options });

/** Synchronous: there is a result when it returns. */
function written(exporter: JsonLinesExporter, spans: number): ExportResult {
  let result: ExportResult | undefined;
  exporter.export(finishedSpans(spans), (its) => (result = its));
  return result!;
}

it('makes nothing before the first span', () => {
  exporterTo();
  expect(readdirSync(parent)).toEqual([]);
});

it('has written the spans when export returns, about a hundred a line', () => {
  expect(written(exporterTo(), 250)).toEqual({ code: 0 });
  expect(ledgerRequests(directory)).toHaveLength(3);
  expect(ledgerSpans(directory).map(({ name }) => name)).toEqual(finishedSpans(250).map(({ name }) => name));
});

it('names its file by start, process and chance, and shows it to the owner only', () => {
  written(exporterTo(), 1);
  const [name] = ledgerFiles(directory);
  expect(name).toMatch(new RegExp(`^spans-\\d{8}T\\d{6}Z-${process.pid}-[0-9a-f]{8}\\.jsonl$`));
  expect(statSync(join(directory, name!)).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

it('appends to one file, and takes another than its neighbour', () => {
  const [one, other] = [exporterTo(), exporterTo()];
  written(one, 1);
  written(one, 1);
  written(other, 1);
  expect(ledgerFiles(directory)).toHaveLength(2);
  expect(ledgerSpans(directory)).toHaveLength(3);
});

describe('.gitignore', () => {
  it('keeps the ledger out of version control', () => {
    written(exporterTo(), 1);
    expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('is not put into a directory that somebody else made', () => {
    written(new JsonLinesExporter({ directory: parent }), 1);
    expect(readdirSync(parent)).toEqual(ledgerFiles(parent));
  });

  it('is left as it is', () => {
    mkdirSync(directory);
    writeFileSync(join(directory, '.gitignore'), '*.gz\n');
    written(exporterTo(), 1);
    expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*.gz\n');
  });
});

describe('rotation', () => {
  it('starts another file before one grows too big, and compresses the old one', async () => {
    const exporter = exporterTo({ maxFileBytes: 10_000 });
    for (let i = 0; i < 10; i++) written(exporter, 10);
    await exporter.forceFlush();
    const files = ledgerFiles(directory);
    expect(files.filter((name) => name.endsWith('.jsonl'))).toHaveLength(1);
    expect(files.length).toBeGreaterThan(2);
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(
      statSync(
        join(
          directory,
          files.find((name) => name.endsWith('.gz'))!,
        ),
      ).mode & 0o777,
    ).toBe(0o600);
    expect(ledgerSpans(directory)).toHaveLength(100);
  });

  it('writes a batch that is too big for any file all the same', () => {
    const exporter = exporterTo({ maxFileBytes: 10 });
    expect(written(exporter, 5)).toEqual({ code: 0 });
  });

  it('deletes nothing', async () => {
    const exporter = exporterTo({ maxFileBytes: 2_000 });
    for (let i = 0; i < 50; i++) written(exporter, 5);
    await exporter.shutdown();
    expect(ledgerSpans(directory)).toHaveLength(250);
  });
});

describe('maxBytes', () => {
  it('keeps all files together below it by deleting the oldest', async () => {
    const exporter = exporterTo({ maxBytes: 20_000 });
    for (let i = 0; i < 200; i++) written(exporter, 5);
    await exporter.shutdown();
    const bytes = ledgerFiles(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(20_000);
    const left = ledgerSpans(directory).length;
    expect(left).toBeLessThan(1_000);
    expect(left).toBeGreaterThan(0);
  });

  it('notes what it deletes, and when that was last written to', async () => {
    const exporter = exporterTo({ maxBytes: 20_000 });
    for (let i = 0; i < 200; i++) written(exporter, 5);
    await exporter.shutdown();
    const notes = readFileSync(join(directory, 'deletions.log'), 'utf8').trimEnd().split('\n');
    const deleted = notes.map((note) => JSON.parse(note) as { file: string; lastWritten: string });
    expect(deleted.length).toBeGreaterThan(0);
    for (const { file, lastWritten } of deleted) {
      expect(file).toMatch(/^spans-.*\.jsonl$/);
      expect(ledgerFiles(directory)).not.toContain(`${file}.gz`);
      expect(Math.abs(Date.parse(lastWritten) - Date.now())).toBeLessThan(60_000);
    }
  });

  const NOBODY = 4_194_305; // Past the highest process id of Linux.
  it.each<[string, string, number, boolean]>([
    ['a compressed file', `spans-20250101T000000Z-${process.pid}-aa.jsonl.gz`, 0, true],
    ['a file left by a process that died long ago', `spans-20250101T000000Z-${NOBODY}-aa.jsonl`, 2, true],
    ['a file of a process that died just now', `spans-20250101T000000Z-${NOBODY}-aa.jsonl`, 0, false],
    ['a file of a process that lives', `spans-20250101T000000Z-${process.pid}-aa.jsonl`, 2, false],
    ['a file of something else', 'notes.txt', 2, false],
  ])('deletes: %s', async (_, name, hoursAgo, deleted) => {
    mkdirSync(directory);
    const path = join(directory, name);
    writeFileSync(path, 'x'.repeat(10_000));
    const time = Date.now() / 1_000 - hoursAgo * 3_600;
    utimesSync(path, time, time);
    const exporter = exporterTo({ maxBytes: 5_000 });
    written(exporter, 1);
    await exporter.shutdown();
    expect(readdirSync(directory).includes(name)).toBe(!deleted);
  });
});

describe('a disk that cannot be used', () => {
  it.each([
    ['a file where the directory should be', '/dev/null'],
    ['a place where nothing can be made', '/proc/nowhere'],
  ])('fails the export and throws nothing: %s', (_, place) => {
    const result = written(exporterTo({ directory: place }), 1);
    expect(result.code).toBe(1);
    expect(result.error).toHaveProperty('code');
  });

  it('is used again once it can be', () => {
    writeFileSync(directory, 'in the way');
    const exporter = exporterTo();
    expect(written(exporter, 1).code).toBe(1);
    rmSync(directory);
    expect(written(exporter, 1).code).toBe(0);
    expect(ledgerSpans(directory)).toHaveLength(1);
  });

  it('goes on in a new file when somebody deleted the directory', () => {
    const exporter = exporterTo();
    written(exporter, 1);
    rmSync(directory, { recursive: true });
    expect(written(exporter, 2).code).toBe(0);
    expect(ledgerSpans(directory)).toHaveLength(2);
  });
});
