import { BotanuError, isBotanuError } from '../shared/botanu-error';
import { errorMessage } from '../shared/texts';
import { exportedLines } from './exported-lines';
import type { ExportedLine } from './exported-lines';
import { ImportedSegment } from './imported-segment';
import { readLine } from './request-line';

export interface Imported {
  /** The file's name in the ledger's directory. Null where there was not a span. */
  readonly file: string | null;
  readonly spans: number;
  /** The ledger had all of it. */
  readonly isKnown: boolean;
  /** Its last line is not all there yet, and is left for the next time. */
  readonly isUnfinished: boolean;
  /** What could not be read, and was left out. */
  readonly unreadable: readonly UnreadableLine[];
}

export interface UnreadableLine {
  /** Counted from 1; null where the file ends early. */
  readonly line: number | null;
  readonly problem: string;
}

/**
 * Copies the traces in a file of OTLP JSON lines, plain or compressed, into a ledger's directory, which is made when
 * there is a span to be kept. A file that has been imported before adds nothing, and one that has grown since takes
 * the place of its copy. Throws a `BotanuError` where it cannot be opened, or cannot be kept.
 */
export async function importFile(
  path: string,
  directory: string,
  onRead: (bytes: number) => void = () => undefined,
): Promise<Imported> {
  const segment = new ImportedSegment(directory);
  const unreadable: UnreadableLine[] = [];
  try {
    const copied = await copyLines(path, segment, unreadable, onRead);
    const kept = copied.spans === 0 ? { file: null, isKnown: false } : await segment.keep();
    return { ...kept, ...copied, unreadable };
  } catch (error) {
    if (isBotanuError(error)) throw error;
    throw new BotanuError(
      'COMMAND_INVALID',
      `'${path}' cannot be kept in '${directory}': ${errorMessage(error)}`,
      {
        cause: error,
      },
    );
  } finally {
    await segment.discard();
  }
}

async function copyLines(
  path: string,
  segment: ImportedSegment,
  unreadable: UnreadableLine[],
  onRead: (bytes: number) => void,
): Promise<Pick<Imported, 'spans' | 'isUnfinished'>> {
  const lines = exportedLines(path, onRead, (line, problem) => unreadable.push({ line, problem }));
  let total = 0;
  let isUnfinished = false;
  try {
    for (;;) {
      const next = await lines.next().catch((error: unknown) => {
        if (isBotanuError(error)) throw error;
        unreadable.push({ line: null, problem: errorMessage(error) });
        return { done: true } as const;
      });
      if (next.done) return { spans: total, isUnfinished };
      const { line, text } = next.value;
      if (text.trim() === '') continue;
      let spans = 0;
      const problem = readLine(text, 0, () => spans++);
      if (problem !== undefined) {
        if (line === 1) requireOneLine(path, text);
        isUnfinished = mayBeMended(next.value);
        if (isUnfinished) continue;
        unreadable.push({ line, problem });
      }
      // What has no spans is a collector's metrics or logs.
      if (spans > 0) await segment.add(text);
      total += spans;
    }
  } finally {
    // Closes the file where it is not read on.
    await lines.return(undefined);
  }
}

const mayBeMended = ({ isWhole, isFinished }: ExportedLine): boolean => !isWhole && !isFinished;

/** Else each line of it would be told of. */
function requireOneLine(path: string, text: string): void {
  if (!/^\s*[{[]\s*("\w+"\s*:\s*[{[]?\s*)?$/.test(text)) return;
  throw new BotanuError(
    'COMMAND_INVALID',
    `'${path}' has a request on several lines. One request a line is understood: jq -c . '${path}' makes it so, and ` +
      '`botanu import -` reads what is piped in.',
  );
}
