import { isBotanuError } from '../shared/botanu-error';
import { exportedLines } from './exported-lines';
import { ImportedSegment } from './imported-segment';
import type { TraceRequest } from './otlp-json';
import { readSpanRows } from './span-rows';

export interface Imported {
  /** The file's name in the ledger's directory. Null where there was not a span. */
  readonly file: string | null;
  readonly spans: number;
  /** The ledger had all of it. */
  readonly isKnown: boolean;
  /** What could not be read, and was left out. */
  readonly unreadable: readonly UnreadableLine[];
}

export interface UnreadableLine {
  /** Counted from 1; null where the file ends early. */
  readonly line: number | null;
  readonly problem: string;
}

/**
 * Copies the traces in a file of OTLP JSON lines, plain or compressed, into a ledger's directory. A file that has been
 * imported before adds nothing, and one that has grown since takes the place of its copy.
 */
export async function importFile(
  path: string,
  directory: string,
  onRead: (bytes: number) => void = () => undefined,
): Promise<Imported> {
  const segment = new ImportedSegment(directory);
  const unreadable: UnreadableLine[] = [];
  try {
    const spans = await copyLines(path, segment, unreadable, onRead);
    const kept = spans === 0 ? { file: null, isKnown: false } : await segment.keep();
    return { ...kept, spans, unreadable };
  } finally {
    await segment.discard();
  }
}

/** Gives the number of spans. */
async function copyLines(
  path: string,
  segment: ImportedSegment,
  unreadable: UnreadableLine[],
  onRead: (bytes: number) => void,
): Promise<number> {
  const lines = exportedLines(path, onRead);
  let spans = 0;
  for (let line = 1; ; line++) {
    const next = await lines.next().catch((error: unknown) => {
      if (isBotanuError(error)) throw error;
      unreadable.push({ line: null, problem: messageOf(error) });
      return { done: true } as const;
    });
    if (next.done) return spans;
    const { text, isWhole } = next.value;
    if (text.trim() === '') continue;
    const found = spansIn(text);
    if (typeof found === 'number') {
      // What has no spans is a collector's metrics or logs.
      if (found > 0) await segment.add(text);
      spans += found;
    } else if (isWhole) unreadable.push({ line, problem: found.message });
  }
}

/** How many, or why nobody knows. */
function spansIn(text: string): number | Error {
  let spans = 0;
  try {
    readSpanRows(JSON.parse(text) as TraceRequest, 0, () => spans++);
    return spans;
  } catch (error) {
    return error as Error;
  }
}

const messageOf = (error: unknown): string => (error as Partial<Error>).message ?? String(error);
