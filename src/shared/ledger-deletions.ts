/**
 * What a ledger's directory keeps of files that are no longer in it, so that a reader knows from when on the record
 * is whole: a line a file, appended before the file is deleted.
 */
export const DELETIONS_FILE = 'deletions.log';

export interface LedgerDeletion {
  /** The file's name without what compression adds to it. */
  readonly file: string;
  /** Nothing was written to it later: milliseconds since 1970. */
  readonly lastWrittenMs: number;
  /** What a reader had read of it. Other than the writer's, the file may have a name that another gets, too. */
  readonly text?: DeletedText | undefined;
}

/** By this it is known again, should it be there under some name. */
export interface DeletedText {
  readonly bytes: number;
  /** A hash of its first line. */
  readonly head: string;
  /** The last of the bytes, and a hash of them. */
  readonly tail: { readonly bytes: number; readonly hash: string };
}

/** As a line, with its line break. */
export const deletionLine = ({ file, lastWrittenMs, text }: LedgerDeletion): string =>
  `${JSON.stringify({ file, lastWritten: new Date(Math.ceil(lastWrittenMs)).toISOString(), text })}\n`;

/** What a torn or foreign line says is left out. */
export function parseDeletions(text: string): LedgerDeletion[] {
  return text.split('\n').flatMap((line) => {
    try {
      const { file, lastWritten, text } = JSON.parse(line) as Record<string, unknown>;
      const lastWrittenMs = Date.parse(String(lastWritten));
      if (typeof file !== 'string' || !Number.isFinite(lastWrittenMs)) return [];
      return [{ file, lastWrittenMs, text: isText(text) ? text : undefined }];
    } catch {
      return [];
    }
  });
}

function isText(given: unknown): given is DeletedText {
  if (typeof given !== 'object' || given === null) return false;
  const { bytes, head, tail } = given as Partial<DeletedText>;
  return (
    Number.isSafeInteger(bytes) &&
    typeof head === 'string' &&
    Number.isSafeInteger(tail?.bytes) &&
    bytes! >= tail!.bytes &&
    tail!.bytes > 0 &&
    typeof tail!.hash === 'string'
  );
}

/** A ledger file's name without `.gz` or `.zst`: it stays the same when the file is compressed. */
export const segmentName = (file: string): string => file.replace(/\.(gz|zst)$/, '');
