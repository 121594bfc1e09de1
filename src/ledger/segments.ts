import type { LedgerEngine } from './engine';
import type { SegmentFile } from './ledger-files';
import type { Position } from './segment-lines';
import { BEGINNING } from './segment-lines';
import { CHANGED_TRACES, SEGMENTS, UNREADABLE } from './store-tables';

/** What is known of a segment. */
export interface Segment {
  readonly id: number;
  readonly name: string;
  /** The file as it was when it was read to its end; null until then. */
  read: SegmentFile | null;
  position: Position;
  duplicates: number;
}

export interface Unreadable {
  readonly file: string;
  /** Counted from 1; null where the file itself ends early. */
  readonly line: number | null;
  readonly problem: string;
}

export const newSegment = (id: number, name: string): Segment => ({
  id,
  name,
  read: null,
  position: BEGINNING,
  duplicates: 0,
});

interface SegmentQueryRow {
  readonly segment: number;
  readonly name: string;
  readonly file: string | null;
  readonly file_bytes: number | null;
  readonly file_modified_ms: number | null;
  readonly read_bytes: number;
  readonly read_lines: number;
  readonly tail_bytes: number;
  readonly tail_hash: string;
  readonly duplicates: number;
}

/** All that have been read from, by their names. */
export async function knownSegments(engine: LedgerEngine): Promise<Map<string, Segment>> {
  const rows = await engine.query<SegmentQueryRow>(`SELECT * FROM ${SEGMENTS.name}`);
  return new Map(
    rows.map((row) => [
      row.name,
      {
        id: row.segment,
        name: row.name,
        read:
          row.file === null
            ? null
            : { name: row.name, file: row.file, bytes: row.file_bytes!, modifiedMs: row.file_modified_ms! },
        position: {
          bytes: row.read_bytes,
          lines: row.read_lines,
          tail: { bytes: row.tail_bytes, hash: row.tail_hash },
        },
        duplicates: row.duplicates,
      },
    ]),
  );
}

/** Instead of what was known of them. Within a transaction. */
export async function saveSegments(engine: LedgerEngine, segments: readonly Segment[]): Promise<void> {
  if (segments.length === 0) return;
  await engine.execute(`DELETE FROM ${SEGMENTS.name} WHERE segment IN (${idsOf(segments)})`);
  const readAt = new Date().toISOString();
  await engine.append(
    SEGMENTS,
    segments.map(({ id, name, read, position, duplicates }) => ({
      segment: id,
      name,
      file: read?.file ?? null,
      file_bytes: read?.bytes ?? null,
      file_modified_ms: read?.modifiedMs ?? null,
      read_bytes: position.bytes,
      read_lines: position.lines,
      tail_bytes: position.tail.bytes,
      tail_hash: position.tail.hash,
      duplicates,
      read_at: readAt,
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

/** In order of their files and lines. */
export const unreadablePlaces = (engine: LedgerEngine): Promise<Unreadable[]> =>
  engine.query<Unreadable>(`
    SELECT coalesce(segments.file, segments.name) AS file, unreadable.line, unreadable.problem
    FROM ${UNREADABLE.name} JOIN ${SEGMENTS.name} ON segments.segment = unreadable.segment
    ORDER BY file, unreadable.line NULLS LAST`);
