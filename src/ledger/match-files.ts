import { join } from 'node:path';
import type { SegmentFile } from './ledger-files';
import { BEGINNING, fileHead, goesOn } from './segment-lines';
import type { Position } from './segment-lines';
import type { Segment } from './segments';

/** Where segments are now. */
interface Match {
  /** Files with something new: each with the segment that it goes on, if it goes on one. */
  readonly changed: ReadonlyMap<SegmentFile, Segment | undefined>;
  /** Segments that no file goes on. */
  readonly gone: readonly Segment[];
  /** Where any are gone, of every file: it may hold what they held, as a part of more. */
  readonly heads: Heads;
}

/** By file, the hash of its first line. */
export type Heads = ReadonlyMap<SegmentFile, string>;

/** Finds the segments in a directory, whatever their files are called. */
export class FileMatcher {
  private readonly directory: string;
  /** Pairs that turned out, when they were read, not to belong together. */
  private readonly apart = new Set<string>();

  constructor(directory: string) {
    this.directory = directory;
  }

  keepApart(segment: Segment, file: SegmentFile): void {
    this.apart.add(pair(segment, file));
  }

  async match(files: readonly SegmentFile[], segments: ReadonlySet<Segment>): Promise<Match> {
    const byName = new Map(files.map((file) => [file.file, file]));
    const free = new Set(segments);
    const changed = new Set(files);
    const heads = new Map<SegmentFile, string>();
    for (const segment of segments) {
      const file = byName.get(segment.file.file);
      if (file === undefined || !changed.has(file) || !isUnchanged(segment, file)) continue;
      free.delete(segment);
      changed.delete(file);
      heads.set(file, segment.position.head);
    }
    if (free.size > 0) {
      for (const file of changed) heads.set(file, await fileHead(join(this.directory, file.file)));
    }
    const places = this.places(changed, free, heads);
    return { changed: new Map([...changed].map((file) => [file, places.get(file)])), gone: [...free], heads };
  }

  /** Takes those that have one from the segments that have none yet. */
  private places(files: Iterable<SegmentFile>, free: Set<Segment>, heads: Heads): Map<SegmentFile, Segment> {
    const places = new Map<SegmentFile, Segment>();
    // One that kept its name is not to be taken for another's copy.
    for (const mayGoOn of [mayHaveGrown, mayHaveMoved]) {
      for (const file of files) {
        if (places.has(file)) continue;
        const found = [...free].find(
          (segment) => !this.apart.has(pair(segment, file)) && mayGoOn(segment, file, heads.get(file) ?? ''),
        );
        if (found === undefined) continue;
        free.delete(found);
        places.set(file, found);
      }
    }
    return places;
  }
}

const pair = ({ id }: Segment, { file, inode }: SegmentFile): string => `${id} ${inode} ${file}`;

const isUnchanged = ({ isRead, file: known }: Segment, file: SegmentFile): boolean =>
  isRead && known.bytes === file.bytes && known.modifiedMs === file.modifiedMs && known.inode === file.inode;

/** Under its name. What has been written to without growing has been edited, and so may one that was put in its place. */
function mayHaveGrown({ file: known, isRead, position }: Segment, file: SegmentFile, head: string): boolean {
  if (known.file !== file.file) return false;
  if (position.bytes === 0) return true;
  if (position.head !== head) return false;
  if (known.bytes === file.bytes && known.modifiedMs === file.modifiedMs) return true;
  return known.inode === file.inode && (file.bytes > known.bytes || !isRead);
}

/** To another name, be it by rotation or compression. */
const mayHaveMoved = ({ file: known, position }: Segment, file: SegmentFile, head: string): boolean =>
  known.file !== file.file && position.bytes > 0 && position.head === head;

/** Whether a file that is there holds a text, also as a part of more. */
export async function isHeld(
  directory: string,
  text: Pick<Position, 'bytes' | 'head' | 'tail'>,
  heads: Heads,
): Promise<boolean> {
  for (const [file, head] of heads) {
    if (head === text.head && (await goesOn(join(directory, file.file), { ...BEGINNING, ...text })))
      return true;
  }
  return false;
}
