import { join } from 'node:path';
import { segmentName } from '../shared/ledger-deletions';
import { forget, forgetGone } from './changed-segments';
import { completeness } from './deletions';
import type { Completeness } from './deletions';
import type { LedgerEngine } from './engine';
import { ledgerFiles } from './ledger-files';
import type { SegmentFile } from './ledger-files';
import { SegmentReplacedError } from './segment-lines';
import { SegmentReader } from './segment-reader';
import { knownSegments, newSegment, unreadablePlaces } from './segments';
import type { Segment, Unreadable } from './segments';
import { CHANGED_TRACES, SEGMENTS, STORED_SPANS, UNREADABLE } from './store-tables';

/** What a ledger holds. */
export interface Ingested extends Completeness {
  /** Those that are there, plain and compressed. */
  files: number;
  /** Different spans. */
  spans: number;
  /** Spans found a second time, and not counted again. */
  duplicateSpans: number;
  /** What could not be read and is missing from every figure. */
  unreadable: Unreadable[];
}

/** Bytes of files that have been taken in, of those that are new; the whole grows with what is written meanwhile. */
export type Progress = (doneBytes: number, totalBytes: number) => void;

/**
 * Brings the `spans` table up to date with a directory's files: each complete line is read once, and each span
 * counts once however often it was delivered. Rows and how far their files were read change together, so that it
 * can be stopped anywhere.
 */
export async function ingest(
  engine: LedgerEngine,
  directory: string,
  progress: Progress = () => undefined,
): Promise<Ingested> {
  for (const table of [STORED_SPANS, CHANGED_TRACES, SEGMENTS, UNREADABLE]) await engine.createTable(table);
  const known = await knownSegments(engine);
  await forgetGone(engine, directory, known);
  const present = await readNew(engine, directory, known, progress);
  return { files: present.size, ...(await totals(engine)), ...(await completeness(directory, present)) };
}

/**
 * Files are listed again after each pass until nothing is new: while this reads, a writer may rename a full file,
 * replace it by its compressed copy, or begin another. Gives the names of all that are there.
 */
async function readNew(
  engine: LedgerEngine,
  directory: string,
  known: Map<string, Segment>,
  progress: Progress,
): Promise<Set<string>> {
  const reader = new SegmentReader(engine);
  const done = new Set<string>();
  let doneBytes = 0;
  let totalBytes = 0;
  let lastId = Math.max(0, ...[...known.values()].map(({ id }) => id));
  try {
    for (;;) {
      const listed = await ledgerFiles(directory);
      const todo = knownFirst(
        listed.filter((file) => !done.has(file.file) && isNew(file, known.get(file.name))),
        known,
      );
      if (todo.length === 0) {
        await reader.flush();
        return new Set(listed.map(({ name }) => name));
      }
      totalBytes += sum(todo.map((file) => newBytes(file, known.get(file.name))));
      for (const file of todo) {
        done.add(file.file);
        const segment = known.get(file.name) ?? newSegment(++lastId, file.name);
        known.set(file.name, segment);
        const bytes = newBytes(file, segment);
        const oldBytes = file.bytes - bytes;
        try {
          await reader.read(join(directory, file.file), file, segment, (read) =>
            progress(doneBytes + Math.max(0, read - oldBytes), totalBytes),
          );
        } catch (error) {
          if (!(error instanceof SegmentReplacedError)) throw error;
          await reader.flush();
          const again = new Set((await forget(engine, [segment], known)).map(({ name }) => name));
          for (const name of done) if (again.has(segmentName(name))) done.delete(name);
        }
        doneBytes += bytes;
      }
    }
  } finally {
    await reader.end();
  }
}

/** A file that grows may have been set aside under a new name, and another begun: then that is found out first. */
const knownFirst = (files: SegmentFile[], known: ReadonlyMap<string, Segment>): SegmentFile[] => [
  ...files.filter(({ name }) => known.has(name)),
  ...files.filter(({ name }) => !known.has(name)),
];

const isNew = (file: SegmentFile, segment: Segment | undefined): boolean =>
  segment?.read?.file !== file.file ||
  segment.read.bytes !== file.bytes ||
  segment.read.modifiedMs !== file.modifiedMs;

/** A compressed file has to be gone through from its beginning. */
const newBytes = (file: SegmentFile, segment: Segment | undefined): number =>
  file.file === file.name ? Math.max(0, file.bytes - (segment?.position.bytes ?? 0)) : file.bytes;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

async function totals(
  engine: LedgerEngine,
): Promise<Pick<Ingested, 'spans' | 'duplicateSpans' | 'unreadable'>> {
  const [spans] = await engine.query<{ spans: number }>(`SELECT count(*) AS spans FROM ${STORED_SPANS.name}`);
  const [segments] = await engine.query<{ duplicates: number | null }>(
    `SELECT sum(duplicates) AS duplicates FROM ${SEGMENTS.name}`,
  );
  return {
    spans: spans?.spans ?? 0,
    duplicateSpans: segments?.duplicates ?? 0,
    unreadable: await unreadablePlaces(engine),
  };
}
