import { join } from 'node:path';
import { noteDeletions } from './deletions';
import type { LedgerEngine } from './engine';
import { ledgerFiles, segmentFile } from './ledger-files';
import type { SegmentFile } from './ledger-files';
import { segmentLines } from './segment-lines';
import { forgetSegments, newSegment } from './segments';
import type { Segment } from './segments';

/**
 * What the files no longer hold is no longer in the cache either: it would be lost with it one day, and was deleted to
 * save space. That it was there is noted, unless its file has got another name.
 */
export async function forgetGone(
  engine: LedgerEngine,
  directory: string,
  known: Map<string, Segment>,
): Promise<void> {
  const files = await ledgerFiles(directory);
  const gone = await goneFrom(directory, files, known);
  if (gone.length === 0) return;
  const unknown = files.filter(({ name }) => !known.has(name));
  const deleted: Segment[] = [];
  for (const segment of gone) {
    if (!(await isUnderAnotherName(directory, segment, unknown))) deleted.push(segment);
  }
  await noteDeletions(
    directory,
    deleted.map(({ name, read }) => ({ file: name, lastWrittenMs: read?.modifiedMs ?? Date.now() })),
  );
  await forget(engine, gone, known);
  for (const { name } of gone) known.delete(name);
}

async function goneFrom(
  directory: string,
  files: readonly SegmentFile[],
  known: ReadonlyMap<string, Segment>,
): Promise<Segment[]> {
  const present = new Set(files.map(({ name }) => name));
  const gone: Segment[] = [];
  for (const segment of known.values()) {
    // A list is no snapshot: what was compressed while it was made may be missing from it.
    const isThere = present.has(segment.name) || (await segmentFile(directory, segment.name)) !== undefined;
    if (!isThere) gone.push(segment);
  }
  return gone;
}

async function isUnderAnotherName(
  directory: string,
  { position }: Segment,
  files: readonly SegmentFile[],
): Promise<boolean> {
  for (const { file } of files) {
    try {
      await segmentLines(join(directory, file), position, () => undefined).next();
      return true;
    } catch {
      // It is another one, or cannot be read.
    }
  }
  return false;
}

/**
 * As if they had never been read. Spans in other files may have been left out because they were in these: those files
 * are forgotten as well. Gives all that are to be read again.
 */
export async function forget(
  engine: LedgerEngine,
  segments: readonly Segment[],
  known: ReadonlyMap<string, Segment>,
): Promise<Segment[]> {
  const all = new Set([...segments, ...[...known.values()].filter(({ duplicates }) => duplicates > 0)]);
  await engine.transaction(() => forgetSegments(engine, [...all]));
  for (const segment of all) Object.assign(segment, newSegment(segment.id, segment.name));
  return [...all];
}
