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
}

/** As a line, with its line break. */
export const deletionLine = ({ file, lastWrittenMs }: LedgerDeletion): string =>
  `${JSON.stringify({ file, lastWritten: new Date(Math.ceil(lastWrittenMs)).toISOString() })}\n`;

/** What a torn or foreign line says is left out. */
export function parseDeletions(text: string): LedgerDeletion[] {
  return text.split('\n').flatMap((line) => {
    try {
      const { file, lastWritten } = JSON.parse(line) as { file: unknown; lastWritten: unknown };
      const lastWrittenMs = Date.parse(String(lastWritten));
      return typeof file === 'string' && Number.isFinite(lastWrittenMs) ? [{ file, lastWrittenMs }] : [];
    } catch {
      return [];
    }
  });
}

/** A ledger file's name without `.gz` or `.zst`: it stays the same when the file is compressed. */
export const segmentName = (file: string): string => file.replace(/\.(gz|zst)$/, '');
