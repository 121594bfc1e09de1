import { segmentName } from '../shared/ledger-deletions';
import type { LedgerEngine } from './engine';
import type { SegmentFile } from './ledger-files';
import type { Position } from './segment-lines';
import { BEGINNING } from './segment-lines';
import { CHANGED_TRACES, SEGMENTS, UNREADABLE } from './store-tables';

/** What has been read of a file, which may get another name, be compressed, and grow. */
export interface Segment {
  readonly id: number;
  /** The file as it was when it was listed last. */
  file: SegmentFile;
  /** Whether it has been read to its end then. */
  isRead: boolean;
  position: Position;
  duplicates: number;
}

export interface Unreadable {
  readonly file: string;
  /** Counted from 1; null where the file itself ends early. */
  readonly line: number | null;
  readonly problem: string;
}

export const newSegment = (id: number, file: SegmentFile): Segment => ({
  id,
  file,
  isRead: false,
  position: BEGINNING,
  duplicates: 0,
});

interface SegmentQueryRow {
  readonly segment: number;
  readonly file: string;
  readonly file_bytes: number;
  readonly file_modified_ms: number;
  readonly file_inode: number;
  readonly is_read: number;
  readonly read_bytes: number;
  readonly read_lines: number;
  readonly is_in_line: number;
  readonly head_hash: string;
  readonly tail_bytes: number;
  readonly tail_hash: string;
  readonly duplicates: number;
}

/** All that have been read from. */
export async function knownSegments(engine: LedgerEngine): Promise<Set<Segment>> {
  const rows = await engine.query<SegmentQueryRow>(`SELECT * FROM ${SEGMENTS.name} ORDER BY segment`);
  return new Set(
    rows.map((row) => ({
      id: row.segment,
      file: {
        file: row.file,
        bytes: row.file_bytes,
        modifiedMs: row.file_modified_ms,
        inode: row.file_inode,
      },
      isRead: row.is_read === 1,
      position: {
        bytes: row.read_bytes,
        lines: row.read_lines,
        isInLine: row.is_in_line === 1,
        head: row.head_hash,
        tail: { bytes: row.tail_bytes, hash: row.tail_hash },
      },
      duplicates: row.duplicates,
    })),
  );
}

/** Instead of what was known of them. Within a transaction. */
export async function saveSegments(engine: LedgerEngine, segments: readonly Segment[]): Promise<void> {
  if (segments.length === 0) return;
  await engine.execute(`DELETE FROM ${SEGMENTS.name} WHERE segment IN (${idsOf(segments)})`);
  await engine.append(
    SEGMENTS,
    segments.map(({ id, file, isRead, position, duplicates }) => ({
      segment: id,
      name: segmentName(file.file),
      file: file.file,
      file_bytes: file.bytes,
      file_modified_ms: file.modifiedMs,
      file_inode: file.inode,
      is_read: isRead ? 1 : 0,
      read_bytes: position.bytes,
      read_lines: position.lines,
      is_in_line: position.isInLine ? 1 : 0,
      head_hash: position.head,
      tail_bytes: position.tail.bytes,
      tail_hash: position.tail.hash,
      duplicates,
    })),
  );
}

/**
 * As if they had never been read. Model calls and costs of their traces go when those are counted again. Within a
 * transaction.
 */
export async function forgetSegments(engine: LedgerEngine, segments: readonly Segment[]): Promise<void> {
  if (segments.length === 0) return;
  const those = `segment IN (${idsOf(segments)})`;
  await engine.execute(
    `INSERT INTO ${CHANGED_TRACES.name} SELECT DISTINCT trace_id FROM spans WHERE ${those}`,
  );
  for (const table of ['spans', UNREADABLE.name, SEGMENTS.name]) {
    await engine.execute(`DELETE FROM ${table} WHERE ${those}`);
  }
}

const idsOf = (segments: readonly Segment[]): string => segments.map(({ id }) => id).join(', ');

export interface UnreadablePlace {
  readonly segment: number;
  readonly line: number | null;
  readonly problem: string;
}

/** What was found now; a file that ended early, and has been read again since, did not in the end. Within a transaction. */
export async function saveUnreadable(
  engine: LedgerEngine,
  read: readonly Segment[],
  places: readonly UnreadablePlace[],
): Promise<void> {
  if (read.length === 0) return;
  await engine.execute(`DELETE FROM ${UNREADABLE.name} WHERE line IS NULL AND segment IN (${idsOf(read)})`);
  if (places.length > 0) await engine.append(UNREADABLE, places);
}

/**
 * In order of their files and lines. A file may be there plain and compressed, because a process was killed between the
 * two, or another is at it: then it is no news where the compressed one ends.
 */
export const unreadablePlaces = (engine: LedgerEngine): Promise<Unreadable[]> =>
  engine.query<Unreadable>(`
    SELECT segments.file, unreadable.line, unreadable.problem
    FROM ${UNREADABLE.name} JOIN ${SEGMENTS.name} ON segments.segment = unreadable.segment
    WHERE unreadable.line IS NOT NULL
      OR segments.name NOT IN (SELECT name FROM ${SEGMENTS.name} GROUP BY name HAVING count(*) > 1)
    ORDER BY segments.file, unreadable.line NULLS LAST, unreadable.problem`);

/** Spans found a second time; but in a file that is there plain and compressed they are no second ones. */
export async function duplicateSpans(engine: LedgerEngine, spans: number): Promise<number> {
  const [row] = await engine.query<{ delivered: number | null }>(`
    WITH kept AS (SELECT segment, count(*) AS spans FROM spans GROUP BY segment),
    files AS (
      SELECT segments.name, max(segments.duplicates + coalesce(kept.spans, 0)) AS delivered
      FROM ${SEGMENTS.name} LEFT JOIN kept ON kept.segment = segments.segment
      GROUP BY segments.name
    )
    SELECT sum(delivered) AS delivered FROM files`);
  return Math.max(0, (row?.delivered ?? 0) - spans);
}
