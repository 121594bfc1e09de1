import type { LedgerEngine } from './engine';
import { BEGINNING } from './segment-lines';
import { forgetSegments } from './segments';
import type { Segment } from './segments';

/**
 * What the files no longer hold is no longer in the cache either: it would be lost with it one day, and was deleted to
 * save space. Spans in other files may have been left out because they were in these: those files are to be read again
 * as well, and are given.
 */
export async function forgetGone(
  engine: LedgerEngine,
  gone: readonly Segment[],
  known: Set<Segment>,
): Promise<Segment[]> {
  for (const segment of gone) known.delete(segment);
  const again = [...known].filter(({ duplicates }) => duplicates > 0);
  await engine.transaction(() => forgetSegments(engine, [...gone, ...again]));
  for (const segment of again) Object.assign(segment, { isRead: false, position: BEGINNING, duplicates: 0 });
  return again;
}
