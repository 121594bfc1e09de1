import { join } from 'node:path';
import { segmentName } from '../shared/ledger-deletions';
import { forgetGone } from './changed-segments';
import { compressionOf } from './decompressed';
import { Deletions } from './deletions';
import type { Completeness } from './deletions';
import type { LedgerEngine } from './engine';
import { ledgerFiles } from './ledger-files';
import type { SegmentFile } from './ledger-files';
import { FileMatcher } from './match-files';
import { SegmentReplacedError } from './segment-lines';
import { SegmentReader } from './segment-reader';
import { duplicateSpans, knownSegments, newSegment, unreadablePlaces } from './segments';
import type { Segment, Unreadable } from './segments';
import { CHANGED_TRACES, SEGMENTS, STORED_SPANS, UNREADABLE } from './store-tables';

/** What a ledger holds. */
export interface Ingested extends Completeness {
  /** Those that are there; one that is there plain and compressed counts once. */
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
  const ingestion = new Ingestion(engine, directory, await knownSegments(engine), progress);
  return ingestion.run();
}

class Ingestion {
  private readonly engine: LedgerEngine;
  private readonly directory: string;
  private readonly segments: Set<Segment>;
  private readonly progress: Progress;
  private readonly matcher: FileMatcher;
  private readonly deletions: Deletions;
  private readonly reader: SegmentReader;
  /** Segments that have been read this time: what is written to them from now on is for the next. */
  private readonly done = new Set<Segment>();
  private lastId: number;
  private doneBytes = 0;
  private totalBytes = 0;

  constructor(engine: LedgerEngine, directory: string, segments: Set<Segment>, progress: Progress) {
    this.engine = engine;
    this.directory = directory;
    this.segments = segments;
    this.progress = progress;
    this.matcher = new FileMatcher(directory);
    this.deletions = new Deletions(directory);
    this.reader = new SegmentReader(engine);
    this.lastId = Math.max(0, ...[...segments].map(({ id }) => id));
  }

  /**
   * Files are listed again after each pass until nothing is new: while this reads, a writer may rename a full file,
   * replace it by its compressed copy, or begin another.
   */
  async run(): Promise<Ingested> {
    try {
      for (;;) {
        const files = await ledgerFiles(this.directory);
        const todo = await this.placed(files);
        if (todo.length === 0) {
          await this.reader.flush();
          return await this.result();
        }
        this.totalBytes += sum(todo.map(newBytes));
        for (const segment of todo) await this.read(segment);
      }
    } finally {
      await this.reader.end();
    }
  }

  /** Finds each segment's file, forgets those that have none, and gives those with something new. */
  private async placed(files: readonly SegmentFile[]): Promise<Segment[]> {
    const { changed, gone, heads } = await this.matcher.match(files, this.segments);
    for (const [file, known] of changed) {
      const segment = known ?? newSegment(++this.lastId, file);
      this.segments.add(segment);
      segment.file = file;
      segment.isRead = false;
    }
    if (gone.length > 0) {
      await this.deletions.note(gone, heads);
      await this.reader.flush();
      for (const segment of await forgetGone(this.engine, gone, this.segments)) this.done.delete(segment);
    }
    return [...this.segments].filter((segment) => !segment.isRead && !this.done.has(segment));
  }

  private async read(segment: Segment): Promise<void> {
    this.done.add(segment);
    const bytes = newBytes(segment);
    const { file } = segment;
    const knownBytes = file.bytes - bytes;
    try {
      const isThere = await this.reader.read(join(this.directory, file.file), segment, (read) =>
        this.progress(this.doneBytes + Math.max(0, read - knownBytes), this.totalBytes),
      );
      // The next list has its new name.
      if (!isThere) this.done.delete(segment);
    } catch (error) {
      if (!(error instanceof SegmentReplacedError)) throw error;
      this.matcher.keepApart(segment, file);
      this.done.delete(segment);
    }
    this.doneBytes += bytes;
  }

  private async result(): Promise<Ingested> {
    const [row] = await this.engine.query<{ spans: number }>(
      `SELECT count(*) AS spans FROM ${STORED_SPANS.name}`,
    );
    const heads = new Map([...this.segments].map(({ file, position }) => [file, position.head]));
    const completeness = await this.deletions.completeness(heads);
    const spans = row?.spans ?? 0;
    return {
      files: new Set([...this.segments].map(({ file }) => segmentName(file.file))).size,
      spans,
      duplicateSpans: await duplicateSpans(this.engine, spans),
      unreadable: [...this.deletions.problems, ...(await unreadablePlaces(this.engine))],
      ...completeness,
    };
  }
}

/** A compressed file has to be gone through from its beginning. */
const newBytes = ({ file, position }: Segment): number =>
  compressionOf(file.file) === 'none' ? Math.max(0, file.bytes - position.bytes) : file.bytes;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
