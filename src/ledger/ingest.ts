import { join } from 'node:path';
import type { LedgerEngine } from './engine';
import { completeLines, ledgerFiles } from './ledger-files';
import type { TraceRequest } from './otlp-json';
import { spanRows } from './span-rows';
import { SPANS } from './tables';
import type { SpanRow } from './tables';

/** What was found in a ledger's directory. */
export interface Ingested {
  /** Files read, plain and compressed. */
  files: number;
  /** Different spans. */
  spans: number;
  /** Spans found a second time, and not counted again. */
  duplicateSpans: number;
  /** What could not be read and is missing from every figure. */
  unreadable: Unreadable[];
}

export interface Unreadable {
  readonly file: string;
  /** Counted from 1; null where the file itself ends early. */
  readonly line: number | null;
  readonly problem: string;
}

/** Rows handed to the engine at a time: bounds memory, and is enough to make the call cheap. */
const BATCH_ROWS = 20_000;

/** Reads every complete line of a directory's files into the `spans` table, each span once. */
export async function ingest(engine: LedgerEngine, directory: string): Promise<Ingested> {
  await engine.createTable(SPANS);
  const found: Ingested = { files: 0, spans: 0, duplicateSpans: 0, unreadable: [] };
  const seen = new Set<string>();
  let batch: SpanRow[] = [];

  for await (const rows of rowsOf(directory, found)) {
    for (const row of rows) {
      const id = `${row.trace_id}${row.span_id}`;
      if (seen.has(id)) found.duplicateSpans++;
      else {
        seen.add(id);
        batch.push(row);
      }
    }
    if (batch.length < BATCH_ROWS) continue;
    await engine.append(SPANS, batch);
    batch = [];
  }
  await engine.append(SPANS, batch);
  found.spans = seen.size;
  return found;
}

/**
 * Files are listed again after each pass until no new one turns up: while this reads, a writer may rename a
 * full file and replace it by its compressed copy.
 */
async function* rowsOf(directory: string, found: Ingested): AsyncGenerator<SpanRow[]> {
  const read = new Set<string>();
  for (;;) {
    const files = (await ledgerFiles(directory)).filter((file) => !read.has(file));
    if (files.length === 0) return;
    for (const file of files) {
      read.add(file);
      yield* fileRows(directory, file, found);
    }
  }
}

async function* fileRows(directory: string, file: string, found: Ingested): AsyncGenerator<SpanRow[]> {
  let line = 0;
  try {
    for await (const lines of completeLines(join(directory, file))) {
      const rows: SpanRow[] = [];
      for (const text of lines) {
        line++;
        if (text.trim() === '') continue;
        try {
          for (const row of spanRows(JSON.parse(text) as TraceRequest)) rows.push(row);
        } catch (error) {
          found.unreadable.push({ file, line, problem: messageOf(error) });
        }
      }
      yield rows;
    }
    found.files++;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    found.files++;
    found.unreadable.push({ file, line: null, problem: messageOf(error) });
  }
}

const messageOf = (error: unknown): string => (error as Partial<Error>).message ?? String(error);
